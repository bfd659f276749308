import { describe, expect, test } from 'vitest';
import { bannedPhrasesIn, questionOpeningsIn, wideCommentsIn } from './english';
import { read, repositoryFiles } from './tree';

const files = repositoryFiles();
const code = files.filter(
  (path) => /\.(?:[cm]?[jt]sx?|css|html)$/.test(path) && !path.includes('compiled.ts'),
);
const prose = files.filter((path) => path.endsWith('.md'));

/** The findings of a rule, file by file. */
function findings(paths: readonly string[], rule: (text: string) => readonly string[]): string[] {
  return paths.flatMap((path) => rule(read(path)).map((found) => `${path}: ${found}`));
}

describe('the English of the project', () => {
  test('is really read', () => {
    expect(code).toContain('src/lifecycle/decide.ts');
    expect(code).toContain('src/explorer/app.tsx');
    expect(code).toContain('src/explorer/base.css');
    expect(code).toContain('src/explorer/page.html');
    expect(prose).toContain('README.md');
  });

  test('has none of the phrases of a translation', () => {
    expect(findings([...code, ...prose], bannedPhrasesIn)).toEqual([]);
  });

  test('begins a doc comment with a verb or a noun, never with a question word', () => {
    expect(findings(code, questionOpeningsIn)).toEqual([]);
  });

  test('keeps comments within 100 columns', () => {
    expect(findings(code, wideCommentsIn)).toEqual([]);
  });
});

describe('the rules of English find what they look for', () => {
  test.each([
    ['an error for what is n', 'o time'],
    ['a server that is n', 'one'],
    ['options that are n', 'one'],
    ['As what ', 'a pipeline comes up.'],
    ['the size there', 'of'],
    ['So f', 'ares the next'],
    ['a server held a', 'gainst the rules'],
    ['undefined if the value is n', 'one'],
    ['It is drawn only w', 'here it is refused.'],
    ['A case applies w', 'here the row does.'],
    ['what it does w', 'here the documents say otherwise'],
    ['It is skipped w', 'here it cannot be had.'],
    ['The lines w', 'here there are several.'],
    ['It costs much. W', 'here a line\n * ends, every order is tried.'],
    ['/** W', 'here nothing moves, it rests. */'],
    ['- So w', 'here style sheets fail, the picture is right.'],
  ])('in %j + %j', (first, second) => {
    expect(bannedPhrasesIn(first + second)).toHaveLength(1);
  });

  test.each([
    'what is no longer possible',
    'there is none',
    'the error that is set',
    '/** Where everything is, in the folder of a worker. */',
    'Where does it lead, and why?',
    '## Where pipelines are kept\n\nHere, in short.',
    'It says where it can be reached, and each box lists where it leads.',
    "It is one address, the place where a pipeline's name is looked up.",
  ])('but nothing in %j', (text) => {
    expect(bannedPhrasesIn(text)).toEqual([]);
  });

  test.each([
    ['/** Whether it is so. */', ['Whether it is so. */']],
    ['/**\n * What it is.\n */', ['What it is.']],
    ['/** Who calls. */', ['Who calls. */']],
    ['/** Returns whether it is so. */', []],
    ['// What comes next.', []],
    ["const text = '/** What it is. */';", []],
  ])('%j opens with a question word: %j', (text, openings) => {
    expect(questionOpeningsIn(text)).toEqual(openings);
  });

  test('an opening with a question word is found between templates, too', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source with templates.
    const [before, after] = ['const text = `${first}`;', 'const more = `{${text}`;'];
    const text = [before, '/** What it is. */', after].join('\n');
    expect(questionOpeningsIn(text)).toEqual(['What it is. */']);
  });

  test('a comment that is too wide, but no code and no address', () => {
    const wide = 'x '.repeat(60);
    expect(wideCommentsIn(`// ${wide}`)).toHaveLength(1);
    expect(wideCommentsIn(` * ${wide}`)).toHaveLength(1);
    expect(wideCommentsIn(`<!-- ${wide}`)).toHaveLength(1);
    expect(wideCommentsIn(`const text = '${wide}';`)).toEqual([]);
    expect(wideCommentsIn(`// https://example.com/${'x'.repeat(100)}`)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { bannedPhrasesIn, questionOpeningsIn, wideCommentsIn } from './english';
import { read, repositoryFiles } from './tree';

const files = repositoryFiles();
const code = files.filter(
  (path) => /\.(?:[cm]?[jt]s)$/.test(path) && !path.includes('compiled.ts'),
);
const prose = files.filter((path) => path.endsWith('.md'));

/** The findings of a rule, file by file. */
function findings(paths: readonly string[], rule: (text: string) => readonly string[]): string[] {
  return paths.flatMap((path) => rule(read(path)).map((found) => `${path}: ${found}`));
}

describe('the English of the project', () => {
  test('is really read', () => {
    expect(code).toContain('src/lifecycle/decide.ts');
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
  ])('in %j + %j', (first, second) => {
    expect(bannedPhrasesIn(first + second)).toHaveLength(1);
  });

  test.each(['what is no longer possible', 'there is none', 'the error that is set'])(
    'but nothing in %j',
    (text) => {
      expect(bannedPhrasesIn(text)).toEqual([]);
    },
  );

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

  test('a comment that is too wide, but no code and no address', () => {
    const wide = 'x '.repeat(60);
    expect(wideCommentsIn(`// ${wide}`)).toHaveLength(1);
    expect(wideCommentsIn(` * ${wide}`)).toHaveLength(1);
    expect(wideCommentsIn(`const text = '${wide}';`)).toEqual([]);
    expect(wideCommentsIn(`// https://example.com/${'x'.repeat(100)}`)).toEqual([]);
  });
});

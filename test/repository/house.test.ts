import { describe, expect, test } from 'vitest';
import {
  callsWithoutEffect,
  lineCount,
  lineLimit,
  machinePathsIn,
  opensWithDocComment,
  undocumentedExports,
  unfinishedIn,
} from './house';
import { anchorsOf, brokenLinks, linksOf } from './links';
import { read, repositoryFiles, sourcesUnder } from './tree';

const files = repositoryFiles();
const sources = files.filter((path) => /^src\/.*\.tsx?$/.test(path));
const code = files.filter((path) => /^(src|test|bench|scripts)\//.test(path));
const documents = files.filter((path) => path.endsWith('.md'));
const texts = files.filter((path) => path !== 'package-lock.json' && !read(path).includes('\0'));

/** The findings of a rule, file by file. */
function findings(paths: readonly string[], rule: (text: string) => readonly string[]): string[] {
  return paths.flatMap((path) => rule(read(path)).map((found) => `${path}: ${found}`));
}

describe('the house', () => {
  test('is really read', () => {
    expect(sources).toContain('src/lifecycle/index.ts');
    expect(code).toContain('test/repository/house.test.ts');
    expect(texts).toContain('package.json');
  });

  test(`no source has more than ${lineLimit} lines, but those with a reason`, () => {
    const long = sources.filter((path) => lineCount(read(path)) > lineLimit);
    expect(long).toEqual([]);
  });

  test('every source opens with a doc comment that says what it is', () => {
    expect(sources.filter((path) => !opensWithDocComment(read(path)))).toEqual([]);
  });

  test('every exported declaration of the library has a doc comment', () => {
    const library = sources.filter((path) => /^src\/(lifecycle|trace)\//.test(path));
    expect(findings(library, undocumentedExports)).toEqual([]);
  });

  test('no call is for its effect alone if a bundler takes it for one without', () => {
    expect(callsWithoutEffect(sourcesUnder('src', '.ts', '.tsx'))).toEqual([]);
  });

  test('nothing is unfinished or switched off', () => {
    expect(findings(code, unfinishedIn)).toEqual([]);
  });

  test('no text names a path of some machine', () => {
    expect(findings(texts, machinePathsIn)).toEqual([]);
  });

  test('every link within the repository leads to a file, and its anchor to a heading', () => {
    const broken = documents.flatMap((path) =>
      brokenLinks(path, { files, read }).map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the rules of the house find what they look for', () => {
  test.each([
    ['', 1],
    ['one', 1],
    ['one\n', 1],
    ['one\n\n', 2],
    ['one\ntwo', 2],
  ])('%j has %d lines', (text, count) => {
    expect(lineCount(text)).toBe(count);
  });

  test.each([
    ['/** A rule of the house. */\nexport {};', true],
    ['/**\n * A rule of the house.\n */', true],
    ['#!/usr/bin/env node\n/** A rule of the house. */', true],
    ['/* A rule of the house. */', false],
    ['/**/ export {};', false],
    ['// A rule of the house.', false],
    ["import './a';\n/** Too late. */", false],
    ['', false],
  ])('%j opens with a doc comment: %j', (text, opens) => {
    expect(opensWithDocComment(text)).toBe(opens);
  });

  test.each([
    ['export const a = 1, b = 2;', ['a', 'b']],
    ['export function decide() {}', ['decide']],
    ['export async function decide() {}', ['decide']],
    ['export interface Shape {}', ['Shape']],
    ['export type Name = string;', ['Name']],
    ['export class Kind {}', ['Kind']],
    ['export default 1;', ['default']],
    ['/* No doc comment. */\nexport const a = 1;', ['a']],
    ['/** */\nexport const a = 1;', ['a']],
    ['/** Documented. */\nexport const a = 1;', []],
    ['/** Documented. */\nconst a = 1;\nexport const b = a;', ['b']],
    ['const a = 1;\ntype B = 1;\nfunction c() {}', []],
    ["export { a } from './a';\nexport * from './b';", []],
  ])('after the doc comment of the file, %j lacks those of %j', (text, names) => {
    expect(undocumentedExports(`/** A rule of the house. */\nimport './a';\n${text}`)).toEqual(
      names,
    );
  });

  test.each(['', '#!/usr/bin/env node\n'])(
    'the doc comment that opens a file is not that of its first declaration (%j)',
    (first) => {
      expect(undocumentedExports(`${first}/** File. */\nexport const a = 1;`)).toEqual(['a']);
      expect(undocumentedExports(`${first}/** File. */\n\n/** A. */\nexport const a = 1;`)).toEqual(
        [],
      );
    },
  );

  test.each([
    ['TO', 'DO'],
    ['FIX', 'ME'],
    ['@ts-', 'ignore'],
    ['@ts-', 'nocheck'],
    ['.on', 'ly('],
    ['.on', 'ly.'],
    ['.sk', 'ip('],
    ['.to', 'do('],
  ])('%s%s is unfinished', (...halves) => {
    const found = halves.join('');
    expect(unfinishedIn(`before ${found} after`)).toEqual([found]);
  });

  test.each(['todos', '@ts-expect-error', 'onlyOnce()', 'if (skip)', 'lonely()'])(
    '%s is not unfinished',
    (text) => {
      expect(unfinishedIn(text)).toEqual([]);
    },
  );

  test.each([
    ['for (const each of value) freeze(each);', ['src/a.ts: freeze']],
    ['value.forEach(freeze);', []],
    ['return freeze(value);', []],
    ['other(value);', []],
  ])('of %j, a bundler leaves out %j', (statement, found) => {
    const mark = ['/* @__NO', 'SIDE', 'EFFECTS__ */'].join('_');
    const declared = `${mark}\nexport function freeze(value) { ${statement} }`;
    expect(callsWithoutEffect({ 'src/a.ts': declared })).toEqual(found);
    const imported = `import { freeze } from './a';\nfunction use(value) { ${statement} }`;
    const elsewhere = { 'src/b.ts': `${mark}\nfunction freeze(value) {}`, 'src/a.ts': imported };
    expect(callsWithoutEffect(elsewhere)).toEqual(found);
  });

  test('a path of Windows is that of some machine', () => {
    const path = ['C:', 'Users', 'jane'].join('\\');
    expect(machinePathsIn(`in '${path}'`)).toEqual([path]);
  });

  // Bars stand for slashes, so that this file names no path itself.
  test.each([
    ['see |work|main|src for it', ['|work|main|src']],
    ["const folder = '|tmp|';", ['|tmp|']],
    ['(|home|jane|x)', ['|home|jane|x']],
    ['HOME=|Users|jane', ['|Users|jane']],
    ['file:|||home|jane', ['file:|||home|jane']],
    ['https:||example.com|home|jane', []],
    ['.|docs|tmp|x, ..|tmp|x and ~|work|x', []],
    ['#!|usr|bin|env node', []],
    ['|pipelines|work|start', []],
  ])('in %j, the paths of some machine are %j', (text, paths) => {
    const slashed = (each: string) => each.replaceAll('|', '/');
    expect(machinePathsIn(slashed(text))).toEqual(paths.map(slashed));
  });
});

describe('links of Markdown', () => {
  test.each([
    ['[a](b.md)', ['b.md']],
    ['[a](b.md "title") and [c](<d e.md>)', ['b.md', 'd e.md']],
    ['[![image](a.svg)](b.md)', ['a.svg', 'b.md']],
    ['[a](b_(c).md)', ['b_(c).md']],
    ['[a]: b.md\n[c]: <d.md> "title"', ['b.md', 'd.md']],
    ['<a href="b.md"><img src=\'c.svg\'></a>', ['b.md', 'c.svg']],
    ['`[a](b.md)` and ``[`c`](d.md)``', []],
    ['```md\n[a](b.md)\n```\n[c](d.md)', ['d.md']],
    ['~~~\n[a](b.md)\n~~~', []],
    ['```\n[a](b.md)', []],
    ['<!-- [a](b.md) -->', []],
    ['array[0] (aside)', []],
  ])('%j has the links %j', (text, links) => {
    expect(linksOf(text)).toEqual(links);
  });

  test.each([
    ['# A heading', 'a-heading'],
    ['## What `decide` answers, and why', 'what-decide-answers-and-why'],
    ['### `stop.forced` (rule) ###', 'stopforced-rule'],
    ['## With a [link](b.md)', 'with-a-link'],
    ['## snake_case - dash', 'snake_case---dash'],
    ['# Twice\n# Twice', 'twice-1'],
    ['<a id="here"></a>', 'here'],
  ])('%j offers the anchor #%s', (text, anchor) => {
    expect([...anchorsOf(text)]).toContain(anchor);
  });

  test('a heading within a code block offers no anchor', () => {
    expect([...anchorsOf('```sh\n# comment\n```')]).toEqual([]);
  });

  const planted: Readonly<Record<string, string>> = {
    'README.md': '# Top\n',
    'docs/guide.md': '# Guide\n## First steps\n',
    'src/main.ts': 'one\ntwo\n',
  };
  const tree = (text: string) => ({
    files: [...Object.keys(planted), 'docs/page.md'],
    read: (path: string) => (path === 'docs/page.md' ? text : (planted[path] ?? '')),
  });

  test.each([
    'guide.md',
    './guide.md#first-steps',
    '../README.md#top',
    '/README.md',
    '../src/',
    '../src/main.ts#L2',
    '#page',
    '..',
    'https://example.com/missing.md#x',
    'mailto:jane@example.com',
  ])('%s leads somewhere', (link) => {
    expect(brokenLinks('docs/page.md', tree(`# Page\n[a](${link})`))).toEqual([]);
  });

  test.each([
    'missing.md',
    'guide.md#second-steps',
    'guide.md#',
    'Guide.md',
    '../../README.md',
    '../dist/',
    '../src/main.ts#L9',
    '../src/main.ts#one',
    '#pages',
  ])('%j leads nowhere', (link) => {
    expect(brokenLinks('docs/page.md', tree(`# Page\n[a](${link})`))).toEqual([link]);
  });
});

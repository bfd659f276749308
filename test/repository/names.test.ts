import { expect, test } from 'vitest';
import { sharedNames } from './names';
import { sourcesUnder } from './tree';

test('no name is declared in two files: whoever searches for one finds the one', () => {
  expect(sharedNames(sourcesUnder('src', '.ts', '.tsx'))).toEqual([]);
});

test('a function, a type or an exported value that two files declare is found', () => {
  const sources = {
    'src/a.ts':
      'function textOf() {}\nexport type Row = 1;\nexport const rules = [];\nconst own = 1;',
    'src/b.ts': 'export function textOf() {}\nexport interface Row {}\nconst own = 2;',
    'src/c.ts': "export { Row } from './a';\nexport const rules = {};",
  };
  expect(sharedNames(sources)).toEqual([
    'Row: src/a.ts, src/b.ts',
    'rules: src/a.ts, src/c.ts',
    'textOf: src/a.ts, src/b.ts',
  ]);
});

test.each([
  ['a private type', 'interface Level {}', 'type Level = 1;'],
  ['a private class', 'class Level {}', 'interface Level {}'],
  ['a private arrow function', 'const Level = () => 1;', 'function Level() {}'],
  ['a private constant that another file exports', 'const Level = 1;', 'export const Level = 2;'],
  ['a part of a value', 'const { level: Level } = { level: 1 };', 'export const Level = 2;'],
])('%s that another file declares is found', (_, one, other) => {
  expect(sharedNames({ 'src/a.ts': one, 'src/b.ts': other })).toEqual([
    'Level: src/a.ts, src/b.ts',
  ]);
});

test('private constants of one name pass: each is seen where it is used', () => {
  const sources = { 'src/a.ts': 'const columns = 1;', 'src/b.ts': 'const columns = 2;' };
  expect(sharedNames(sources)).toEqual([]);
});

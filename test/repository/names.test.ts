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

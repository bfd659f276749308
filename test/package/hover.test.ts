/** The hover texts of editors: declarations of each entry point, read as a language server does. */
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { manifest, root } from './install';

const names = Object.keys(manifest.exports)
  .filter((path) => path !== './package.json')
  .map((path) => (path === '.' ? 'index' : path.slice(2)));
const fileOf = (name: string) => join(root, 'dist', `${name}.d.ts`);

/** The members of results that need an explanation. */
const explained = ['rule', 'httpStatus', 'error_code', 'details'];

let program: ts.Program;
let checker: ts.TypeChecker;

beforeAll(() => {
  const options: ts.CompilerOptions = {
    lib: ['lib.es2023.d.ts'],
    types: [],
    module: ts.ModuleKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  // Our members are declared in our own files; to read those of packages takes seconds.
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      text.startsWith('.')
        ? ts.resolveModuleName(
            text,
            from,
            options,
            host,
            undefined,
            undefined,
            ts.ModuleKind.ESNext,
          )
        : { resolvedModule: undefined },
    );
  program = ts.createProgram({ rootNames: names.map(fileOf), options, host });
  checker = program.getTypeChecker();
});

/** The members of these names, in all types that an entry point exports or its functions return. */
function membersOf(name: string, wanted: readonly string[]): Map<string, ts.Symbol> {
  const file = program.getSourceFile(fileOf(name)) as ts.SourceFile;
  const door = checker.getSymbolAtLocation(file) as ts.Symbol;
  const found = new Map<string, ts.Symbol>();
  for (const each of checker.getExportsOfModule(door)) {
    const isAlias = (each.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(each) : each;
    const types = [
      checker.getDeclaredTypeOfSymbol(symbol),
      ...checker
        .getTypeOfSymbol(symbol)
        .getCallSignatures()
        .map((signature) => signature.getReturnType()),
    ];
    for (const type of types.flatMap((one) => (one.isUnion() ? one.types : [one]))) {
      for (const member of type.getProperties()) {
        const owner = (type.aliasSymbol ?? type.symbol)?.name ?? each.name;
        if (wanted.includes(member.name)) found.set(`${owner}.${member.name}`, member);
      }
    }
  }
  return found;
}

describe.each(names)('%s', (name) => {
  test('explains each rule, status code and error code of its results', () => {
    const silent = [...membersOf(name, explained)].filter(
      ([, member]) => member.getDocumentationComment(checker).length === 0,
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });
});

test('the members are really found', () => {
  expect([...membersOf('index', explained).keys()]).toEqual(
    expect.arrayContaining([
      'AcceptedDecision.httpStatus',
      'AcceptedDecision.rule',
      'RefusedDecision.httpStatus',
      'RefusedDecision.rule',
      'AppliedOutcome.rule',
      'StaleOutcome.rule',
      'ErrorBody.error_code',
    ]),
  );
  expect([...membersOf('table', explained).keys()]).toContain('TableVerdict.rule');
});

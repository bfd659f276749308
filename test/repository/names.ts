/** Names declared at the top of source files, to find those that mean two things. */
import ts from 'typescript';
import type { Sources } from './arrows';

/** The files that declare each name at their top: functions, classes, types and exported values. */
export function declarationsOf(sources: Sources): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [path, text] of Object.entries(sources)) {
    for (const name of new Set(namesIn(path, text)))
      found.set(name, [...(found.get(name) ?? []), path]);
  }
  return found;
}

/** The names that more than one file declares, with the files. */
export function sharedNames(sources: Sources): string[] {
  return [...declarationsOf(sources)]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`)
    .sort();
}

function namesIn(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return isExported(statement) ? variables(statement) : [];
    const { name } = statement as { readonly name?: ts.Node };
    const counts = ts.isFunctionDeclaration(statement) || isExported(statement);
    return counts && name !== undefined ? [name.getText()] : [];
  });
}

function variables({ declarationList }: ts.VariableStatement): string[] {
  return declarationList.declarations.map(({ name }) => name.getText());
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

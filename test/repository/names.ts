/** Names declared at the top of source files, to find those that mean two things. */
import ts from 'typescript';
import type { Sources } from './arrows';

/**
 * The files that declare each name at their top: functions, classes and types, exported or not, and
 * exported values. A private constant counts if another file exports its name.
 */
function declarationsOf(sources: Sources): ReadonlyMap<string, readonly string[]> {
  const declared = Object.entries(sources).flatMap(([path, text]) => declarationsIn(path, text));
  const exported = new Set(declared.filter((each) => each.isExported).map(({ name }) => name));
  const found = new Map<string, string[]>();
  for (const { name, path, isConstant } of declared) {
    if (isConstant && !exported.has(name)) continue;
    const paths = found.get(name) ?? [];
    if (!paths.includes(path)) found.set(name, [...paths, path]);
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

interface Declaration {
  readonly name: string;
  readonly path: string;
  readonly isExported: boolean;
  /** True for anything but a function. */
  readonly isConstant: boolean;
}

function declarationsIn(path: string, text: string): Declaration[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const about = { path, isExported: isExported(statement) };
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
        namesIn(name).map((each) => ({
          ...about,
          name: each,
          isConstant: !isFunction(initializer),
        })),
      );
    }
    const { name } = statement as { readonly name?: ts.Node };
    return name === undefined ? [] : [{ ...about, name: name.getText(), isConstant: false }];
  });
}

/** The names that a variable declares; several if it takes a value apart. */
function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? namesIn(each.name) : []));
}

function isFunction(value: ts.Expression | undefined): boolean {
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

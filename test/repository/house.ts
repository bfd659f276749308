/**
 * The rules of the house, as functions from a text to what is wrong with it, so that the tests can
 * plant violations and prove that each is found.
 */
import ts from 'typescript';

/** How many lines a source may have. */
export const lineLimit = 300;

/** How many lines a text has; a final newline ends the last one. Pure. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** True if a source says at once what it is; a program may name its interpreter first. Pure. */
export function opensWithDocComment(text: string): boolean {
  return /^(#![^\n]*\n)?\/\*\*[^/]/.test(text);
}

/** The exported declarations without a doc comment, by name. Pure. */
export function undocumentedExports(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => isExported(statement) && !isDocumented(statement, source))
    .flatMap(namesOf);
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isDocumented(statement: ts.Statement, source: ts.SourceFile): boolean {
  // The comment that opens a file belongs to the file, even where a declaration follows at once.
  const opening = source.text.startsWith('#!') ? source.text.indexOf('\n') + 1 : 0;
  return ts
    .getJSDocCommentsAndTags(statement)
    .some((comment) => ts.isJSDoc(comment) && comment.pos > opening && hasText(comment));
}

function hasText({ comment, tags }: ts.JSDoc): boolean {
  return (comment?.length ?? 0) > 0 || (tags?.length ?? 0) > 0;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as { readonly name?: ts.Node };
  return [name?.getText() ?? 'default'];
}

// Written with a class of one letter, so that the patterns do not find themselves.
const unfinished = [
  /\bTO[D]O\b/g,
  /\bFIX[M]E\b/g,
  /@ts-[i]gnore\b/g,
  /@ts-[n]ocheck\b/g,
  /\.(?:onl[y]|ski[p]|tod[o])[.(]/g,
];

/** The unfinished or switched-off parts of a text, each as it stands there. Pure. */
export function unfinishedIn(text: string): string[] {
  return unfinished.flatMap((pattern) => text.match(pattern) ?? []);
}

// A path that is part of a web address, a package or another path has something before its slash.
const machinePaths = [
  /(?<![\w.~)}\]/-])\/(?:work|tmp|home|root|Users|private|mnt|opt|var)\/[^\s'"`)]*/g,
  /\bfile:\/\/\/[^\s'"`)]*/g,
  /\b[A-Z]:\\{1,2}Users\b[^\s'"`)]*/g,
];

/** The absolute paths of some machine in a text, each as it stands there. Pure. */
export function machinePathsIn(text: string): string[] {
  return machinePaths.flatMap((pattern) => text.match(pattern) ?? []);
}

/**
 * The calls for their effect alone of functions that are marked as without one: a bundler leaves
 * such a call out. Pure.
 */
export function callsWithoutEffect(sources: Readonly<Record<string, string>>): string[] {
  const marked = new Set(Object.values(sources).flatMap(namesWithoutSideEffects));
  return Object.entries(sources).flatMap(([path, text]) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const known = new Set(source.statements.flatMap(declaredOrImported));
    return calledAsStatements(source)
      .filter((name) => marked.has(name) && known.has(name))
      .map((name) => `${path}: ${name}`);
  });
}

function namesWithoutSideEffects(text: string): string[] {
  const marks = text.matchAll(/@__NO_SIDE_EFFECTS__ \*\/\s+(?:export )?function (\w+)/g);
  return [...marks].map(([, name]) => name as string);
}

function declaredOrImported(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement)) return namesOf(statement);
  if (!ts.isImportDeclaration(statement)) return [];
  const bindings = statement.importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings)
    ? bindings.elements.map((each) => each.name.text)
    : [];
}

function calledAsStatements(node: ts.Node): string[] {
  const inner: string[] = [];
  node.forEachChild((child) => void inner.push(...calledAsStatements(child)));
  const call = ts.isExpressionStatement(node) ? node.expression : undefined;
  const isCall =
    call !== undefined && ts.isCallExpression(call) && ts.isIdentifier(call.expression);
  return isCall ? [call.expression.getText(), ...inner] : inner;
}

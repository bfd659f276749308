/**
 * Finds the impure globals that a source uses: clocks, chance, the process, the network.
 *
 * TypeScript resolves the names. Without its library it knows no global, so that whatever is used
 * as a value and declared nowhere in the file is one: a parameter named `process` is not.
 */
import ts from 'typescript';

const impure = new Set([
  'Date',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

const mention = new RegExp(`\\b(${[...impure, 'Math'].join('|')})\\b`);

/** The impure globals used as values in this text, each once, in order: `Date`, `Math.random`. */
export function impureGlobals(path: string, text: string): string[] {
  // To parse a text takes long, and few mention one at all.
  if (!mention.test(text)) return [];
  const { source, checker } = parsed(path, text);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isIdentifier(node) && isGlobalValue(node, checker)) {
      const used = impureUse(node);
      if (used !== undefined) found.add(used);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

/** The impure thing that a use of a global amounts to, if any. */
function impureUse(identifier: ts.Identifier): string | undefined {
  const { text, parent } = identifier;
  if (impure.has(text)) return text;
  if (text !== 'Math') return undefined;
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.name.text === 'random' ? 'Math.random' : undefined;
  }
  // Math['random'], `const { random } = Math`: what is taken from it can no longer be seen.
  return 'Math as a whole';
}

function isGlobalValue(identifier: ts.Identifier, checker: ts.TypeChecker): boolean {
  if (isMerelyAName(identifier)) return false;
  const { parent } = identifier;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(identifier);
  return symbol?.declarations === undefined || symbol.declarations.length === 0;
}

/** Names of properties, and of what another module exports: they refer to no variable. */
function isMerelyAName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier;
  if (ts.isBindingElement(parent)) return parent.propertyName === identifier;
  if (ts.isPropertyAssignment(parent)) return parent.name === identifier;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    isInImplements(parent)
  );
}

function isInImplements({ parent }: ts.Node): boolean {
  return (
    parent !== undefined &&
    ts.isHeritageClause(parent) &&
    (parent.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(parent.parent))
  );
}

function parsed(path: string, text: string) {
  const options = { target: ts.ScriptTarget.Latest, noLib: true, noResolve: true, types: [] };
  const source = ts.createSourceFile(path, text, options.target, true);
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (name) => (name === path ? source : undefined),
  };
  const checker = ts.createProgram([path], options, host).getTypeChecker();
  return { source, checker };
}

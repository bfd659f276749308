/**
 * Checks the imports of source files against the rooms.
 *
 * Works on text, not on the file system, so that the tests can plant violations and prove that each
 * is found. Every import counts, type-only ones too: what a room knows of, it depends on.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { impureGlobals } from './globals';
import { type Room, rooms } from './rooms';

/** Source texts by path from the root of the repository: `src/lifecycle/decide.ts`. */
export type Sources = Readonly<Record<string, string>>;

/** Everything that is wrong with these sources, one sentence each. Empty where all is well. */
export function violations(sources: Sources): string[] {
  const paths = Object.keys(sources);
  return [
    ...paths.flatMap((path) => violationsIn(path, sources[path] ?? '')),
    ...cycles(sources).map((cycle) => `import cycle: ${cycle.join(' -> ')}`),
  ];
}

function violationsIn(path: string, text: string): string[] {
  const name = roomOf(path);
  const room = name === undefined ? undefined : rooms[name];
  if (name === undefined || room === undefined) return [`${path} is in no known room`];
  const imports = [
    ...importsOf(text).filter((specifier) => !mayImport(name, room, path, specifier)),
    ...computedImports(path, text),
  ];
  return [
    ...imports.map((specifier) => `${path} (${name}) may not import ${specifier}`),
    ...(room.impure ? [] : impureGlobals(path, text)).map(
      (global) => `${path} (${name}) may not use ${global}`,
    ),
  ];
}

function mayImport(name: string, room: Room, path: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return isAmong(room.packages, specifier);
  const target = targetOf(path, specifier);
  if (!target.startsWith('src/')) return room.files.includes(target);
  const other = roomOf(target);
  return other === name || (other !== undefined && room.rooms.includes(other));
}

function isAmong(packages: readonly string[], specifier: string): boolean {
  return packages.some((allowed) =>
    /[:/]$/.test(allowed) ? specifier.startsWith(allowed) : specifier === allowed,
  );
}

/** The specifiers that a text imports, in any form; type-only imports and directives included. */
export function importsOf(text: string): string[] {
  const { importedFiles, referencedFiles, typeReferenceDirectives } = ts.preProcessFile(
    text,
    true,
    true,
  );
  return [
    ...importedFiles.map(({ fileName }) => fileName),
    ...referencedFiles.map(({ fileName }) => `./${fileName}`),
    ...typeReferenceDirectives.map(({ fileName }) => fileName),
  ];
}

/** Imports whose specifier is computed, which nobody can check. */
function computedImports(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier === undefined || !ts.isStringLiteralLike(specifier)) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** `src/lifecycle` names a room just as `src/lifecycle/decide.ts` does; `src/decide.ts` does not. */
function roomOf(path: string): string | undefined {
  const [, name] = path.split('/');
  return name === undefined || posix.extname(name) !== '' ? undefined : name;
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

/**
 * Every cycle that a walk along the imports within a room closes, as the files it passes, the first
 * one twice. Between rooms there is none where every arrow is allowed.
 */
function cycles(sources: Sources): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const next of neighborsOf(path, sources)) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of Object.keys(sources)) walk(path, []);
  return found;
}

function neighborsOf(path: string, sources: Sources): string[] {
  return importsOf(sources[path] ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => targetOf(path, specifier).replace(/\.[cm]?[jt]s$/, ''))
    .flatMap((target) => [`${target}.ts`, `${target}/index.ts`])
    .filter((target) => target in sources && roomOf(target) === roomOf(path));
}

/** The imports of the files of a package. */
import { posix } from 'node:path';
import ts from 'typescript';

/** Reads a file of the package. */
export type Read = (path: string) => string;

/** Returns the packages that these files import, each once, in order. */
export function packagesImportedBy(paths: readonly string[], read: Read): string[] {
  const specifiers = paths.flatMap((path) => importsOf(read(path)));
  const outside = specifiers.filter((specifier) => !specifier.startsWith('.'));
  return [...new Set(outside.map(packageOf))].sort();
}

/** Returns these files and everything in the package that they import, directly or indirectly. */
export function closureOf(paths: readonly string[], read: Read): Set<string> {
  const closure = new Set(paths);
  // A Set can be extended while it is walked: new members are visited in turn.
  for (const path of closure) {
    for (const specifier of importsOf(read(path)).filter((each) => each.startsWith('.'))) {
      closure.add(fileOf(path, posix.join(posix.dirname(path), specifier)));
    }
  }
  return closure;
}

/** Returns every file that a value such as `exports` names. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') return [posix.normalize(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(filesNamedIn);
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Returns the package of a specifier: `hono` of `hono/cors`, `@types/node` of `@types/node/fs`. */
function packageOf(specifier: string): string {
  const [first = '', second] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** A declaration file imports another one by the name of the program that it describes. */
function fileOf(from: string, target: string): string {
  return /\.d\.c?ts$/.test(from) ? target.replace(/\.(c?)js$/, '.d.$1ts') : target;
}

/** What the files of a package import from each other and from elsewhere. */
import { posix } from 'node:path';
import ts from 'typescript';

/** Reads a file of the package. */
export type Read = (path: string) => string;

/** What these files import from outside the package, each once, in order. */
export function packagesImportedBy(paths: readonly string[], read: Read): string[] {
  const specifiers = paths.flatMap((path) => importsOf(read(path)));
  return [...new Set(specifiers.filter((specifier) => !specifier.startsWith('.')))].sort();
}

/** These files and all that they import within the package, at whatever remove. */
export function closureOf(paths: readonly string[], read: Read): Set<string> {
  const closure = new Set(paths);
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const path of closure) {
    for (const specifier of importsOf(read(path)).filter((each) => each.startsWith('.'))) {
      closure.add(fileOf(path, posix.join(posix.dirname(path), specifier)));
    }
  }
  return closure;
}

/** Every string in the value of `exports` or the like: the files that it names. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') return [posix.normalize(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(filesNamedIn);
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** A declaration file imports another one by the name of the program that it describes. */
function fileOf(from: string, target: string): string {
  return /\.d\.c?ts$/.test(from) ? target.replace(/\.(c?)js$/, '.d.$1ts') : target;
}

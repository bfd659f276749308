/**
 * Declarations of the entry points: what TypeScript emits for each source file, under `dist/types`,
 * once for each module system. TypeScript leaves the specifiers as the sources have them; Node's
 * resolution wants whole file names, so each relative one is completed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Writes `dist/<entry>.d.ts` and `.d.cts`, and the declarations that they lead to. */
export function writeDeclarations(root, entryPoints) {
  const types = join(root, 'dist', 'types');
  const folders = entryPoints.map(({ folder }) => folder);
  emit(root);
  const doors = folders.map((folder) => join(types, folder, 'index.d.ts'));
  const reached = reachedFrom(doors);
  for (const path of reached) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path.replace(/\.ts$/, '.cts'), withExtensions(path, text, '.cjs'));
    writeFileSync(path, withExtensions(path, text, '.js'));
  }
  for (const path of declarationsUnder(types)) if (!reached.has(path)) rmSync(path);
  for (const { name, folder } of entryPoints) {
    const passOn = (extension) => `export * from './types/${folder}/index${extension}';\n`;
    writeFileSync(join(root, 'dist', `${name}.d.ts`), passOn('.js'));
    writeFileSync(join(root, 'dist', `${name}.d.cts`), passOn('.cjs'));
  }
}

/** Runs the native compiler, which takes a third of the time. */
function emit(root) {
  const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
  const options = [compiler, '--project', 'tsconfig.declarations.json'];
  execFileSync(process.execPath, options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

function declarationsUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.d.ts'));
}

/** The declarations that these lead to, themselves included. */
function reachedFrom(paths) {
  const reached = new Set(paths);
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const path of reached) {
    for (const { fileName } of importsIn(readFileSync(path, 'utf8'))) {
      reached.add(`${targetOf(path, fileName)}.d.ts`);
    }
  }
  return reached;
}

function importsIn(text) {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
}

/** The file that a relative specifier names, without its extension. */
function targetOf(path, specifier) {
  const target = join(dirname(path), specifier);
  return existsSync(`${target}.d.ts`) ? target : join(target, 'index');
}

/** The text with each relative specifier as a whole file name. */
function withExtensions(path, text, extension) {
  let completed = text;
  for (const { fileName, pos, end } of importsIn(text).reverse()) {
    const file = relative(dirname(path), targetOf(path, fileName));
    const named = `${file.startsWith('.') ? '' : './'}${file}${extension}`;
    // Positions include the quotes.
    completed = `${completed.slice(0, pos + 1)}${named}${completed.slice(end + 1)}`;
  }
  return completed;
}

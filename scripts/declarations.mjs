/**
 * Declarations of the entry points: what TypeScript emits for each source file, under `dist/types`,
 * once for each module system. TypeScript leaves the specifiers as the sources have them; Node's
 * resolution wants whole file names, so each relative one is completed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Writes `dist/<entry>.d.ts` and `.d.cts`, and the declarations that they lead to. */
export function writeDeclarations(root, entryPoints) {
  const types = join(root, 'dist', 'types');
  emit(root, types, Object.values(entryPoints));
  for (const path of declarationsUnder(types)) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, withExtensions(path, text, '.js'));
    writeFileSync(path.replace(/\.ts$/, '.cts'), withExtensions(path, text, '.cjs'));
  }
  for (const [name, folder] of Object.entries(entryPoints)) {
    const passOn = (extension) => `export * from './types/${folder}/index${extension}';\n`;
    writeFileSync(join(root, 'dist', `${name}.d.ts`), passOn('.js'));
    writeFileSync(join(root, 'dist', `${name}.d.cts`), passOn('.cjs'));
  }
}

function emit(root, outDir, folders) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const program = ts.createProgram({
    rootNames: folders.map((folder) => join(root, 'src', folder, 'index.ts')),
    options: {
      ...options,
      outDir,
      rootDir: join(root, 'src'),
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
    },
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) {
    throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
  }
}

function declarationsUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.d.ts'));
}

/** The text with each relative specifier as a whole file name. */
function withExtensions(path, text, extension) {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  let completed = text;
  for (const { fileName, pos, end } of importedFiles.toReversed()) {
    if (!fileName.startsWith('.')) continue;
    const target = join(dirname(path), fileName);
    const file = existsSync(`${target}.d.ts`) ? target : join(target, 'index');
    const named = `./${relative(dirname(path), file)}`.replace('./..', '..') + extension;
    // Positions include the quotes.
    const [before, after] = [completed.slice(0, pos + 1), completed.slice(end + 1)];
    completed = `${before}${named}${after}`;
  }
  return completed;
}

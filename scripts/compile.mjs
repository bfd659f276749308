/**
 * Writes `src/lifecycle/compiled/compiled.ts`: the machine's answer to every question, from the
 * present sources. It runs before the build, because the build contains it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// In node_modules, so that the bundle finds xstate.
const folder = mkdtempSync('node_modules/.compile-');
try {
  const outfile = join(folder, 'compile.mjs');
  const entryPoints = ['src/lifecycle/build/compile.ts'];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', packages: 'external' });
  const { compileAnswers, toSource } = await import(pathToFileURL(outfile).href);
  writeFileSync('src/lifecycle/compiled/compiled.ts', toSource(compileAnswers()));
} finally {
  rmSync(folder, { recursive: true });
}

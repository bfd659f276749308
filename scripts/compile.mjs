/**
 * Writes what is compiled from the vocabulary and the machine into `src/lifecycle/compiled`: the
 * positions of all words, then the machine's answer to every question, which are found by them. It
 * runs before the build, because the build contains both.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// In node_modules, so that the bundles find xstate.
const folder = mkdtempSync('node_modules/.compile-');
try {
  const { positionsSource } = await moduleOf('positions');
  writeFileSync('src/lifecycle/compiled/positions.ts', positionsSource());
  const { compileAnswers, toSource } = await moduleOf('compile');
  writeFileSync('src/lifecycle/compiled/compiled.ts', toSource(compileAnswers()));
} finally {
  rmSync(folder, { recursive: true });
}

async function moduleOf(name) {
  const outfile = join(folder, `${name}.mjs`);
  const entryPoints = [`src/lifecycle/build/${name}.ts`];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

/**
 * Builds the package into `dist`: the entry points of `package.json` as ECMAScript and CommonJS
 * modules with declarations, the program, and the page of the explorer.
 *
 * With `--if-stale` it does nothing if `dist` was built from the files as they are now, so that
 * tests of the package can never meet an older build.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { writeDeclarations } from './declarations.mjs';
import { entryPoints } from './entry-points.mjs';
import { buildExplorer, bundledInExplorer } from './explorer.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stamp = join(dist, '.built-from');
const inputs = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.declarations.json',
  'scripts/build.mjs',
  'scripts/declarations.mjs',
  'scripts/entry-points.mjs',
  'scripts/explorer.mjs',
];

/** The packages that the program brings along, so that users of the library do not install them. */
const bundled = ['commander', 'leven', 'hono', '@hono/node-server', 'zod'];

/** Builds if `dist` is missing or older than its sources. */
export async function buildIfStale() {
  const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
  if (!isFresh) await build();
}

/** The set-up of tests that use the built package. */
export default buildIfStale;

async function build() {
  const builtFrom = fingerprint();
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  await Promise.all([buildLibrary(), buildProgram(), buildExplorer(root, dist)]);
  copyLicenses();
  writeDeclarations(root, entryPoints);
  writeFileSync(stamp, builtFrom);
}

async function buildLibrary() {
  const input = Object.fromEntries(
    entryPoints.map(({ name, folder }) => [name, `entry:${folder}`]),
  );
  const external = /^(?!entry:)[^./\0]/;
  const ofTable = await modulesIn({ input: { table: input.table }, external });
  const chunks = (id) => chunkOf(id, ofTable);
  // Node takes half a millisecond to open a file, so the file of the core holds the machine. Not in
  // CommonJS: there, the core would get one more export, by which the others import the machine.
  const withMachine = (id) => (id === '\0entry:lifecycle' ? 'machine' : chunks(id));
  await bundle({ input, external }, [
    { format: 'esm', codeSplitting: splitBy(withMachine) },
    { format: 'cjs', codeSplitting: splitBy(chunks) },
  ]);
}

function splitBy(name) {
  return { includeDependenciesRecursively: false, groups: [{ name, debugName: 'modules' }] };
}

/**
 * Returns the chunk of a module; null if it becomes part of the file of its entry point. Whoever
 * only decides and observes loads neither the machine nor xstate. The table has its own modules in
 * its file, and shares those that it needs with the core as one chunk.
 */
function chunkOf(id, ofTable) {
  const path = relative(join(root, 'src'), id);
  const [module] = path.split('/');
  if (path.startsWith('..') || module === 'table') return null;
  if (ofTable.has(id)) return 'answers';
  // Nothing but `verify` asks the machine.
  if (path.startsWith('lifecycle/build/')) return 'verify';
  // `verify` needs this file too, and would else import it from the file of the core.
  if (path === 'lifecycle/machine/state.ts') return 'lifecycle';
  if (path.startsWith('lifecycle/machine/')) return 'machine';
  return module === 'input' ? 'lifecycle' : module;
}

/** Returns the ids of the modules of which a bundle has any code. */
async function modulesIn(options) {
  const build = await rolldown({ ...inputOptions, ...options });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  const modules = output.flatMap((chunk) => Object.entries(chunk.modules ?? {}));
  return new Set(modules.filter(([, { code }]) => code).map(([id]) => id));
}

async function buildProgram() {
  const external = (id) => /^[^./]/.test(id) && !bundled.some((name) => isWithin(name, id));
  // `serve` is a chunk of its own, so that the other commands start without loading it.
  await bundle({ input: { cli: 'src/cli/main.ts' }, external }, [
    { format: 'cjs', chunkFileNames: '[name].cjs', sourcemap: false },
  ]);
  chmodSync(join(dist, 'cli.cjs'), 0o755);
}

function copyLicenses() {
  for (const name of [...bundled, ...bundledInExplorer]) {
    const copy = `${name.replace('@', '').replace('/', '-')}.LICENSE`;
    const folder = join(root, 'node_modules', name);
    const license = readdirSync(folder).find((file) => file.toUpperCase() === 'LICENSE');
    copyFileSync(join(folder, license), join(dist, copy));
  }
}

function isWithin(name, id) {
  return id === name || id.startsWith(`${name}/`);
}

/**
 * Each entry point is a module of its own that passes on a door: a door that is itself an entry
 * point would take the chunk that it is in along to everybody who shares that chunk.
 */
const entries = {
  name: 'entries',
  resolveId: (id) => (id.startsWith('entry:') ? `\0${id}` : undefined),
  load: (id) => {
    const [, folder] = id.split('\0entry:');
    return folder && `export * from ${JSON.stringify(join(root, 'src', folder, 'index.ts'))};`;
  },
};

const inputOptions = {
  cwd: root,
  platform: 'node',
  plugins: [entries],
  logLevel: 'warn',
  preserveEntrySignatures: 'allow-extension',
};

async function bundle(options, outputs) {
  const build = await rolldown({ ...inputOptions, ...options });
  for (const output of outputs) {
    const extension = output.format === 'cjs' ? 'cjs' : 'js';
    await build.write({
      dir: dist,
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `chunks/[name].${extension}`,
      // Maps name the sources, which the package has, instead of holding their text twice.
      sourcemap: true,
      sourcemapExcludeSources: true,
      // Declarations and sources have them for readers, and V8 need not skip them in every process.
      comments: { annotation: true, jsdoc: false, legal: true },
      ...output,
    });
  }
  await build.close();
}

/** A hash of every file that the build reads. */
function fingerprint() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of [...inputs.map((name) => join(root, name)), ...sources]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes('--if-stale') ? buildIfStale() : build());
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const { SEED = '20261121', SHARE = '0', TIER } = process.env;
const isDeep = TIER === 'deep';
const isLong = isDeep && Number(SHARE) > 0;
/** Unless it is long, the deep tier adds nothing to files that only have larger amounts. */
const hasMore = isLong ? /\/tier'/ : /\b(cases|isDeep)\b[^;]* from '[^']*\/tier'/;

/** One seed for a run. It is pinned, so chance decides nothing; SEED gives another, or `random`. */
const seed = SEED === 'random' ? String(Date.now() | 0) : SEED;

const shared = {
  // A limit that only something that hangs can reach, however busy the machine is.
  testTimeout: 600_000,
  hookTimeout: 600_000,
  teardownTimeout: 600_000,
  // The files of a worker share what they import, which saves a third of the time. In the
  // deep tier it would take too much memory. What a test replaces of its surroundings is put back.
  isolate: isDeep,
  restoreMocks: true,
  unstubGlobals: true,
  unstubEnvs: true,
  env: { SEED: seed, ...(TIER === undefined ? {} : { TIER }) },
  setupFiles: ['test/setup.ts'],
  exclude: [
    ...(isDeep ? [] : ['test/**/*.deep.test.ts']),
    ...(isLong ? [] : ['test/**/*.long.test.ts']),
  ],
};

const core = testsIn('test/input', 'test/lifecycle', 'test/verify');
const packed = testsIn('test/package', 'test/testing/examples');
const onPostgres = testsIn('test/postgres');
const onRestate = testsIn('test/restate');

/** Returns patterns of the tests in these folders that belong to this tier. */
function testsIn(...folders: readonly string[]): string[] {
  return isDeep ? folders.flatMap(deepFiles) : folders.map((folder) => `${folder}/**/*.test.ts`);
}

/** Returns the tests in a folder that do more in the deep tier, by themselves or by a helper. */
function deepFiles(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const tests = files.map((file) => join(folder, file)).filter((path) => path.endsWith('.test.ts'));
  return tests.filter(
    (path) => /\.(deep|long)\.test\.ts$/.test(path) || [path, ...helpersOf(path)].some(usesTier),
  );
}

function usesTier(path: string): boolean {
  return hasMore.test(readFileSync(path, 'utf8'));
}

/** Returns the files of the tests that a test imports. */
function helpersOf(path: string): string[] {
  const imports = [...readFileSync(path, 'utf8').matchAll(/ from '(\.[^']*)'/g)];
  const files = imports.map(([, name = '']) => `${join(dirname(path), name)}.ts`);
  return files.filter((file) => file.startsWith('test') && existsSync(file));
}

export default defineConfig({
  test: {
    // Vitest leaves one core free by default, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    // Concurrent tests wait for servers most of the time.
    maxConcurrency: 12,
    reporters: ['default', './test/first-failure.ts'],
    projects: [
      { test: { ...shared, name: 'core', include: core } },
      {
        test: {
          ...shared,
          name: 'rest',
          include: testsIn('test'),
          exclude: [...shared.exclude, ...core, ...packed, ...onPostgres, ...onRestate],
          globalSetup: ['scripts/build.mjs'],
        },
      },
      {
        test: {
          ...shared,
          name: 'package',
          include: packed,
          // Packed once, after the build.
          globalSetup: ['scripts/build.mjs', 'test/package/packed.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'postgres',
          include: onPostgres,
          // One server for all files; each has a database of its own.
          globalSetup: ['scripts/build.mjs', 'test/postgres/setup.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'restate',
          include: onRestate,
          // One server for all files; each test has services of its own.
          globalSetup: ['scripts/build.mjs', 'test/restate/setup.ts'],
        },
      },
    ],
  },
});

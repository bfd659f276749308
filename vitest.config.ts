import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { CI, SEED, TIER } = process.env;
const isDeep = TIER === 'deep';

/** One seed for a run: pinned in CI, free elsewhere, and taken from SEED to replay. */
const seed = SEED ?? String(CI === undefined ? Date.now() | 0 : 20_261_121);

const shared = {
  // A limit that only something that hangs can reach, however busy the machine is.
  testTimeout: 600_000,
  hookTimeout: 600_000,
  // The files of a worker share what they import, which halves the time. In the deep tier that
  // would take too much memory. What a test replaces of its surroundings is put back after it.
  isolate: isDeep,
  restoreMocks: true,
  unstubGlobals: true,
  unstubEnvs: true,
  env: { SEED: seed, ...(TIER === undefined ? {} : { TIER }) },
  setupFiles: ['test/setup.ts'],
  exclude: isDeep ? [] : ['test/**/*.deep.test.ts'],
};

const core = ['test/input/**/*.test.ts', 'test/lifecycle/**/*.test.ts', 'test/verify/**/*.test.ts'];
const packed = ['test/package/**/*.test.ts', 'test/testing/examples/*.test.ts'];

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
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, ...core, ...packed],
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
    ],
  },
});

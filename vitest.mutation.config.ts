import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** Sorts the files by name; vitest itself would run the file first that failed last. */
class ByName extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    return files.sort((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}

const guarded = fileURLToPath(new URL('test/mutation/vitest.ts', import.meta.url));

/** A suite that cannot be made has a test that fails: see test/mutation/vitest.ts. */
const guardedSuites = {
  name: 'guarded-suites',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\/test\/(input|lifecycle)\/.+\.test\.ts$/.test(id)
      ? code.replace(/from 'vitest';/, `from ${JSON.stringify(guarded)};`)
      : undefined,
};

/** The tests that each mutant must pass to survive; see docs/mutants.md. */
export default defineConfig({
  plugins: [guardedSuites],
  test: {
    include: ['test/mutation/{quick,rest}.ts'],
    testTimeout: 60_000,
    setupFiles: ['test/setup.ts', 'test/mutation/setup.ts'],
    env: { SEED: '20261121' },
    sequence: { sequencer: ByName },
  },
});

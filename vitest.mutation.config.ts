import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** The files in the order of their names; vitest itself would put the one that failed last first. */
class ByName extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
    return files.sort((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}

/** Suites that cannot be made fail: see test/mutation/vitest.ts. */
const guardedSuites = {
  name: 'guarded-suites',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\/test\/lifecycle\/[^/]+\.test\.ts$/.test(id)
      ? code.replace(/from 'vitest';/, "from '../mutation/vitest';")
      : undefined,
};

/** The tests that are put to each mutant; see docs/mutants.md. */
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

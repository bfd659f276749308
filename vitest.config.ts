import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Exhaustive tests take seconds, and longer where the machine is busy.
    testTimeout: 60_000,
    setupFiles: ['test/setup.ts'],
    typecheck: { enabled: true, include: ['test/types/*.test-d.ts'] },
  },
});

/** Mutation testing of the core, by `npm run mutate`. See docs/mutants.md. */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  // `related` would look for tests that import a source; test/mutation imports them by name.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'src/{input,lifecycle}/**/*.ts',
    // Generated from the machine; a test compares the two.
    '!src/lifecycle/compiled/compiled.ts',
    // Only exports names.
    '!src/{input,lifecycle}/**/index.ts',
  ],
  ignorePatterns: ['/dist', '/bench', '/coverage', '/diagrams', '/examples', '/scripts'],
  // vitest removes types without a check.
  disableTypeChecks: false,
  tempDirName: 'coverage/mutation/sandbox',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  // scripts/mutate.mjs prints the survivors, except for equivalent ones.
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  concurrency: 1,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  warnings: { slow: false },
};

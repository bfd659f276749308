/** Mutation testing of the core, by `npm run mutate`; docs/mutants.md says what and why. */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  // `related` would look for the tests that import a source; here a test of the core is imported by name.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'src/lifecycle/*.ts',
    // Generated from the machine, and compared with it by a test.
    '!src/lifecycle/compiled/compiled.ts',
    // Only passes names on.
    '!src/lifecycle/index.ts',
  ],
  ignorePatterns: ['/dist', '/bench', '/coverage', '/diagrams', '/examples', '/scripts'],
  // Tests read sources as text; vitest leaves types out without a look at them.
  disableTypeChecks: false,
  tempDirName: 'coverage/mutation/sandbox',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  // scripts/mutate.mjs says which mutants survive, but for those known to be equivalent.
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  concurrency: 1,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  warnings: { slow: false },
};

/** Only for the vitest example: the others here are for other test runners. */
export default {
  // The first check explores the implementation, which takes seconds on a slow machine.
  test: { include: ['vitest.test.mjs'], testTimeout: 60_000 },
};

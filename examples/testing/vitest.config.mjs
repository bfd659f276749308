/** For the example of vitest alone: the others here are of other test runners. */
export default { test: { include: ['vitest.test.mjs'] } };

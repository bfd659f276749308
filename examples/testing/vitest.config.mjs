/** Only for the vitest example: the others here are for other test runners. */
export default { test: { include: ['vitest.test.mjs'] } };

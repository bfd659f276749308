/**
 * Your lifecycle under jest: npx jest --rootDir examples/testing --testMatch '**\/jest.test.cjs'
 */
const fc = require('fast-check');
const { anyDeployment, ruleChecks } = require('pipeline-lifecycle/testing');
const { myLifecycle } = require('./pipeline.cjs');

test('a forced stop is accepted everywhere', () => {
  fc.assert(
    fc.property(anyDeployment(), (deployment) => {
      const decision = myLifecycle.decide(deployment, { type: 'stop', force: true });
      expect(decision.httpStatus).toBe(202);
      expect(decision.deployment.desiredStatus).toBe('Stopped');
    }),
  );
});

describe('every rule', () => {
  for (const rule of ruleChecks) {
    test(`${rule.id}: ${rule.statement}`, () => rule.check(myLifecycle));
  }
});

/**
 * Your lifecycle under vitest: npx vitest run --root examples/testing
 */
import fc from 'fast-check';
import { anyDeployment, ruleChecks } from 'pipeline-lifecycle/testing';
import { describe, expect, test } from 'vitest';
import { myLifecycle } from './pipeline.mjs';

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

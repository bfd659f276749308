/**
 * Your lifecycle under the test runner of Node: node --test examples/testing/node.test.mjs
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyDeployment, ruleChecks } from 'pipeline-lifecycle/testing';
import { myLifecycle } from './pipeline.mjs';

test('a forced stop is accepted everywhere', () => {
  fc.assert(
    fc.property(anyDeployment(), (deployment) => {
      const decision = myLifecycle.decide(deployment, { type: 'stop', force: true });
      assert.equal(decision.httpStatus, 202);
      assert.equal(decision.deployment.desiredStatus, 'Stopped');
    }),
  );
});

describe('every rule', () => {
  for (const rule of ruleChecks) {
    test(`${rule.id}: ${rule.statement}`, () => rule.check(myLifecycle));
  }
});

/**
 * How soon `lifecycleCommands` find a bug: each that a user could see is found within 100 runs,
 * whatever the seed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeployment, type Deployment, fullCapabilities } from '../../../src/lifecycle';
import { LifecycleModel, type LifecycleUnderTest, lifecycleCommands } from '../../../src/testing';
import type { LifecycleImplementation } from '../../../src/verify';
import { amount } from '../../tier';
import { bugs, foreign } from '../broken-implementations';

/** Bugs that answers and polls cannot show, and the reason. */
const unseen: Readonly<Record<string, string>> = {
  'a checkpoint number goes down': 'neither answers nor polls show checkpoints',
  'an unknown rule is named': 'neither answers nor polls name rules',
};

/** A pipeline that an implementation decides about. */
function pipelineOf(implementation: LifecycleImplementation): LifecycleUnderTest {
  let deployment: Deployment = createDeployment();
  return {
    call: (action) => {
      const decision = implementation.decide(deployment, action, fullCapabilities);
      deployment = decision.deployment;
      const { httpStatus, error } = decision;
      return { httpStatus, ...(error && { errorCode: error.error_code }) };
    },
    report: (observation) => {
      const { accepted, deployment: after } = implementation.observe(deployment, observation);
      deployment = after;
      return { accepted };
    },
    read: () => {
      const { status, desiredStatus, error } = deployment;
      return { status, desiredStatus, hasError: error !== null };
    },
  };
}

function runsUntilFound(implementation: LifecycleImplementation, seed: number): number {
  const commands = fc.commands(lifecycleCommands(), { maxCommands: 100, size: 'max' });
  const { failed, numRuns } = fc.check(
    fc.property(commands, (each) => {
      const setup = () => ({ model: new LifecycleModel(), real: pipelineOf(implementation) });
      fc.modelRun(setup, each);
    }),
    { seed, numRuns: 100, endOnFailure: true },
  );
  return failed ? numRuns : Number.POSITIVE_INFINITY;
}

describe('within 100 runs', () => {
  const visible = Object.entries(bugs).filter(([name]) => !(name in unseen));
  const seeds = Array.from({ length: amount({ usual: 1, deep: 20 }) }, (_, index) => index + 1);

  it.each(visible)('%s', (_name, [, , bug]) => {
    const runs = seeds.map((seed) => runsUntilFound(foreign(bug), seed));
    expect(Math.max(...runs), runs.join(' ')).toBeLessThanOrEqual(100);
  });

  it('nothing is found in the library itself', () => {
    expect(runsUntilFound(foreign({}), 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

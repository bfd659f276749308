/** Invariants name the fields that they relate, and each forbids something that no other forbids. */
import { describe, expect, it } from 'vitest';
import {
  actions,
  createDeployment,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  invariants,
} from '../../src/lifecycle';
import { deploymentWith, isDeeplyFrozen, reachable } from './helpers';

/** Checkpoints are no matter of invariants. */
const without = reachable.filter(({ checkpoint }) => checkpoint === null);
/** Every reachable deployment with every pair of statuses instead of its own. */
const candidates: readonly Deployment[] = without.flatMap((each) =>
  deploymentStatuses.flatMap((status) =>
    desiredStatuses.map((desiredStatus) => ({ ...each, status, desiredStatus })),
  ),
);

/** Every deployment of generation 1 with one of these values in each field. */
function candidatesOf(values: Readonly<Record<string, readonly unknown[]>>): Deployment[] {
  return Object.entries(values).reduce<Deployment[]>(
    (all, [field, each]) => all.flatMap((one) => each.map((value) => ({ ...one, [field]: value }))),
    [{ ...createDeployment(), generation: 1 }],
  );
}

/** The fields that a function reads of a deployment. */
function readBy(reads: (deployment: Deployment) => unknown, deployment: Deployment): string[] {
  const found: string[] = [];
  reads(
    new Proxy(deployment, {
      get: (target, field) => {
        found.push(String(field));
        return target[field as keyof Deployment];
      },
    }),
  );
  return found;
}

describe('an invariant', () => {
  const related = invariants.filter(({ rule }) => rule !== 'deployment.generation');

  it.each(related)('$rule names the fields that it looks at', ({ fields, holds }) => {
    const found = new Set(candidates.flatMap((each) => readBy(holds, each)));
    expect([...fields].sort()).toEqual([...found].sort());
  });

  it('about generation 0 names the generation, which all other fields depend on', () => {
    const invariant = invariants.find(({ rule }) => rule === 'deployment.generation');
    expect(invariant?.fields).toEqual(['generation']);
  });

  it('is broken alone where only what it says is wrong', () => {
    const starting = deploymentWith({
      status: 'Stopped',
      desiredStatus: 'Running',
      initial: 'running',
    });
    const broken = (change: Partial<Deployment>) =>
      invariants.filter(({ holds }) => !holds({ ...starting, ...change })).map(({ rule }) => rule);
    expect(broken({})).toEqual([]);
    expect(broken({ initial: null })).toEqual(['deployment.initial']);
    expect(broken({ bootstrapPolicy: null })).toEqual(['deployment.initial']);
    expect(broken({ initial: 'paused' })).toEqual(['deployment.underWay']);
    expect(broken({ bootstrapApproved: true })).toEqual(['deployment.approved']);
    expect(broken({ desiredStatus: 'Standby' })).toEqual([
      'deployment.underWay',
      'deployment.standby',
    ]);
    expect(broken({ generation: 0 })).toEqual(['deployment.generation']);
  });

  it('holds in a pipeline that was never started, and in no other of generation 0', () => {
    const fresh = createDeployment();
    const all = (deployment: Deployment) => invariants.every(({ holds }) => holds(deployment));
    expect(all(fresh)).toBe(true);
    expect(all({ ...fresh, checkpoint: 0 })).toBe(false);
    expect(all({ ...fresh, checkpoint: 0, generation: 1 })).toBe(true);
  });

  it('holds, with all others, in exactly the deployments that can occur', () => {
    const error = without.find((each) => each.error !== null)?.error ?? null;
    const { initial, bootstrapPolicy } = actions.start.parameters;
    const possible = candidatesOf({
      error: [null, error],
      initial: [null, ...initial.values],
      bootstrapPolicy: [null, ...bootstrapPolicy.values],
      bootstrapApproved: [false, true],
      desiredStatus: desiredStatuses,
      status: deploymentStatuses,
    }).filter((each) => invariants.every(({ holds }) => holds(each)));
    const texts = (deployments: readonly Deployment[]) =>
      deployments.map((each) => JSON.stringify(each)).sort();
    expect(texts(possible)).toEqual(texts(without));
  });

  it('has its rule to itself, in a list that nobody can change', () => {
    expect(new Set(invariants.map(({ rule }) => rule)).size).toBe(invariants.length);
    expect(isDeeplyFrozen(invariants)).toBe(true);
  });
});

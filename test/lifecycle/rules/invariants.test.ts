/** The invariants: the fields that they relate, and the deployments that keep them all. */
import { describe, expect, it } from 'vitest';
import {
  actions,
  createDeployment,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  invariants,
} from '../../../src/lifecycle';
import { deploymentWith, isDeeplyFrozen, reachable } from '../helpers';

/** No invariant looks at the checkpoint, except that of generation 0. */
const without = reachable.filter(({ checkpoint }) => checkpoint === null);
/** Every reachable deployment, with every pair of statuses in place of its own. */
const candidates: readonly Deployment[] = without.flatMap((each) =>
  deploymentStatuses.flatMap((status) =>
    desiredStatuses.map((desiredStatus) => ({ ...each, status, desiredStatus })),
  ),
);

/** Returns every deployment of generation 1 with one of these values in each field. */
function candidatesOf(values: Readonly<Record<string, readonly unknown[]>>): Deployment[] {
  return Object.entries(values).reduce<Deployment[]>(
    (all, [field, each]) => all.flatMap((one) => each.map((value) => ({ ...one, [field]: value }))),
    [{ ...createDeployment(), generation: 1 }],
  );
}

/** Returns the fields of a deployment that a function reads. */
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

  it.each(related)('$rule names the fields that it reads', ({ fields, holds }) => {
    const found = new Set(candidates.flatMap((each) => readBy(holds, each)));
    expect([...fields].sort()).toEqual([...found].sort());
  });

  it('about generation 0 names only the generation', () => {
    const invariant = invariants.find(({ rule }) => rule === 'deployment.generation');
    expect(invariant?.fields).toEqual(['generation']);
  });

  it('is broken alone by a change that no other forbids', () => {
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
    const error = reachable.find((each) => each.error !== null)?.error ?? null;
    const { initial, bootstrapPolicy } = actions.start.parameters;
    const all = candidatesOf({
      checkpoint: [null, 1],
      error: [null, error],
      initial: [null, ...initial.values],
      bootstrapPolicy: [null, ...bootstrapPolicy.values],
      bootstrapApproved: [false, true],
      desiredStatus: desiredStatuses,
      status: deploymentStatuses,
    });
    expect(all).toHaveLength(8 * 5 * 4 * 4 * 2 * 2 * 2);
    const possible = all.filter((each) => invariants.every(({ holds }) => holds(each)));
    const texts = (deployments: readonly Deployment[]) =>
      deployments.map((each) => JSON.stringify(each)).sort();
    expect(texts(possible)).toEqual(texts(reachable));
  });

  it('has a rule of its own, in a frozen list', () => {
    expect(new Set(invariants.map(({ rule }) => rule)).size).toBe(invariants.length);
    expect(isDeeplyFrozen(invariants)).toBe(true);
  });
});

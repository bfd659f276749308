/** The outlook, compared with what the runner and the rules make of every deployment. */
import { describe, expect, it } from 'vitest';
import {
  type Action,
  canBeAcceptedLater,
  type Deployment,
  decide,
  deploymentStatuses,
  everyAction,
  everyObservation,
  InvalidDeploymentError,
  observe,
  reachableDeployments,
  upcomingStatuses,
} from '../../src/lifecycle';

function named(status: string, desiredStatus: string, rest: Partial<Deployment> = {}): Deployment {
  const found = reachableDeployments().find((each) =>
    Object.entries({ status, desiredStatus, ...rest }).every(
      ([key, value]) => each[key as keyof Deployment] === value,
    ),
  );
  if (found === undefined) throw new Error(`No such deployment: ${status}/${desiredStatus}.`);
  return found;
}

describe('upcomingStatuses', () => {
  it.each([
    ['Stopped', 'Stopped', ['Stopped']],
    ['Stopping', 'Stopped', ['Stopped', 'Stopping']],
    ['Suspending', 'Suspended', ['Stopped', 'Suspending', 'Stopping']],
    ['Running', 'Running', ['Stopped', 'Running', 'Paused', 'Stopping']],
  ] as const)('of %s with desired status %s', (status, desiredStatus, upcoming) => {
    const seen = upcomingStatuses(named(status, desiredStatus));
    expect([...seen].sort()).toEqual([...upcoming].sort());
  });

  it('includes the present status, and those of every applied observation', () => {
    for (const deployment of reachableDeployments()) {
      const upcoming = upcomingStatuses(deployment);
      const next = everyObservation.flatMap((observation) =>
        upcomingStatuses(observe(deployment, observation).deployment),
      );
      expect([...upcoming]).toEqual(
        expect.arrayContaining([...new Set([deployment.status, ...next])]),
      );
    }
  });

  it('is frozen, and in the order of the vocabulary', () => {
    for (const deployment of reachableDeployments()) {
      const upcoming = upcomingStatuses(deployment);
      expect(Object.isFrozen(upcoming)).toBe(true);
      expect(deploymentStatuses.filter((status) => upcoming.includes(status))).toEqual(upcoming);
    }
  });

  it('refuses a deployment that cannot occur', () => {
    const impossible = { ...named('Running', 'Running'), status: 'Suspending' } as Deployment;
    expect(() => upcomingStatuses(impossible)).toThrow(InvalidDeploymentError);
  });
});

describe('canBeAcceptedLater', () => {
  const stop: Action = { type: 'stop', force: false };

  it.each<[action: Action, status: string, desiredStatus: string, passes: boolean]>([
    [stop, 'Suspending', 'Suspended', true],
    [stop, 'Running', 'Stopped', true],
    [{ type: 'activate' }, 'Stopped', 'Standby', true],
    [{ type: 'activate' }, 'Provisioning', 'Standby', true],
    [{ type: 'activate' }, 'Stopped', 'Stopped', false],
    [{ type: 'activate' }, 'Running', 'Running', false],
    [{ type: 'approve' }, 'Running', 'Running', false],
    [{ type: 'approve' }, 'Stopping', 'Stopped', false],
  ])('%j with %s and desired status %s: %s', (action, status, desiredStatus, passes) => {
    expect(canBeAcceptedLater(named(status, desiredStatus), action)).toBe(passes);
  });

  it('holds if the action is accepted now, and if it is after an observation without failure', () => {
    const wrong: unknown[] = [];
    for (const deployment of reachableDeployments()) {
      const later = everyObservation
        .filter(({ type }) => type !== 'failed')
        .map((each) => observe(deployment, each).deployment);
      for (const action of everyAction) {
        const passes = [deployment, ...later].some((each) => decide(each, action).accepted);
        if (passes && !canBeAcceptedLater(deployment, action)) wrong.push({ deployment, action });
      }
    }
    expect(wrong).toEqual([]);
  });
});

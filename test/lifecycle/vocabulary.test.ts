/** The vocabulary: its names, its order, and what it says of the statuses. */
import { describe, expect, it } from 'vitest';
import * as core from '../../src/lifecycle';
import {
  actions,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  observationTypes,
  observe,
  resourcesDesiredStatus,
  resourcesStatus,
  statuses,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled';
import { isDeeplyFrozen, reachable } from './helpers';

describe('the vocabulary', () => {
  it('lists the statuses, desired statuses, actions and observations in their fixed order', () => {
    expect(deploymentStatuses.join(' ')).toBe(
      'Stopped Provisioning Standby AwaitingApproval Running Paused Suspending Stopping',
    );
    expect(desiredStatuses.join(' ')).toBe('Stopped Suspended Standby Paused Running');
    expect(Object.keys(actions).join(' ')).toBe(
      'start stop pause resume activate approve dismissError',
    );
    expect(observationTypes).toHaveLength(11);
    expect(everyAction).toHaveLength(26);
  });

  it('is frozen', () => {
    const tables = Object.entries(core).filter(([, value]) => typeof value === 'object');
    expect(tables.length).toBeGreaterThan(15);
    for (const [name, table] of tables) {
      // XState makes the machine.
      if (name !== 'lifecycleMachine') expect(isDeeplyFrozen(table), name).toBe(true);
    }
    expect(Object.isFrozen(deploymentStatuses)).toBe(true);
  });

  it.each(deploymentStatuses)('names every status that follows %s, and no others', (status) => {
    const named = statuses[status].remainsUntil
      .flatMap((way) => way.split('transitions to ').slice(1))
      .flatMap((targets) => deploymentStatuses.filter((each) => targets.includes(each)));
    const leads = reachable
      .filter((deployment) => deployment.status === status)
      .flatMap((each) => everyObservation.map((seen) => observe(each, seen).deployment.status))
      .filter((next) => next !== status);
    expect([...new Set(named)].sort()).toEqual([...new Set(leads)].sort());
  });

  it('has the status of the resources for every status and desired status', () => {
    const deployed = ['Standby', 'AwaitingApproval', 'Running', 'Paused', 'Suspending'] as const;
    for (const status of deployed) expect(resourcesStatus({ status })).toBe('Provisioned');
    for (const status of ['Stopped', 'Provisioning', 'Stopping'] as const) {
      expect(resourcesStatus({ status })).toBe(status);
    }
    for (const desiredStatus of ['Standby', 'Paused', 'Running'] as const) {
      expect(resourcesDesiredStatus({ desiredStatus })).toBe('Provisioned');
    }
    for (const desiredStatus of ['Stopped', 'Suspended'] as const) {
      expect(resourcesDesiredStatus({ desiredStatus })).toBe(desiredStatus);
    }
  });
});

/** Event indexes: every well-formed event has one, and no two classes of events share one. */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observations,
  observationTypes,
} from '../../../src/lifecycle';
import {
  actionIndex,
  capabilityIndex,
  eventIndexCount,
  firstObservationIndexes,
  observationIndex,
  observationVariants,
} from '../../../src/lifecycle/compiled/event-index';
import { sampleObservation } from '../../../src/lifecycle/compiled/representative';
import type { Observation } from '../../../src/lifecycle/observation';
import { deploymentWith } from '../helpers';

const running = deploymentWith({ status: 'Running', desiredStatus: 'Running', checkpoint: 1 });

describe('event indexes', () => {
  it('are those of all actions, then five of each type of observation', () => {
    expect(eventIndexCount).toBe(26 + 11 * 5);
    expect([...firstObservationIndexes.values()]).toEqual(
      observationTypes.map((_, position) => 26 + 5 * position),
    );
    expect(everyAction.map(actionIndex)).toEqual([...everyAction.keys()]);
    expect(everyAction.map((action) => actionIndex({ ...action }))).toEqual([
      ...everyAction.keys(),
    ]);
  });

  it.each(observationTypes)('of %s tell the variants apart', (type) => {
    const first = firstObservationIndexes.get(type) as number;
    for (const [variant, offset] of Object.entries(observationVariants)) {
      // Only a message with a checkpoint can have a higher one.
      if (/higher/i.test(variant) && observations[type].carries !== 'checkpoint') continue;
      const observation = sampleObservation(
        type,
        variant as keyof typeof observationVariants,
      ) as Observation;
      expect(observationIndex(running, observation)).toBe(first + offset);
    }
  });

  it('of the first checkpoint are those of a higher one, even if it is 0', () => {
    const none = { ...running, checkpoint: null };
    const first = firstObservationIndexes.get('checkpointed') as number;
    const offsetOf = (checkpoint: number, generation?: number) =>
      observationIndex(none, { type: 'checkpointed', checkpoint, generation }) - first;
    const { higher, namedHigher } = observationVariants;
    expect([offsetOf(0), offsetOf(5)]).toEqual([higher, higher]);
    expect([offsetOf(0, 1), offsetOf(5, 1)]).toEqual([namedHigher, namedHigher]);
  });

  it('are -1 of what is malformed', () => {
    expect(actionIndex(undefined as never)).toBe(-1);
    expect(actionIndex({ type: 'stop', force: 1 } as never)).toBe(-1);
    expect(actionIndex({ type: 'stop', forced: true } as never)).toBe(-1);
    expect(observationIndex(running, null as never)).toBe(-1);
    expect(observationIndex(running, { type: 'start' } as never)).toBe(-1);
    expect(observationIndex(running, { type: 'running', generation: -1 })).toBe(-1);
    expect(observationIndex(createDeployment(), { type: 'suspended' } as never)).toBe(-1);
  });
});

describe('capabilities', () => {
  it('have the position of the object that stands for them', () => {
    expect(everyCapabilities.map(capabilityIndex)).toEqual([...everyCapabilities.keys()]);
    expect(capabilityIndex(fullCapabilities)).toBe(0);
    expect(capabilityIndex({ ...fullCapabilities })).toBeUndefined();
  });
});

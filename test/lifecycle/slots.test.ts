/** Slots: every event that is well formed has one, and no two classes of events share one. */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  type Observation,
  observations,
  observationTypes,
} from '../../src/lifecycle';
import { sampleObservation } from '../../src/lifecycle/compiled/representative';
import {
  actionSlot,
  capabilityIndex,
  observationSlot,
  observationSlots,
  observed,
  slotCount,
} from '../../src/lifecycle/compiled/event-index';
import { deploymentWith } from './helpers';

const running = deploymentWith({ status: 'Running', desiredStatus: 'Running', checkpoint: 1 });

describe('slots', () => {
  it('are those of all actions, then three of each observation', () => {
    expect(slotCount).toBe(26 + 11 * 3);
    expect([...observationSlots.values()]).toEqual(
      observationTypes.map((_, position) => 26 + 3 * position),
    );
    expect(everyAction.map(actionSlot)).toEqual([...everyAction.keys()]);
    expect(everyAction.map((action) => actionSlot({ ...action }))).toEqual([...everyAction.keys()]);
  });

  it.each(observationTypes)('of %s tell what differs for the machine', (type) => {
    const first = observationSlots.get(type) as number;
    for (const [kind, offset] of Object.entries(observed)) {
      // Only a message with a checkpoint can have a higher one.
      if (kind === 'higher' && observations[type].carries !== 'checkpoint') continue;
      const observation = sampleObservation(type, kind as keyof typeof observed) as Observation;
      expect(observationSlot(running, observation)).toBe(first + offset);
    }
  });

  it('of a checkpoint: the first is higher than none, even 0', () => {
    const none = { ...running, checkpoint: null };
    const first = observationSlots.get('checkpointed') as number;
    const slotOf = (checkpoint: number) =>
      observationSlot(none, { type: 'checkpointed', checkpoint }) - first;
    expect([slotOf(0), slotOf(5)]).toEqual([observed.higher, observed.higher]);
  });

  it('are -1 of what is malformed', () => {
    expect(actionSlot(undefined as never)).toBe(-1);
    expect(actionSlot({ type: 'stop', force: 1 } as never)).toBe(-1);
    expect(actionSlot({ type: 'stop', forced: true } as never)).toBe(-1);
    expect(observationSlot(running, null as never)).toBe(-1);
    expect(observationSlot(running, { type: 'start' } as never)).toBe(-1);
    expect(observationSlot(running, { type: 'running', generation: -1 })).toBe(-1);
    expect(observationSlot(createDeployment(), { type: 'suspended' } as never)).toBe(-1);
  });
});

describe('capabilities', () => {
  it('have the position of the object that stands for them', () => {
    expect(everyCapabilities.map(capabilityIndex)).toEqual([...everyCapabilities.keys()]);
    expect(capabilityIndex(fullCapabilities)).toBe(0);
    expect(capabilityIndex({ ...fullCapabilities })).toBeUndefined();
  });
});

/** Event indexes: every well-formed event has one, and no two classes of events share one. */
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type ActionType,
  actionTypes,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observations,
  observationTypes,
  wireName,
} from '../../../src/lifecycle';
import { withDefaults } from '../../../src/lifecycle/action';
import {
  actionIndex,
  capabilityIndex,
  eventIndexCount,
  firstObservationIndexes,
  memberIndex,
  observationIndex,
  observationVariants,
} from '../../../src/lifecycle/compiled/event-index';
import { sampleObservation } from '../../../src/lifecycle/compiled/representative';
import { seenObservation } from '../../../src/lifecycle/parse';
import { deploymentWith } from '../helpers';

const indexOf = (type: ActionType, given: object) => actionIndex(type, { ...given }, (own) => own);

const running = deploymentWith({ status: 'Running', desiredStatus: 'Running', checkpoint: 1 });

describe('event indexes', () => {
  it('are those of all actions, then five of each type of observation', () => {
    expect(eventIndexCount).toBe(26 + 11 * 5);
    expect([...firstObservationIndexes.values()]).toEqual(
      observationTypes.map((_, position) => 26 + 5 * position),
    );
    const every = [...everyAction.keys()];
    expect(everyAction.map(memberIndex)).toEqual(every);
    expect(everyAction.map(({ type, ...given }) => indexOf(type, given))).toEqual(every);
  });

  it('are those of the defaults if parameters are left out', () => {
    for (const type of actionTypes) {
      const complete = withDefaults({ type } as Action);
      expect(everyAction[indexOf(type, {})]).toEqual(complete);
      expect(indexOf(type, { force: undefined, initial: undefined })).toBe(indexOf(type, {}));
    }
  });

  it.each(observationTypes)('of %s tell the variants apart', (type) => {
    const first = firstObservationIndexes.get(type) as number;
    for (const [variant, offset] of Object.entries(observationVariants)) {
      // Only a message with a checkpoint can have a higher one.
      if (/higher/i.test(variant) && observations[type].carries !== 'checkpoint') continue;
      const observation = sampleObservation(type, variant as keyof typeof observationVariants);
      expect(observationIndex(running, seenObservation(observation))).toBe(first + offset);
    }
  });

  it('of the first checkpoint are those of a higher one, even if it is 0', () => {
    const none = { ...running, checkpoint: null };
    const first = firstObservationIndexes.get('checkpointed') as number;
    const offsetOf = (checkpoint: number, generation?: number) =>
      observationIndex(none, seenObservation({ type: 'checkpointed', checkpoint, generation })) -
      first;
    const { higher, namedHigher } = observationVariants;
    expect([offsetOf(0), offsetOf(5)]).toEqual([higher, higher]);
    expect([offsetOf(0, 1), offsetOf(5, 1)]).toEqual([namedHigher, namedHigher]);
  });

  it('are refused for a value that is not allowed, by the name that it was given under', () => {
    const refused = (
      type: ActionType,
      given: object,
      name: (own: string) => string,
      field: string,
    ) =>
      expect(() => actionIndex(type, { ...given }, name)).toThrow(
        expect.objectContaining({ name: 'InvalidInputError', field }),
      );
    refused('stop', { force: 1 }, (own) => own, 'force');
    refused('start', { bootstrap_policy: 'ask' }, wireName, 'bootstrap_policy');
    expect(memberIndex({ type: 'stop', force: true })).toBeUndefined();
    expect(memberIndex(undefined)).toBeUndefined();
  });
});

describe('capabilities', () => {
  it('have the position of the object that stands for them', () => {
    expect(everyCapabilities.map(capabilityIndex)).toEqual([...everyCapabilities.keys()]);
    expect(capabilityIndex(fullCapabilities)).toBe(0);
    expect(capabilityIndex({ ...fullCapabilities })).toBeUndefined();
  });
});

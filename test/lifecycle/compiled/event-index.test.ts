/** Event indexes: every well-formed event has one, and no two classes of events share one. */
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type ActionType,
  actionTypes,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  type ObservationType,
  observations,
  observationTypes,
  wireName,
} from '../../../src/lifecycle';
import { withDefaults } from '../../../src/lifecycle/action';
import {
  actionIndex,
  capabilityIndex,
  eventTypes,
  observationIndex,
  observationVariants,
} from '../../../src/lifecycle/compiled/event-index';
import { usualActionIndex, usualObservation } from '../../../src/lifecycle/compiled/read-event';
import { sampleObservation } from '../../../src/lifecycle/compiled/representative';
import { seenObservation } from '../../../src/lifecycle/parse';
import { deploymentWith } from '../helpers';

const indexOf = (type: ActionType, given: object) => actionIndex(type, { ...given }, (own) => own);

const running = deploymentWith({ status: 'Running', desiredStatus: 'Running', checkpoint: 1 });

describe('event indexes', () => {
  it('are those of all actions, then five of each type of observation', () => {
    expect(eventTypes.length).toBe(26 + 11 * 5);
    expect(observationTypes.map((type) => eventTypes.indexOf(type))).toEqual(
      observationTypes.map((_, position) => 26 + 5 * position),
    );
    const every = [...everyAction.keys()];
    expect(everyAction.map(usualActionIndex)).toEqual(every);
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
    const first = eventTypes.indexOf(type);
    for (const [variant, offset] of Object.entries(observationVariants)) {
      // Only a message with a checkpoint can have a higher one.
      if (/higher/i.test(variant) && observations[type].carries !== 'checkpoint') continue;
      const observation = sampleObservation(type, variant as keyof typeof observationVariants);
      expect(observationIndex(running, seenObservation(observation))).toBe(first + offset);
    }
  });

  it('of the first checkpoint are those of a higher one, even if it is 0', () => {
    const none = { ...running, checkpoint: null };
    const first = eventTypes.indexOf('checkpointed');
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
  });
});

describe('capabilities', () => {
  it('have the position of the object that stands for them', () => {
    expect(everyCapabilities.map(capabilityIndex)).toEqual([...everyCapabilities.keys()]);
    expect(capabilityIndex(fullCapabilities)).toBe(0);
    expect(capabilityIndex({ ...fullCapabilities })).toBe(-1);
  });
});

describe('usual events', () => {
  const unusual: [what: string, event: unknown][] = [
    ['no object', 'pause'],
    ['an array', Object.assign([], { type: 'pause' })],
    ['an object that inherits', Object.create({ type: 'pause' })],
    ['one that inherits nothing', Object.assign(Object.create(null), { type: 'pause' })],
    ['no type', {}],
    ['an unknown type', { type: 'launch' }],
    ['an unknown field', { type: 'pause', forced: undefined }],
    ['a value that is not allowed', { type: 'start', initial: 'now' }],
    ['a negative number', { type: 'suspended', checkpoint: -1 }],
    ['a payload that is missing', { type: 'suspended', generation: 1 }],
    ['another payload', { type: 'running', checkpoint: 1 }],
    [
      'a getter that throws',
      {
        get type() {
          throw new Error('poisoned');
        },
      },
    ],
  ];

  it.each(unusual)('are recognized at once, but not %s', (_, event) => {
    expect(usualActionIndex(event)).toBe(-1);
    expect(usualObservation(event)).toBeUndefined();
  });

  it('have defaults for what is left out or undefined, in any order behind the type', () => {
    const indexes = [
      { type: 'start', dismissError: true, initial: 'running' },
      { type: 'start', bootstrapPolicy: undefined },
      { type: 'start' },
    ].map(usualActionIndex);
    expect(new Set(indexes)).toEqual(new Set([indexOf('start', {})]));
  });

  it('have undefined for what an observation does not say', () => {
    const position = (type: ObservationType) => observationTypes.indexOf(type);
    expect(usualObservation({ type: 'running' })).toEqual({
      type: 'running',
      position: position('running'),
    });
    expect(usualObservation({ generation: 2, checkpoint: 3, type: 'suspended' })).toEqual({
      type: 'suspended',
      position: position('suspended'),
      generation: 2,
      checkpoint: 3,
    });
  });
});

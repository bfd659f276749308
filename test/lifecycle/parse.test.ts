/** What the parsers return: known objects, or frozen copies that share nothing with the input. */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observe,
  parseAction,
  parseCapabilities,
  parseDeployment,
  parseObservation,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/representative';
import { isDeeplyFrozen } from './helpers';

describe('parseAction', () => {
  it.each(everyAction)('returns %o itself, whether it is given this or a copy', (action) => {
    expect(parseAction(action)).toBe(action);
    expect(parseAction({ ...action })).toBe(action);
    expect(parseAction(Object.assign(Object.create(null), action))).toBe(action);
  });
});

describe('parseObservation', () => {
  it.each(everyObservation)('returns %o as it is, with any generation', (observation) => {
    const known = parseObservation(observation);
    expect(known).toStrictEqual(observation);
    // What was parsed once is not copied again.
    expect(parseObservation(known)).toBe(known);
    for (const generation of [0, 7, undefined]) {
      const given = { ...structuredClone(observation), generation };
      const parsed = parseObservation(given);
      expect(parsed).toStrictEqual(given);
      expect(parsed).not.toBe(given);
      expect(isDeeplyFrozen(parsed)).toBe(true);
      expect(Object.isFrozen(given)).toBe(false);
    }
  });
});

describe('parseCapabilities', () => {
  it.each(everyCapabilities)('returns %o itself, whether it is given this or a copy', (present) => {
    expect(parseCapabilities(present)).toBe(present);
    expect(parseCapabilities({ ...present })).toBe(present);
  });

  it('takes what is left out for present', () => {
    expect(parseCapabilities({})).toBe(fullCapabilities);
    const withoutStandby = everyCapabilities.find(
      (each) => each.checkpointing && each.suspendable && !each.standby,
    );
    expect(parseCapabilities({ standby: false, suspendable: undefined })).toBe(withoutStandby);
  });
});

describe('parseDeployment', () => {
  it('takes the negative zero of JSON for zero', () => {
    const text = JSON.stringify({ ...createDeployment(), generation: 1, checkpoint: 1 });
    const { checkpoint } = parseDeployment(
      JSON.parse(text.replace('"checkpoint":1', '"checkpoint":-0')),
    );
    expect(checkpoint).toBe(0);
    const fresh = { ...createDeployment(), generation: -0 };
    expect(parseDeployment(fresh).generation).toBe(0);
    expect(parseDeployment(fresh).checkpoint).toBeNull();
  });
});

describe('a field that cannot be listed is as good as none, and what has it is refused', () => {
  const hidden = <Given extends object>(given: Given, field: keyof Given): Given =>
    Object.defineProperty({ ...given }, field, { enumerable: false });

  it('in a deployment', () => {
    const deployment = hidden(createDeployment(), 'error');
    expect(() => parseDeployment(deployment)).toThrow(
      'Impossible: a deployment of no known class breaks an invariant.',
    );
  });

  it('in an observation', () => {
    const observation = hidden({ type: 'running' as const }, 'type');
    expect(() => observe(createDeployment(), observation)).toThrow(
      'Impossible: an observation of no class is malformed.',
    );
  });
});

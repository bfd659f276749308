/**
 * The results of the parsers: known objects, or frozen copies that share nothing with the input.
 */
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
import { everyObservation } from '../../src/lifecycle/compiled';
import { isDeeplyFrozen, reachable } from './helpers';

describe('parseAction', () => {
  it.each(everyAction)('returns the known object for %o or a copy of it', (action) => {
    expect(parseAction(action)).toBe(action);
    expect(parseAction({ ...action })).toBe(action);
    expect(parseAction(Object.assign(Object.create(null), action))).toBe(action);
  });
});

describe('parseObservation', () => {
  it.each(everyObservation)('returns %o, with any generation', (observation) => {
    const known = parseObservation(observation);
    expect(known).toStrictEqual(observation);
    // A parsed observation is not copied again.
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
  it.each(everyCapabilities)('returns the known object for %o or a copy of it', (present) => {
    expect(parseCapabilities(present)).toBe(present);
    expect(parseCapabilities({ ...present })).toBe(present);
  });

  it('takes capabilities that are left out as present', () => {
    expect(parseCapabilities({})).toBe(fullCapabilities);
    const withoutStandby = everyCapabilities.find(
      (each) => each.checkpointing && each.suspendable && !each.standby,
    );
    expect(parseCapabilities({ standby: false, suspendable: undefined })).toBe(withoutStandby);
  });
});

describe('parseDeployment', () => {
  it('keeps numbers of any size', () => {
    const large = 2 ** 32;
    const numbers = [1, 41, large, large + 1, 2 * large + 1, Number.MAX_SAFE_INTEGER];
    for (const deployment of reachable) {
      for (const number of numbers) {
        for (const data of [{ generation: number }, { checkpoint: number }]) {
          const given = { ...deployment, ...data };
          const [parsed, text] = [parseDeployment(given), given].map((each) =>
            JSON.stringify(each),
          );
          if (parsed !== text) expect(parsed).toBe(text);
        }
      }
    }
  });

  it('returns zero for the negative zero of JSON', () => {
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

describe('a field that is not enumerable counts as missing, so there is an error', () => {
  const hidden = <Given extends object>(given: Given, field: keyof Given): Given =>
    Object.defineProperty({ ...given }, field, { enumerable: false });

  it('in a deployment', () => {
    const deployment = hidden(createDeployment(), 'error');
    expect(() => parseDeployment(deployment)).toThrow(
      'Impossible: a deployment that keeps every invariant has no class.',
    );
  });

  it('in an observation', () => {
    const observation = hidden({ type: 'running' as const }, 'type');
    expect(() => observe(createDeployment(), observation)).toThrow(
      'Impossible: an observation that is well formed has no index.',
    );
  });
});

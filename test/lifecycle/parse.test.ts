/**
 * The results of the parsers: known objects, or frozen copies that share nothing with the input.
 */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  InvalidDeploymentError,
  observe,
  parseAction,
  parseCapabilities,
  parseDeployment,
  parseObservation,
  reconcile,
  toSnapshot,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled';
import { deploymentWith, isDeeplyFrozen, reachable } from './helpers';

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
    const numbers = [1, 41, large, large + 1, 2 * large + 1, Number.MAX_SAFE_INTEGER - 1];
    const all = [
      ...numbers.map((generation) => ({ generation })),
      ...[...numbers, Number.MAX_SAFE_INTEGER].map((checkpoint) => ({ checkpoint })),
    ];
    for (const deployment of reachable) {
      for (const data of all) {
        const given = { ...deployment, ...data };
        const [parsed, text] = [parseDeployment(given), given].map((each) => JSON.stringify(each));
        if (parsed !== text) expect(parsed).toBe(text);
      }
    }
  });

  it('refuses a generation from which a start cannot count on, and says the limit', () => {
    const limit = Number.MAX_SAFE_INTEGER - 1;
    const last = { ...createDeployment(), generation: limit };
    expect(parseDeployment(last)).toEqual(last);
    for (const act of [
      () => parseDeployment({ ...last, generation: limit + 1 }),
      () => decide({ ...last, generation: limit + 1 }, { type: 'start' }),
      () => decide(last, { type: 'start' }),
    ]) {
      expect(act).toThrow(InvalidDeploymentError);
      expect(act).toThrow(`${limit}`);
    }
    expect(() => decide(last, { type: 'start' })).toThrow(
      `generation is ${limit}, but must be less than ${limit} for another start.`,
    );
    const { deployment } = decide({ ...last, generation: limit - 1 }, { type: 'start' });
    expect(parseDeployment(deployment).generation).toBe(limit);
    // Everything else goes on as before.
    expect(decide(last, { type: 'stop' }).accepted).toBe(true);
    expect(decide(deployment, { type: 'start' }).rule).toBe('start.alreadyStarted');
  });
});

describe('the negative zero of JSON is zero', () => {
  const running = { ...deploymentWith({ status: 'Running', desiredStatus: 'Running' }) };
  const fresh = { ...createDeployment(), generation: -0 };
  const started = { ...deploymentWith({ status: 'Stopped', desiredStatus: 'Running' }) };

  it('in a deployment that is parsed', () => {
    expect(parseDeployment({ ...running, checkpoint: -0 }).checkpoint).toBe(0);
    expect(parseDeployment(fresh).generation).toBe(0);
    expect(parseDeployment(fresh).checkpoint).toBeNull();
  });

  it('in a deployment that is decided about, observed and reconciled', () => {
    const pausing = decide({ ...running, checkpoint: -0 }, { type: 'pause' });
    expect(pausing.deployment.checkpoint).toBe(0);
    const failed = { type: 'failed', error: { message: '', error_code: '', details: {} } } as const;
    expect(observe({ ...running, checkpoint: -0 }, failed).deployment.checkpoint).toBe(0);
    expect(reconcile({ ...started, checkpoint: -0 })).toMatchObject({ checkpoint: 0 });
    expect(reconcile(fresh).generation).toBe(0);
    expect(toSnapshot({ ...running, checkpoint: -0 }).context.checkpoint).toBe(0);
  });

  it('in an observation', () => {
    for (const type of ['checkpointed', 'suspended'] as const) {
      const seen = parseObservation({ type, checkpoint: -0, generation: -0 });
      expect(seen).toStrictEqual({ type, checkpoint: 0, generation: 0 });
      const frozen = Object.freeze({ type, checkpoint: -0 });
      expect(parseObservation(frozen)).toStrictEqual({ type, checkpoint: 0 });
    }
    const first = observe(
      { ...running, checkpoint: null },
      { type: 'checkpointed', checkpoint: -0 },
    );
    expect(first.deployment.checkpoint).toBe(0);
    expect(observe(fresh, { type: 'running', generation: 0 }).rule).toBe('running.stale');
  });
});

describe('a field that is not enumerable counts as missing, so there is an error', () => {
  const hidden = <Given extends object>(given: Given, field: keyof Given): Given =>
    Object.defineProperty({ ...given }, field, { enumerable: false });

  it('in a deployment', () => {
    const deployment = hidden(createDeployment(), 'error');
    expect(() => parseDeployment(deployment)).toThrow(
      'Invalid deployment: error is undefined, but must be an object { message, error_code, details }.',
    );
  });

  it('in an action', () => {
    const action = hidden({ type: 'stop' as const, force: true }, 'type');
    expect(() => decide(createDeployment(), action)).toThrow(
      'type is undefined, but must be one of "start", ',
    );
  });

  it('in an observation', () => {
    const observation = hidden({ type: 'running' as const }, 'type');
    expect(() => observe(createDeployment(), observation)).toThrow(
      'type is undefined, but must be one of "provisioning", ',
    );
  });
});

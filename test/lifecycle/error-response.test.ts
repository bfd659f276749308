/** Errors on the wire: the library keeps frozen copies, and passes on what is frozen already. */
import { describe, expect, it } from 'vitest';
import {
  type ErrorResponse,
  observe,
  parseDeployment,
  parseObservation,
} from '../../src/lifecycle';
import { deploymentWith, isDeeplyFrozen } from './helpers';

const error = { message: 'Boom.', error_code: 'Boom', details: { worker: { at: 1 } } };
const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });

describe('an error that the library keeps', () => {
  it('is a deeply frozen copy, from whatever it came', () => {
    const failed = observe(running, { type: 'failed', error }).deployment;
    const parsed = parseDeployment({ ...failed, error });
    const observation = parseObservation({ type: 'failed', error });
    for (const { error: kept } of [failed, parsed, observation as { error: ErrorResponse }]) {
      expect(kept).toStrictEqual(error);
      expect(kept).not.toBe(error);
      expect(isDeeplyFrozen(kept)).toBe(true);
    }
    expect(Object.isFrozen(error.details)).toBe(false);
  });

  it('is passed on as it is through all that follows', () => {
    const failed = observe(running, { type: 'failed', error }).deployment;
    expect(observe(failed, { type: 'deprovisioned' }).deployment.error).toBe(failed.error);
    const observation = parseObservation({ type: 'failed', error }) as { error: ErrorResponse };
    const again = observe(running, { type: 'failed', error: observation.error });
    expect(again.deployment.error).toBe(observation.error);
  });

  it('is copied if anything in it is not frozen', () => {
    const shallow = Object.freeze({ ...error, details: { worker: { at: 1 } } });
    const { deployment } = observe(running, { type: 'failed', error: shallow });
    shallow.details.worker.at = 2;
    expect(deployment.error).toStrictEqual(error);
  });
});

describe('an observation that was parsed once', () => {
  it('is the very same when it is parsed again, unless something in it is not frozen', () => {
    const parsed = parseObservation({ type: 'failed', error });
    expect(parseObservation(parsed)).toBe(parsed);
    const open = { ...parsed };
    expect(parseObservation(open)).not.toBe(open);
    expect(Object.isFrozen(open)).toBe(false);
    const shallow = Object.freeze({ type: 'failed', error });
    const again = parseObservation(shallow);
    expect(again).not.toBe(shallow);
    expect(isDeeplyFrozen(again)).toBe(true);
  });
});

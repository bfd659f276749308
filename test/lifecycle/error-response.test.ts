/** Errors that the library keeps: copied once, known again, and remembered where they are short. */
import { describe, expect, it } from 'vitest';
import {
  type Deployment,
  decide,
  type ErrorResponse,
  observe,
  parseDeployment,
  parseObservation,
} from '../../src/lifecycle';
import { isKept, isShort, keptError } from '../../src/lifecycle/error-response';
import { deploymentWith, isDeeplyFrozen } from './helpers';

const error = { message: 'Boom.', error_code: 'Boom', details: { worker: { at: 1 } } };
const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });

/** An error of so many characters as JSON. */
function errorOfLength(length: number): ErrorResponse {
  const bare = { message: '', error_code: 'Boom', details: {} };
  const missing = length - JSON.stringify(bare).length;
  return { ...bare, message: 'x'.repeat(missing) };
}

describe('an error that is kept', () => {
  it('is a copy, frozen throughout, and kept once', () => {
    const kept = keptError(error);
    expect(kept).toStrictEqual(error);
    expect(kept).not.toBe(error);
    expect(isDeeplyFrozen(kept)).toBe(true);
    expect(Object.isFrozen(error.details)).toBe(false);
    expect(keptError(kept)).toBe(kept);
    expect(keptError(null)).toBe(null);
  });

  it('is known from others', () => {
    expect(isKept(keptError(error))).toBe(true);
    for (const other of [error, Object.freeze({ ...error }), { ...keptError(error) }]) {
      expect(isKept(other)).toBe(false);
    }
    for (const none of [null, undefined, 'Boom.', 5]) expect(isKept(none)).toBe(false);
  });

  it('is short up to 500 characters; no error is short as well, and one not kept is not', () => {
    expect(isShort(keptError(errorOfLength(500)))).toBe(true);
    expect(isShort(keptError(errorOfLength(501)))).toBe(false);
    expect(isShort(null)).toBe(true);
    expect(isShort(errorOfLength(500))).toBe(false);
  });

  it('is that of a deployment, from whatever it came', () => {
    const failed = observe(running, { type: 'failed', error }).deployment;
    const parsed = parseDeployment({ ...failed, error });
    const observation = parseObservation({ type: 'failed', error });
    for (const { error: found } of [failed, parsed, observation as { error: ErrorResponse }]) {
      expect(isKept(found)).toBe(true);
      expect(found).toStrictEqual(error);
    }
    // Kept on the way through all that follows.
    const stopped = observe(failed, { type: 'deprovisioned' }).deployment;
    expect(stopped.error).toBe(failed.error);
    expect(observe(running, observation).deployment.error).toBe(
      (observation as { error: ErrorResponse }).error,
    );
  });
});

describe('the memory of what has an error', () => {
  const failedWith = (length: number): Deployment =>
    observe(running, { type: 'failed', error: errorOfLength(length) }).deployment;

  it('holds deployments and results with a short one', () => {
    const failed = failedWith(500);
    expect(parseDeployment({ ...failed })).toBe(failed);
    expect(decide(failed, { type: 'pause' })).toBe(decide(failed, { type: 'pause' }));
  });

  it('holds nothing with a long one', () => {
    const failed = failedWith(501);
    expect(parseDeployment({ ...failed })).not.toBe(failed);
    expect(parseDeployment({ ...failed })).toStrictEqual(failed);
    expect(decide(failed, { type: 'pause' })).not.toBe(decide(failed, { type: 'pause' }));
  });

  it('tells errors apart that say the same', () => {
    const [one, other] = [failedWith(80), failedWith(80)];
    expect(one).toStrictEqual(other);
    expect(parseDeployment({ ...one, error: one.error }).error).toBe(one.error);
    expect(parseDeployment({ ...other, error: other.error }).error).toBe(other.error);
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
    expect(isKept((again as { error: unknown }).error)).toBe(true);
  });
});

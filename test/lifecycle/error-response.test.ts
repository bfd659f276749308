/** Errors on the wire: the check of their shape, and the frozen copies that the library keeps. */
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/input';
import {
  type Deployment,
  type ErrorResponse,
  InvalidDeploymentError,
  observe,
  parseDeployment,
  parseObservation,
} from '../../src/lifecycle';
import { errorCopy } from '../../src/lifecycle/error-response';
import { deploymentWith, isDeeplyFrozen } from './helpers';

const error = { message: 'Boom.', error_code: 'Boom', details: { worker: { at: 1 } } };
const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });

describe('an error that the library keeps', () => {
  it('is a deeply frozen copy, wherever it came from', () => {
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

  it('remains the same object in all deployments that follow', () => {
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

describe('a parsed observation', () => {
  it('is returned as it is by the parser, unless something in it is not frozen', () => {
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

describe('the check of an error on the wire', () => {
  const errorProblems = (field: string, value: unknown) => {
    const problems: Problem[] = [];
    errorCopy(field, value, problems);
    return problems;
  };

  const error = { message: 'Boom.', error_code: 'Boom', details: {} };

  it.each<[what: string, error: unknown, field: string, allowed: string]>([
    ['is not an object', 'Boom.', 'error', 'an object { message, error_code, details }'],
    ['has a message that is not text', { ...error, message: null }, 'error.message', 'a string'],
    ['has a code that is not text', { ...error, error_code: 5 }, 'error.error_code', 'a string'],
    ['has details that are not an object', { ...error, details: [] }, 'error.details', 'an object'],
    [
      'has a field too many',
      { ...error, stack: 'at' },
      'error.stack',
      'left out: an error has only message, error_code, details',
    ],
    [
      'has details that are not JSON',
      { ...error, details: { at: [new Date(0)] } },
      'error.details.at.0',
      'plain JSON',
    ],
  ])('finds that it %s', (_what, given, field, allowed) => {
    const [problem, ...others] = errorProblems('error', given);
    expect(problem).toMatchObject({ field, allowed });
    expect(others).toEqual([]);
  });

  it('finds no problem in an error as every endpoint documents it', () => {
    const details = { n: 1, t: 'x', b: false, z: null, list: [1, ['x']], fields: { deep: {} } };
    expect(errorProblems('error', { ...error, details })).toEqual([]);
  });

  it.each<[what: string, value: unknown]>([
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['undefined', undefined],
    ['a symbol', Symbol('s')],
    ['a Map', new Map()],
    ['an array with a hole', new Array(3)],
    ['an array with a name', Object.assign([1], { name: 'x' })],
  ])('refuses details with %s', (_what, value) => {
    expect(errorProblems('error', { ...error, details: { value } })).toEqual([
      { field: 'error.details.value', value, allowed: 'plain JSON' },
    ]);
  });

  /** Details with an object in an object, so many levels below the details themselves. */
  const nested = (levels: number) => {
    let value: unknown = 'leaf';
    for (let level = 0; level < levels; level += 1) value = { of: value };
    return value;
  };
  const limits = 'plain JSON without cycles, of at most 100 levels and 10000 values';

  it('allows details of 100 levels, and no more', () => {
    expect(errorProblems('error', { ...error, details: nested(100) })).toEqual([]);
    const [problem, ...others] = errorProblems('error', { ...error, details: nested(101) });
    expect(problem).toMatchObject({ value: 'leaf', allowed: limits });
    expect(problem?.field).toBe(`error.details${'.of'.repeat(101)}`);
    expect(others).toEqual([]);
  });

  it('allows a bounded number of values, and looks at no more of them', () => {
    const list = (length: number) => ({ list: new Array<unknown>(length).fill(0) });
    // The details, the list, and what is in it.
    expect(errorProblems('error', { ...error, details: list(9_998) })).toEqual([]);
    const large = list(9_999);
    Object.defineProperty(large.list, 0, {
      get: () => {
        throw new Error('The values were looked at.');
      },
    });
    const problems = errorProblems('error', { ...error, details: large });
    expect(problems).toEqual([{ field: 'error.details.list', value: large.list, allowed: limits }]);
    const fields = Object.fromEntries(list(10_100).list.map((value, index) => [index, value]));
    expect(errorProblems('error', { ...error, details: fields })).toEqual([
      { field: 'error.details.9999', value: 0, allowed: limits },
    ]);
  });

  it('refuses an array of millions at once', () => {
    const list = new Array<unknown>(5_000_000).fill(0);
    const given = { type: 'failed', error: { ...error, details: { list } } };
    expect(() => parseObservation(given)).toThrow(/error.details.list is \[0,0,.*…, but must be/);
  });

  it('lists an error that is too large once among the problems of a deployment', () => {
    const failed = deploymentWith({ status: 'Stopping' });
    const details = { list: new Array(20_000).fill(0) };
    const given = { ...failed, error: { ...error, details } } as Deployment;
    try {
      parseDeployment(given);
      throw new Error('Nothing was thrown.');
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(InvalidDeploymentError);
      expect((thrown as InvalidDeploymentError).problems).toHaveLength(1);
    }
  });
});

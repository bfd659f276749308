/** The checks of single fields at their limits, and what they say, word by word. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  count,
  isCount,
  isFields,
  member,
  optionsOf,
  text,
  throwFirst,
  unknownFields,
} from '../../src/input/fields';
import { type Deployment, InvalidDeploymentError, parseDeployment } from '../../src/lifecycle';
import { errorProblems } from '../../src/lifecycle/error-response';
import { deploymentWith } from './helpers';

describe('a plain object', () => {
  class Row {
    id = 1;
  }

  it.each<[what: string, value: unknown, plain: boolean]>([
    ['an object', {}, true],
    ['an object without a prototype', Object.create(null), true],
    ['an object of another realm', runInNewContext('({ id: 1 })'), true],
    ['null', null, false],
    ['undefined', undefined, false],
    ['a function', () => 1, false],
    ['text', 'fields', false],
    ['an array', [], false],
    ['an array of another realm', runInNewContext('[]'), false],
    ['an array in disguise', Object.setPrototypeOf([], null), false],
    ['an instance', new Row(), false],
    ['an instance of another realm', runInNewContext('new (class Row {})()'), false],
    ['a Map', new Map(), false],
    ['what inherits from an object', Object.create({ id: 1 }), false],
  ])('%s: %$', (_what, value, plain) => {
    expect(isFields(value)).toBe(plain);
  });
});

describe('fields that should not be there', () => {
  it('are said to be left out, with what may be there', () => {
    expect(unknownFields({ a: 1, b: 2, c: 3 }, ['a', 'b'], 'a row')).toEqual([
      { field: 'c', value: 3, allowed: 'left out: a row has only a, b' },
    ]);
    expect(unknownFields({ a: 1 }, [], 'pause')).toEqual([
      { field: 'a', value: 1, allowed: 'left out: pause has no fields' },
    ]);
    expect(unknownFields({ a: 1 }, ['b'], 'an error', 'error.')).toEqual([
      { field: 'error.a', value: 1, allowed: 'left out: an error has only b' },
    ]);
    expect(unknownFields({ a: 1 }, ['a'], 'a row')).toEqual([]);
  });
});

describe('a single value', () => {
  it('is one of a list', () => {
    expect(member('force', true, [true, false])).toEqual([]);
    expect(member('force', 1, [true, false])).toEqual([
      { field: 'force', value: 1, allowed: 'one of true, false' },
    ]);
  });

  it.each([
    [0, true],
    [1, true],
    [Number.MAX_SAFE_INTEGER, true],
    [Number.MAX_SAFE_INTEGER + 1, false],
    [-1, false],
    [0.5, false],
    ['0', false],
    [null, false],
    [Number.NaN, false],
  ])('%j is a count: %j', (value, isOne) => {
    expect(isCount(value)).toBe(isOne);
    const allowed = 'a non-negative safe integer';
    expect(count('generation', value)).toEqual(
      isOne ? [] : [{ field: 'generation', value, allowed }],
    );
  });

  it('is a string', () => {
    expect(text('request', '')).toEqual([]);
    expect(text('request', 5)).toEqual([{ field: 'request', value: 5, allowed: 'a string' }]);
  });

  it('throws the first problem, if any', () => {
    expect(() => throwFirst([])).not.toThrow();
    const problems = [...text('one', 1), ...text('two', 2)];
    expect(() => throwFirst(problems)).toThrow('one is 1, but must be a string.');
  });
});

describe('an error on the wire', () => {
  const error = { message: 'Boom.', error_code: 'Boom', details: {} };

  it.each<[what: string, error: unknown, field: string, allowed: string]>([
    ['is no object', 'Boom.', 'error', 'an object { message, error_code, details }'],
    ['has a message that is no text', { ...error, message: null }, 'error.message', 'a string'],
    ['has a code that is no text', { ...error, error_code: 5 }, 'error.error_code', 'a string'],
    ['has details that are no object', { ...error, details: [] }, 'error.details', 'an object'],
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
  ])('that %s is refused by name', (_what, given, field, allowed) => {
    const [problem, ...others] = errorProblems('error', given);
    expect(problem).toMatchObject({ field, allowed });
    expect(others).toEqual([]);
  });

  it('is fine as every endpoint documents it', () => {
    const details = { n: 1, t: 'x', b: false, z: null, list: [1, ['x']], fields: { deep: {} } };
    expect(errorProblems('error', { ...error, details })).toEqual([]);
  });

  it.each<[what: string, value: unknown]>([
    ['a number that is none', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['undefined', undefined],
    ['a symbol', Symbol('s')],
    ['a Map', new Map()],
    ['an array with a hole', new Array(3)],
    ['an array with a name', Object.assign([1], { name: 'x' })],
  ])('has no details with %s', (_what, value) => {
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
  const limits = 'plain JSON without a cycle, at most 100 deep and of 10000 values';

  it('may be 100 levels deep, and no deeper', () => {
    expect(errorProblems('error', { ...error, details: nested(100) })).toEqual([]);
    const [problem, ...others] = errorProblems('error', { ...error, details: nested(101) });
    expect(problem).toMatchObject({ value: 'leaf', allowed: limits });
    expect(problem?.field).toBe(`error.details${'.of'.repeat(101)}`);
    expect(others).toEqual([]);
  });

  it('has a bounded number of values, and is not looked at any further', () => {
    const list = (length: number) => ({ list: new Array<unknown>(length).fill(0) });
    // The details, the list, and what is in it.
    expect(errorProblems('error', { ...error, details: list(9_997) })).toEqual([]);
    const large = list(10_100);
    large.list[10_050] = () => 'never looked at';
    const problems = errorProblems('error', { ...error, details: large });
    expect(problems).toEqual([{ field: expect.anything(), value: 0, allowed: limits }]);
  });

  it('is checked in a deployment as well, which lists it once', () => {
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

describe('options', () => {
  it('are given as they are, where all their names are known', () => {
    const options = { seed: 1 };
    expect(optionsOf(options, ['seed', 'walks'], 'a walk')).toBe(options);
  });

  it.each([
    [null, 'options is null, but must be an object.'],
    ['seed', 'options is "seed", but must be an object.'],
    [{ sed: 1 }, 'sed is 1, but must be left out: a walk has only seed, walks.'],
  ])('such as %j are refused', (options, message) => {
    expect(() => optionsOf(options, ['seed', 'walks'], 'a walk')).toThrow(message);
  });
});

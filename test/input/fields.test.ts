/** The checks of single fields at their limits, and their messages word by word. */
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
  unknownNames,
} from '../../src/input';

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
    ['an object that inherits from another', Object.create({ id: 1 }), false],
  ])('%s: %$', (_what, value, plain) => {
    expect(isFields(value)).toBe(plain);
  });
});

describe('unknown fields', () => {
  it('are named with their values, and with the known fields', () => {
    expect(unknownFields({ a: 1, b: 2, c: 3 }, ['a', 'b'], 'a row')).toEqual([
      {
        field: 'c',
        value: 3,
        allowed: 'left out: a row has only a, b',
        message: "Unknown field 'c' (3): a row has only a, b.",
      },
    ]);
    expect(unknownFields({ a: 1 }, [], 'pause')).toEqual([
      {
        field: 'a',
        value: 1,
        allowed: 'left out: pause has no fields',
        message: "Unknown field 'a' (1): pause has no fields.",
      },
    ]);
    expect(unknownFields({ a: 1 }, ['b'], 'an error', 'error.')).toEqual([
      {
        field: 'error.a',
        value: 1,
        allowed: 'left out: an error has only b',
        message: "Unknown field 'error.a' (1): an error has only b.",
      },
    ]);
    expect(unknownFields({ a: 1 }, ['a'], 'a row')).toEqual([]);
  });
});

describe('unknown names', () => {
  it('are named without their values, which may be secrets', () => {
    expect(unknownNames({ a: 1, token: 'SECRET' }, ['a', 'b'], 'a row')).toEqual([
      {
        field: 'token',
        value: '(not shown)',
        allowed: 'left out: a row has only a, b',
        message: "Unknown field 'token', which must be left out: a row has only a, b.",
      },
    ]);
    expect(unknownNames({ a: 1 }, ['a'], 'a row')).toEqual([]);
  });
});

describe('a single field', () => {
  it('has one of a list of values', () => {
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

  it('has a string', () => {
    expect(text('request', '')).toEqual([]);
    expect(text('request', 5)).toEqual([{ field: 'request', value: 5, allowed: 'a string' }]);
  });

  it('throws its first problem, if it has one', () => {
    expect(() => throwFirst([])).not.toThrow();
    const problems = [...text('one', 1), ...text('two', 2)];
    expect(() => throwFirst(problems)).toThrow('one is 1, but must be a string.');
  });
});

describe('options', () => {
  it('are copied if all their names are known', () => {
    const options = { seed: 1 };
    const own = optionsOf(options, ['seed', 'walks'], 'a walk');
    options.seed = 2;
    expect(own).toEqual({ seed: 1 });
  });

  it.each([
    [null, 'options is null, but must be an object.'],
    ['seed', 'options is "seed", but must be an object.'],
    [{ sed: 1 }, "Unknown field 'sed' (1): a walk has only seed, walks."],
  ])('throw if they are %j', (options, message) => {
    expect(() => optionsOf(options, ['seed', 'walks'], 'a walk')).toThrow(message);
  });
});

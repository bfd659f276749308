/** Reading objects that may lie: each field once, own fields only, and a name for what throws. */
import { describe, expect, it } from 'vitest';
import { fieldsOf, InvalidInputError, isFields, itemsOf, jsonCopy, show } from '../../src/input';

const throwing = (error: unknown) =>
  Object.defineProperty({}, 'status', {
    enumerable: true,
    get: () => {
      throw error;
    },
  });

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Objects that refuse to be looked at. */
const refusing: [what: string, value: object][] = [
  ['a revoked Proxy of an object', revoked({})],
  ['a revoked Proxy of an array', revoked([])],
  [
    'a Proxy that hides its prototype',
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('hidden');
        },
      },
    ),
  ],
  [
    'a Proxy that hides its keys',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('hidden');
        },
      },
    ),
  ],
];

describe('the fields of an object', () => {
  it('are a copy, and inherit nothing', () => {
    const given = { a: 1, nested: { b: 2 } };
    const fields = fieldsOf(given, 'row');
    given.a = 2;
    expect({ ...fields }).toEqual({ a: 1, nested: { b: 2 } });
    expect(fields.nested).toBe(given.nested);
    expect(fields.toString).toBeUndefined();
    expect(fields.constructor).toBeUndefined();
    expect(isFields(fields)).toBe(true);
  });

  it('may have the names of what every object inherits', () => {
    const fields = fieldsOf(JSON.parse('{"__proto__":{"a":1},"constructor":2}'), 'row');
    expect(Object.entries(fields)).toEqual([
      ['__proto__', { a: 1 }],
      ['constructor', 2],
    ]);
    expect(fields.a).toBeUndefined();
  });

  it('leave out what is inherited, is not enumerable or is a symbol', () => {
    const given = Object.defineProperty({ a: 1, [Symbol.iterator]: 2 }, 'hidden', { value: 3 });
    expect(Reflect.ownKeys(fieldsOf(given, 'row'))).toEqual(['a']);
  });

  it('are read once, getters too', () => {
    let reads = 0;
    const given = Object.defineProperty({}, 'count', { enumerable: true, get: () => (reads += 1) });
    const fields = fieldsOf(given, 'row');
    expect([fields.count, fields.count, reads]).toEqual([1, 1, 1]);
  });

  it('are named if they cannot be read', () => {
    expect(() => fieldsOf(throwing(new TypeError('No.')), 'row', 'a row', 'row.')).toThrow(
      'row.status is TypeError: No., but must be a value, not a getter that throws.',
    );
    for (const thrown of ['text', null, { a: 1 }, revoked({})]) {
      expect(() => fieldsOf(throwing(thrown), 'row')).toThrow(
        expect.objectContaining({ name: 'InvalidInputError', field: 'status' }),
      );
    }
  });

  it.each<[what: string, value: unknown]>([
    ['null', null],
    ['an array', []],
    ['an instance', new Date(0)],
    ...refusing,
  ])('%s has none', (_what, value) => {
    expect(() => fieldsOf(value, 'row', 'a row')).toThrow(InvalidInputError);
    expect(() => fieldsOf(value, 'row', 'a row')).toThrow(/^row is .+, but must be a row\.$/);
  });
});

describe('the items of an array', () => {
  it('are a copy, each read once', () => {
    const given = [1, [2]];
    const items = itemsOf(given, 'list');
    expect(items).toEqual(given);
    expect(items).not.toBe(given);
    expect(itemsOf([], 'list')).toEqual([]);
    expect(itemsOf(new Array(2), 'list')).toEqual([undefined, undefined]);
  });

  it('do not come from its iterator', () => {
    const given = Object.assign([1, 2], { [Symbol.iterator]: () => [3][Symbol.iterator]() });
    expect(itemsOf(given, 'list')).toEqual([1, 2]);
  });

  it('are named if they cannot be read', () => {
    const given = Object.defineProperty([1, 2], 1, {
      get: () => {
        throw new Error('No.');
      },
    });
    expect(() => itemsOf(given, 'list')).toThrow(
      'list[1] is Error: No., but must be a value, not a getter',
    );
  });

  it.each<[what: string, length: unknown]>([
    ['a text', 'two'],
    ['a symbol', Symbol('two')],
    ['no number', Number.NaN],
    ['negative', -1],
    ['too large', 2 ** 53],
  ])('have no length that is %s', (_what, length) => {
    const given = new Proxy([1, 2], { get: () => length });
    expect(() => itemsOf(given, 'list')).toThrow(InvalidInputError);
    expect(() => itemsOf(given, 'list')).toThrow(/^list.length is .* must be the length of an/);
    expect(() => jsonCopy('details', given, [])).toThrow(/^details.length is/);
  });

  it.each<[what: string, value: unknown]>([
    ['undefined', undefined],
    ['an object like one', { length: 1, 0: 'a' }],
    ['a text', 'ab'],
    ['a set', new Set([1])],
    ...refusing,
  ])('%s has none', (_what, value) => {
    expect(itemsOf(value, 'list')).toBeUndefined();
  });
});

describe('a message', () => {
  it.each(refusing)('can be made even of %s', (_what, value) => {
    expect(show(value)).toMatch(/^(an object that is not JSON|\{\})$/);
  });
});

/** The error for a caller's mistake, and how its message shows values. */
import { describe, expect, it } from 'vitest';
import { describeProblem, InvalidInputError, oneOf, shortened, show } from '../../src/input';

describe('a value', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  it.each<[value: unknown, shown: string]>([
    ['text', '"text"'],
    [3, '3'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [12n, '12n'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [cycle, 'an object that is not JSON'],
    [{ n: 1n }, 'an object that is not JSON'],
    [Symbol('s'), 'Symbol(s)'],
    [[() => {}, undefined, 1], '[null,null,1]'],
    [{ f: () => {}, u: undefined, n: null }, '{"n":null}'],
    [[Number.NaN, -0], '[null,0]'],
    [Object.assign(new (class Row {})(), { id: 1 }), '{"id":1}'],
    [Array(1_000_000).fill(1), `[${'1,'.repeat(39)}1…`],
    [new TypeError('No room.'), 'TypeError: No room.'],
    [
      Object.defineProperty(new Error('x'), 'name', {
        get: () => {
          throw new Error('poisoned');
        },
      }),
      'an error that cannot be shown',
    ],
    ['x'.repeat(78), `"${'x'.repeat(78)}"`],
    ['x'.repeat(79), `"${'x'.repeat(79)}…`],
  ])('is shown like JSON, even if it is not: case %$', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('is shown without a call of anything in it', () => {
    const called: string[] = [];
    const calls = (name: string) => () => {
      called.push(name);
      return 'called';
    };
    const methods = { toString: calls('toString'), valueOf: calls('valueOf') };
    const value = { ...methods, toJSON: calls('toJSON'), [Symbol.toPrimitive]: calls('primitive') };
    Object.defineProperty(value, 'id', { enumerable: true, get: calls('a getter') });
    expect(show({ value, left: 1 })).toBe('{"value":{},"left":1}');
    expect(show(Object.assign(() => 1, methods))).toBe('() => 1');
    expect(called).toEqual([]);
    expect(show({ checkpoint: { toString: 1, valueOf: 1 } })).toBe(
      '{"checkpoint":{"toString":1,"valueOf":1}}',
    );
  });

  it('is shown even if it is a Proxy that throws, or that was revoked', () => {
    const refuse = () => {
      throw new Error('Do not touch.');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [proxy, new Proxy({}, { ownKeys: refuse }), [proxy]]) {
      expect(show(value)).toBe('an object that is not JSON');
    }
  });

  it('is shown soon, however much is in it', () => {
    const shared = Array.from({ length: 30 }).reduce<unknown>((each) => [each, each], 'leaf');
    expect(show(shared)).toMatch(/^\[{30}"leaf","leaf"\],/);
  });

  it('is shown on one line, without control characters', () => {
    expect(shortened('a\nb\u001b[31mc\u009fd', 99)).toBe('a\\u000ab\\u001b[31mc\\u009fd');
    expect(shortened('12345', 5)).toBe('12345');
    expect(shortened('123456', 5)).toBe('12345…');
  });
});

describe('allowed values', () => {
  it('are shown as one value or as a list', () => {
    expect(oneOf(['start'])).toBe('"start"');
    expect(oneOf(['start', true])).toBe('one of "start", true');
  });
});

describe('a problem', () => {
  it('is described by its field, its value and what is allowed', () => {
    const problem = { field: 'limit', value: 'x', allowed: 'a number' };
    expect(describeProblem(problem)).toBe('limit is "x", but must be a number.');
    expect(describeProblem({ ...problem, field: '' })).toBe('"" is "x", but must be a number.');
  });

  it('is described by its own message if it has one', () => {
    const message = 'The limit is too high.';
    expect(describeProblem({ field: 'limit', value: 9, allowed: 'lower', message })).toBe(message);
  });

  it('makes an error with its fields', () => {
    const problem = { field: 'limit', value: 9, allowed: 'lower' };
    const error = new InvalidInputError(problem);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'InvalidInputError', ...problem });
    expect(error.message).toBe('limit is 9, but must be lower.');
    expect(new InvalidInputError(problem, 'Too high.').message).toBe('Too high.');
  });
});

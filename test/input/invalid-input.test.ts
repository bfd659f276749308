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

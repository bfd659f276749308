/** Comparing plain JSON: equality, and the first difference. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { differenceOf, isSame } from '../../src/input';

describe('two values of plain JSON', () => {
  const json = fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<unknown>;

  /** The value with its keys in reverse order, on every level. */
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, reversed(inner)]);
    return Object.fromEntries(entries.reverse());
  };

  it('are equal whatever the order of their keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isSame(value, reversed(value))).toBe(true);
        expect(differenceOf(value, reversed(value))).toBeUndefined();
      }),
    );
  });

  /** The value as text with sorted keys, on every level: equal values have the same text. */
  const canonical = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    );

  it('are equal exactly if they have the same text once their keys are sorted', () => {
    const few = fc.constantFrom(null, 0, 1, '', '1', [], {}, [1], { a: 1 }, { a: { b: [] } });
    fc.assert(
      fc.property(fc.oneof(few, json), fc.oneof(few, json), (one, other) => {
        const expected = canonical(one) === canonical(other);
        expect(isSame(one, other)).toBe(expected);
        expect(isSame(other, one)).toBe(expected);
        expect(isSame({ one }, { one: other })).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[one: unknown, other: unknown, path: string]>([
    [1, 2, ''],
    [null, {}, ''],
    [{}, [], ''],
    [[], {}, ''],
    ['1', 1, ''],
    [{ a: 1 }, {}, 'a'],
    [{}, { a: 1 }, 'a'],
    [{ a: null }, {}, 'a'],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'a.b.1'],
    [[1], [1, 2], '1'],
    [{}, JSON.parse('{"__proto__":{}}'), '__proto__'],
    [{}, { constructor: Object }, 'constructor'],
    [{ toString: 1 }, {}, 'toString'],
  ])('differ if they are %j and %j, at %j', (one, other, path) => {
    expect(differenceOf(one, other)).toMatchObject({ path });
    expect(differenceOf(other, one)).toMatchObject({ path });
  });

  test('are both in the difference', () => {
    const found = differenceOf({ a: [{ b: 1 }] }, { a: [{ b: 'x' }] });
    expect(found).toEqual({ path: 'a.0.b', one: 1, other: 'x' });
  });
});

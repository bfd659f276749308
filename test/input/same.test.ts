/** When two values of plain JSON say the same, and where they first do not. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { differenceOf, isSame } from '../../src/input/same';

describe('what says the same', () => {
  const json = fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<unknown>;

  /** Its keys the other way around, on every level. */
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, turned(inner)]);
    return Object.fromEntries(entries.reverse());
  };

  it('is the same in any order of the keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isSame(value, turned(value))).toBe(true);
        expect(differenceOf(value, turned(value))).toBeUndefined();
      }),
    );
  });

  /** Its keys in order, on every level: so what says the same is the same text. */
  const canonical = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    );

  it('is what has the same text once its keys are sorted', () => {
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
  ])('differs: %j and %j, at %j', (one, other, path) => {
    expect(differenceOf(one, other)).toMatchObject({ path });
    expect(differenceOf(other, one)).toMatchObject({ path });
  });

  test('names both values', () => {
    const found = differenceOf({ a: [{ b: 1 }] }, { a: [{ b: 'x' }] });
    expect(found).toEqual({ path: 'a.0.b', one: 1, other: 'x' });
  });
});

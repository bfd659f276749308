/** Freezing in place, and freezing a copy. */
import { describe, expect, it } from 'vitest';
import { deepFreeze, frozenCopy } from '../../src/input';
import { isDeeplyFrozen } from '../lifecycle/helpers';

describe('deepFreeze', () => {
  it('freezes a value and everything in it, in place', () => {
    const value = { list: [{ at: 1 }, null, 'text'], fields: { deep: { deeper: {} } } };
    expect(deepFreeze(value)).toBe(value);
    expect(isDeeplyFrozen(value)).toBe(true);
    for (const plain of [null, undefined, 5, 'text']) expect(deepFreeze(plain)).toBe(plain);
  });

  it('terminates if a value contains itself', () => {
    const cycle: Record<string, unknown> = { inner: {} };
    cycle.self = cycle;
    expect(Object.isFrozen(deepFreeze(cycle))).toBe(true);
    expect(Object.isFrozen(cycle.inner)).toBe(true);
  });

  it('does not freeze functions', () => {
    const holds = () => true;
    expect(Object.isFrozen(deepFreeze({ holds }))).toBe(true);
    expect(Object.isFrozen(holds)).toBe(false);
  });
});

describe('frozenCopy', () => {
  it('returns a deeply frozen copy, and does not freeze the given value', () => {
    const given = { list: [{ at: 1 }, null, 'text'], fields: { deep: {} } };
    const copy = frozenCopy(given);
    expect(copy).toStrictEqual(given);
    expect(isDeeplyFrozen(copy)).toBe(true);
    expect(Object.isFrozen(given)).toBe(false);
    expect(Object.isFrozen(given.list[0])).toBe(false);
  });

  it('has a zero for each negative zero, even in what is frozen', () => {
    const given = deepFreeze({ at: -0, list: [-0, 1], deep: { at: -0 } });
    expect(frozenCopy(given)).toStrictEqual({ at: 0, list: [0, 1], deep: { at: 0 } });
    expect(frozenCopy(-0)).toBe(0);
  });

  it.each<[what: string, value: unknown]>([
    ['null', null],
    ['text', 'text'],
    ['an empty object', Object.freeze({})],
    ['an object', deepFreeze({ list: [{ at: 1 }], fields: {} })],
  ])('returns a deeply frozen value as it is: %s', (_what, value) => {
    expect(frozenCopy(value)).toBe(value);
  });

  it('reads each field of what it copies once, and copies what a getter answers', () => {
    let reads = 0;
    const liar = () =>
      Object.defineProperty({}, 'at', { enumerable: true, get: () => (reads += 1) }) as object;
    for (const given of [{ inner: liar() }, Object.freeze({ inner: Object.freeze(liar()) })]) {
      reads = 0;
      const copy = frozenCopy(given);
      expect([reads, copy.inner, copy.inner]).toEqual([1, { at: 1 }, { at: 1 }]);
      expect(isDeeplyFrozen(copy)).toBe(true);
    }
  });

  it('copies only the parts that are not deeply frozen', () => {
    const [frozen, open] = [deepFreeze({ at: 1 }), { at: 2 }];
    const given = Object.freeze({ frozen, open });
    const copy = frozenCopy(given);
    expect(copy).not.toBe(given);
    expect(copy).toStrictEqual(given);
    expect(copy.frozen).toBe(frozen);
    expect(isDeeplyFrozen(copy)).toBe(true);
    open.at = 3;
    expect(copy.open).toEqual({ at: 2 });
  });
});

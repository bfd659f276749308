/** Checks of the ports that a host brings. */
import { describe, expect, it } from 'vitest';
import { callable, hasMethods, port } from '../../src/input';

class Store {
  read() {}
  write() {}
}

describe('a port', () => {
  it.each<[what: string, value: unknown]>([
    ['an instance', new Store()],
    ['an instance of a subclass', new (class Audited extends Store {})()],
    ['a plain object', { read: () => {}, write: () => {}, other: 1 }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { read() {}, write() {} }),
    ],
    ['a function with methods', Object.assign(() => {}, { read() {}, write() {} })],
  ])('may be %s with the methods', (_what, value) => {
    expect(hasMethods(value, ['read', 'write'])).toBe(true);
    expect(port('store', value, ['read', 'write'])).toEqual([]);
  });

  it.each<[what: string, value: unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', 'store'],
  ])('may not be %s', (_what, value) => {
    expect(hasMethods(value, ['read', 'write'])).toBe(false);
    expect(port('store', value, ['read', 'write'])).toEqual([
      { field: 'store', value, allowed: 'an object with the methods read, write' },
    ]);
  });

  it.each<[what: string, given: unknown, field: string, value: unknown, allowed: string]>([
    ['a method', { read: () => {} }, 'store.write', undefined, 'a method'],
    ['one, but a field of that name', { read() {}, write: 1 }, 'store.write', 1, 'a method'],
    ['both', {}, 'store.read', undefined, 'a method; so must write'],
    ['both, because it is the class', Store, 'store.read', undefined, 'a method; so must write'],
  ])('may not lack %s', (_what, given, field, value, allowed) => {
    expect(hasMethods(given, ['read', 'write'])).toBe(false);
    expect(port('store', given, ['read', 'write'])).toEqual([{ field, value, allowed }]);
  });
});

describe('a callback', () => {
  it('must be a function', () => {
    for (const value of [() => {}, async () => {}, Store, Store.prototype.read]) {
      expect(callable('onChange', value)).toEqual([]);
    }
    for (const value of [undefined, null, {}, 'onChange', new Store()]) {
      expect(callable('onChange', value)).toEqual([
        { field: 'onChange', value, allowed: 'a function' },
      ]);
    }
  });
});

/** Reading what was thrown: it never throws, whatever that is. */
import { describe, expect, it } from 'vitest';
import { fieldOf, isInstanceOf, readThrown, show, whenRejected } from '../../src/input';
import { hostileNames, hostileValues } from '../hostile';

describe('a thrown value', () => {
  it.each(hostileNames)('can be read, even if it is %s', (name) => {
    const thrown = hostileValues[name];
    const { text, message } = readThrown(thrown);
    expect([typeof text, typeof message]).toEqual(['string', 'string']);
    expect(text).not.toBe('');
    expect(isInstanceOf(thrown, RangeError)).toBe(false);
    expect(() => fieldOf(thrown, 'code')).not.toThrow();
    expect(typeof show(thrown)).toBe('string');
  });

  it.each<[thrown: unknown, name: string, message: string]>([
    [new TypeError('No room.'), 'TypeError', 'No room.'],
    ['No room.', '', 'No room.'],
    [undefined, '', 'undefined'],
    [Symbol('s'), '', 'Symbol(s)'],
    [hostileValues['an error whose name throws'], 'Error', 'inner'],
    [hostileValues['an error whose message throws'], 'Error', 'an error that cannot be shown'],
    [hostileValues['a proxy whose every trap throws'], '', 'a value that cannot be shown'],
  ])('has a name and a message: case %$', (thrown, name, message) => {
    expect(readThrown(thrown)).toMatchObject({ name, message });
  });

  it('has one text of both', () => {
    expect(readThrown(new TypeError('No room.')).text).toBe('TypeError: No room.');
    expect(readThrown('No room.').text).toBe('No room.');
    expect(readThrown(hostileValues['an error whose name throws']).text).toBe(
      'an error that cannot be shown',
    );
  });

  it('is of its class', () => {
    expect(isInstanceOf(new TypeError(), Error)).toBe(true);
    expect(fieldOf(Object.assign(new Error(), { code: 'E' }), 'code')).toBe('E');
    expect(fieldOf(null, 'code')).toBeUndefined();
  });
});

describe('a rejection that nobody waits for', () => {
  it('is told', async () => {
    const told: unknown[] = [];
    const tell = (reason: unknown) => told.push(reason);
    const foreign = Object.fromEntries([
      ['then', (_: unknown, reject: (reason: 2) => void) => reject(2)],
    ]);
    for (const value of [Promise.reject(1), foreign]) whenRejected(value, tell);
    for (const value of [undefined, 7, {}, Promise.resolve(), () => {}]) whenRejected(value, tell);
    await new Promise((turn) => setImmediate(turn));
    expect(told.sort()).toEqual([1, 2]);
  });

  it('is told of a value that cannot even be asked if it is a promise', async () => {
    const told: unknown[] = [];
    whenRejected(hostileValues['a proxy whose every trap throws'], (reason) => told.push(reason));
    await new Promise((turn) => setImmediate(turn));
    expect(told).toEqual([new Error('poisoned')]);
  });
});

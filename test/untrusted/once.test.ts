/**
 * Input that lies: whatever is read of an object from outside is read once, so what was checked is
 * what is used.
 */
import { describe, expect, it, test } from 'vitest';
import { InvalidInputError } from '../../src/input';
import { isDeep } from '../tier';
import { cases, entryPoints, exempt } from './cases';

/** The objects and arrays of plain data; functions and instances are handed on as they are. */
function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** Wraps data, so that `onRead` is told the path of each own field, whenever it is read. */
function watched<Value>(value: Value, onRead: (path: string) => void, path = ''): Value {
  if (!isData(value)) return value;
  // A frozen target would force the Proxy to return the very values in it.
  const target: object = Array.isArray(value) ? [...value] : { ...value };
  return new Proxy(target, {
    get: (_, key, receiver) => {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return found;
      const inner = path === '' ? key : `${path}.${key}`;
      onRead(inner);
      return watched(found, onRead, inner);
    },
  }) as Value;
}

/** The path of every field in some data. */
function pathsIn(value: unknown, path = ''): string[] {
  if (!isData(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const inner = path === '' ? key : `${path}.${key}`;
    return [inner, ...pathsIn(each, inner)];
  });
}

async function settled(act: () => unknown): Promise<{ result: unknown } | { error: unknown }> {
  try {
    return { result: await act() };
  } catch (error) {
    return { error };
  }
}

test('every export that is a function has a case, or a reason to have none', () => {
  const names = Object.values(entryPoints).flatMap((door) =>
    Object.entries(door).flatMap(([name, value]) => (typeof value === 'function' ? [name] : [])),
  );
  const errors = names.filter((name) => name.endsWith('Error'));
  const tested = cases.map(({ name }) => name.split(':')[0]);
  const known = new Set([...tested, ...Object.keys(exempt), ...errors]);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !names.includes(name as string))).toEqual([]);
});

/** Stores take long to check. */
const tried = cases.filter(({ name }) => isDeep || name !== 'checkStore');

describe.each(tried)('$name', ({ takes, sample, checks }) => {
  it('reads each field once, and answers as if it were plain', async () => {
    const reads = new Map<string, number>();
    const counted = watched(sample, (path) => reads.set(path, (reads.get(path) ?? 0) + 1));
    const answer = await settled(() => takes(counted as never));
    expect([...reads].filter(([, count]) => count > 1)).toEqual([]);
    expect(answer).toEqual(await settled(() => takes(sample as never)));
    expect(answer).not.toHaveProperty('error');
  });

  it.runIf(checks)('names a field whose getter throws', async () => {
    for (const path of pathsIn(sample)) {
      const poisoned = watched(sample, (read) => {
        if (read === path) throw new Error('poisoned');
      });
      const answer = await settled(() => takes(poisoned as never));
      // It may have had no reason to read the field.
      if ('result' in answer) continue;
      expect(answer.error, path).toBeInstanceOf(InvalidInputError);
      const { field, message } = answer.error as InvalidInputError;
      expect(message, path).toContain(field);
      expect(field.split(/[.[\]]+/), path).toContain(path.split('.').at(-1));
    }
  });
});

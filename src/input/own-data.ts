/**
 * Values as JSON of their own data, for messages. Nothing of a value is called, neither a getter
 * nor `toJSON`: what a caller hands in must not run while its fault is put into words.
 */

/** More values than a message shows. */
const valuesMax = 500;

/**
 * Returns the data of a value as JSON; undefined if there is none. Functions and getters in it are
 * left out, and so is what comes after more than a message shows. Throws TypeError for what JSON
 * cannot express: a cycle, or a bigint.
 */
export function ownData(
  value: unknown,
  around: readonly unknown[] = [],
  budget = { left: valuesMax },
): string | undefined {
  budget.left -= 1;
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (around.includes(value)) throw new TypeError();
  const isArray = Array.isArray(value);
  const keys = isArray ? Array(Math.min(value.length, valuesMax)).keys() : Object.keys(value);
  const parts: string[] = [];
  for (const key of keys) {
    if (budget.left < 0) break;
    const data = ownData(ownDescriptor(value, key)?.value, [...around, value], budget);
    if (isArray) parts.push(data ?? 'null');
    else if (data) parts.push(`${JSON.stringify(key)}:${data}`);
  }
  return isArray ? `[${parts}]` : `{${parts}}`;
}

/** Returns a field of an object, or of what it inherits from; undefined if it is a getter. */
export function dataIn(value: object | null, key: string): unknown {
  if (value === null) return undefined;
  const field = ownDescriptor(value, key);
  return field ? field.value : dataIn(Object.getPrototypeOf(value), key);
}

const ownDescriptor = Object.getOwnPropertyDescriptor;

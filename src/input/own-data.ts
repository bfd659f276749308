/**
 * Values as JSON of their own data, for messages. Nothing of a value is called, neither a getter
 * nor `toJSON`: what a caller hands in must not run while its fault is put into words.
 */

/** More than a message shows: values inside a value, and levels of them. */
const valuesMax = 500;
const levelsMax = 100;

/**
 * Returns the data of a value as JSON; undefined for a function, a symbol and undefined. Functions
 * and getters inside are left out, and so is what comes after more than a message shows. Throws
 * TypeError for what JSON cannot express: a cycle, or a bigint.
 */
export function ownData(
  value: unknown,
  around: readonly unknown[] = [],
  budget = { values: valuesMax },
): string | undefined {
  budget.values -= 1;
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return String(value);
    case 'bigint':
      throw new TypeError('JSON has no bigint.');
    case 'object':
      if (value === null) return 'null';
      if (around.includes(value) || around.length > levelsMax) throw new TypeError('A cycle.');
      return dataOfObject(value, [...around, value], budget);
    default:
      return undefined;
  }
}

function dataOfObject(
  value: object,
  around: readonly unknown[],
  budget: { values: number },
): string {
  const isArray = Array.isArray(value);
  const keys = isArray ? itemIndexes(value) : Object.keys(value);
  const parts: string[] = [];
  for (const key of keys) {
    if (budget.values < 0) break;
    const data = ownData(Object.getOwnPropertyDescriptor(value, key)?.value, around, budget);
    if (isArray) parts.push(data ?? 'null');
    else if (data !== undefined) parts.push(`${JSON.stringify(key)}:${data}`);
  }
  return isArray ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

/** Returns a field of an object, or of what it inherits from; undefined if it is a getter. */
export function dataIn(value: object, key: string): unknown {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const field = Object.getOwnPropertyDescriptor(at, key);
    if (field !== undefined) return field.value;
  }
  return undefined;
}

function itemIndexes({ length }: readonly unknown[]): number[] {
  return [...Array(Math.min(length, valuesMax)).keys()];
}

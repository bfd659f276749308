/**
 * Comparing plain JSON. The order of keys does not matter: a database that stores JSON in a form of
 * its own may return the keys in another order.
 */

/** The first place at which two values differ. */
export interface Difference {
  /** `deployment.error.details.tries`; empty if the values differ as a whole. */
  readonly path: string;
  readonly one: unknown;
  /** Undefined if the other value has nothing there. */
  readonly other: unknown;
}

/** Returns the first difference of two values of plain JSON; undefined if they are equal. Pure. */
export function differenceOf(one: unknown, other: unknown, path = ''): Difference | undefined {
  if (one === other) return undefined;
  const areAlike = isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other);
  if (!areAlike) return { path, one, other };
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const inner = path === '' ? key : `${path}.${key}`;
    const found = differenceOf(own(one, key), own(other, key), inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True if two values of plain JSON are equal. Pure. */
export function isSame(one: unknown, other: unknown): boolean {
  return differenceOf(one, other) === undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A key may be `__proto__` or `constructor`, which every object seems to have. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/**
 * Whether two values of plain JSON say the same, and where they first do not. Keys may come in any order:
 * tables that keep JSON in a form of their own give them back in another one.
 */

/** The first place at which two values differ. */
export interface Difference {
  /** `deployment.error.details.tries`; empty for the values as a whole. */
  readonly path: string;
  readonly one: unknown;
  /** Undefined where there is nothing. */
  readonly other: unknown;
}

/** Where two values of plain JSON first differ; undefined where they say the same. Pure. */
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

/** Whether two values of plain JSON say the same. Pure. */
export function isSame(one: unknown, other: unknown): boolean {
  return differenceOf(one, other) === undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A key can be `__proto__` or `constructor`, which every object seems to have. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

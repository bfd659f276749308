/** Checks of single fields. Each returns the problems it found; parsers collect them or throw. */

import { InvalidInputError, oneOf, type Problem, show } from './invalid-input';

/** A plain object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a plain object: not an array, not a Map, not an instance of a class. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (Array.isArray(value)) return false;
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return true;
    // Object.prototype of another realm: no other prototype is the last of its chain.
    return Object.getPrototypeOf(prototype) === null;
  } catch {
    // A Proxy that was revoked, or that refuses to be looked at.
    return false;
  }
}

/** Returns a problem for each unknown key. `subject` says what has the keys: `a pipeline`. */
export function unknownFields(
  value: Fields,
  known: readonly string[],
  subject: string,
  prefix = '',
): Problem[] {
  const only = known.length === 0 ? 'no fields' : `only ${known.join(', ')}`;
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      field: `${prefix}${key}`,
      value: value[key],
      allowed: `left out: ${subject} has ${only}`,
      message: `Unknown field '${prefix}${key}' (${show(value[key])}): ${subject} has ${only}.`,
    }));
}

/**
 * Returns options, if they are an object with none but these fields. `subject` says what has the
 * options: `a walk`. Throws InvalidInputError.
 */
export function optionsOf(value: unknown, known: readonly string[], subject: string): Fields {
  if (!isFields(value)) {
    throw new InvalidInputError({ field: 'options', value, allowed: 'an object' });
  }
  throwFirst(unknownFields(value, known, subject));
  return value;
}

/** Returns a problem unless the value is one of these. */
export function member(field: string, value: unknown, values: readonly unknown[]): Problem[] {
  return values.includes(value) ? [] : [{ field, value, allowed: oneOf(values) }];
}

/** True for a non-negative safe integer. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Returns the number; 0 for a negative zero, which JSON can express. */
export function positiveZero(number: number): number {
  return number + 0;
}

/** Returns a problem unless the value is a non-negative safe integer. */
export function count(
  field: string,
  value: unknown,
  allowed = 'a non-negative safe integer',
): Problem[] {
  return isCount(value) ? [] : [{ field, value, allowed }];
}

/** Returns a problem unless the value is a string. */
export function text(field: string, value: unknown): Problem[] {
  return typeof value === 'string' ? [] : [{ field, value, allowed: 'a string' }];
}

const depthMax = 100;
const valuesMax = 10_000;

/**
 * Returns problems unless the value is plain JSON of bounded depth and size, which can be persisted
 * and read back unchanged.
 */
export function plainJson(
  field: string,
  value: unknown,
  depth = 0,
  budget = { values: valuesMax },
): Problem[] {
  if (budget.values < 0) return [];
  budget.values -= 1;
  // An array of too many values is refused without a look at them.
  const inside = Array.isArray(value) ? value.length : 0;
  if (depth > depthMax || budget.values < inside) {
    if (budget.values < inside) budget.values = -1;
    const allowed = `plain JSON without cycles, of at most ${depthMax} levels and ${valuesMax} values`;
    return [{ field, value, allowed }];
  }
  if (value === null) return [];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number' && Number.isFinite(value)) return [];
  const dense = Array.isArray(value) && Object.keys(value).length === value.length;
  if (!dense && !isFields(value)) return [{ field, value, allowed: 'plain JSON' }];
  const problems: Problem[] = [];
  for (const key of Object.keys(value)) {
    if (budget.values < 0) break;
    problems.push(...plainJson(`${field}.${key}`, (value as Fields)[key], depth + 1, budget));
  }
  return problems;
}

/** Throws InvalidInputError with the first problem, if there is one. */
export function throwFirst([problem]: readonly Problem[]): void {
  if (problem !== undefined) throw new InvalidInputError(problem);
}

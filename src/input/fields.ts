/** Checks of single fields, each returning what is wrong; the parsers collect or throw. */

import { InvalidInputError, oneOf, type Problem } from './invalid-input';

type Fields = Readonly<Record<string, unknown>>;

/** Whether this is a plain object: no array, no Map, no instance whose fields may hide elsewhere. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // Object.prototype of another realm: the only other prototype that has none itself.
  return Object.getPrototypeOf(prototype) === null;
}

/** The keys that should not be there. `subject` says whose keys they are. */
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
    }));
}

/** Options, an object of these fields. Throws InvalidInputError. `subject` says whose options they are. */
export function optionsOf(value: unknown, known: readonly string[], subject: string): Fields {
  if (!isFields(value)) {
    throw new InvalidInputError({ field: 'options', value, allowed: 'an object' });
  }
  throwFirst(unknownFields(value, known, subject));
  return value;
}

/** A value of a list, or a problem. */
export function member(field: string, value: unknown, values: readonly unknown[]): Problem[] {
  return values.includes(value) ? [] : [{ field, value, allowed: oneOf(values) }];
}

/** Whether this is a non-negative safe integer. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A non-negative safe integer, or a problem. */
export function count(
  field: string,
  value: unknown,
  allowed = 'a non-negative safe integer',
): Problem[] {
  return isCount(value) ? [] : [{ field, value, allowed }];
}

/** A string, or a problem. */
export function text(field: string, value: unknown): Problem[] {
  return typeof value === 'string' ? [] : [{ field, value, allowed: 'a string' }];
}

const depthMax = 100;
const valuesMax = 10_000;

/** Plain JSON of bounded depth and size, which can be persisted and read back unchanged, or problems. */
export function plainJson(
  field: string,
  value: unknown,
  depth = 0,
  budget = { values: valuesMax },
): Problem[] {
  budget.values -= 1;
  if (depth > depthMax || budget.values === 0) {
    const allowed = `plain JSON without a cycle, at most ${depthMax} deep and of ${valuesMax} values`;
    return [{ field, value, allowed }];
  }
  if (budget.values < 0 || value === null) return [];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number' && Number.isFinite(value)) return [];
  const dense = Array.isArray(value) && Object.keys(value).length === value.length;
  if (!dense && !isFields(value)) return [{ field, value, allowed: 'plain JSON' }];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    plainJson(`${field}.${key}`, inner, depth + 1, budget),
  );
}

/** For parsers that stop at the first problem. Throws InvalidInputError. */
export function throwFirst([problem]: readonly Problem[]): void {
  if (problem !== undefined) throw new InvalidInputError(problem);
}

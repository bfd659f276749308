/** Checks of single fields. Each returns the problems it found; parsers collect them or throw. */

import { InvalidInputError, oneOf, type Problem, show } from './invalid-input';
import { type Fields, fieldsOf } from './plain';

/** Returns a problem for each unknown key. `subject` says what has the keys: `a pipeline`. */
export function unknownFields(
  value: Fields,
  known: readonly string[],
  subject: string,
  prefix = '',
): Problem[] {
  const problems: Problem[] = [];
  for (const key in value) {
    if (known.includes(key) || !Object.hasOwn(value, key)) continue;
    const [field, given] = [prefix + key, value[key]];
    const only = known.length === 0 ? 'no fields' : `only ${known.join(', ')}`;
    const allowed = `left out: ${subject} has ${only}`;
    const message = `Unknown field '${field}' (${show(given)}): ${subject} has ${only}.`;
    problems.push({ field, value: given, allowed, message });
  }
  return problems;
}

/** Replaces a value that may be a secret. */
export const notShown = '(not shown)';

/**
 * Returns a problem for each unknown field without its value: people put keys and tokens anywhere,
 * and errors are logged. `subject` says what has the fields.
 */
export function unknownNames(value: Fields, known: readonly string[], subject: string): Problem[] {
  return unknownFields(value, known, subject).map(({ field, allowed }) => {
    const message = `Unknown field '${field}', which must be ${allowed}.`;
    return { field, value: notShown, allowed, message };
  });
}

/**
 * Returns a copy of options, if they are an object with none but these fields. `subject` says what
 * has the options: `a walk`. Throws InvalidInputError.
 */
export function optionsOf<Options>(
  value: Options,
  known: readonly string[],
  subject: string,
): Options {
  const given = fieldsOf(value, 'options');
  throwFirst(unknownFields(given, known, subject));
  return given as Options;
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

/** Throws InvalidInputError with the first problem, if there is one. */
export function throwFirst(problems: readonly Problem[]): void {
  const problem = problems[0];
  if (problem !== undefined) throw new InvalidInputError(problem);
}

/**
 * Errors about options that hold secrets. Errors show the invalid value, and are logged; here that
 * value may be a key, even one in the wrong place.
 */
import { InvalidInputError, type Problem } from '../../input';

/** Replaces a value that may be a secret. */
const notShown = '(not shown)';

/** Returns the problems without their values, and without messages, which may quote them. */
export function concealed(problems: readonly Problem[]): Problem[] {
  return problems.map(({ field, allowed }) => ({ field, value: notShown, allowed }));
}

/** Returns the error for a field without its value. */
export function concealedError(field: string, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value: notShown, allowed });
}

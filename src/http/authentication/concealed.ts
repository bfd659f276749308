/**
 * Problems of options that hold secrets. An error shows the value that is wrong, and errors are logged:
 * here the value may be a key, also where it stands in a wrong place.
 */
import { InvalidInputError, type Problem } from '../../input';

/** What stands in an error for a value that may be a secret. */
export const notShown = '(not shown)';

/** The problems, without the values. */
export function concealed(problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, value: notShown }));
}

/** The error for a field, without its value. */
export function concealedError(field: string, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value: notShown, allowed });
}

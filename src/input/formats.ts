/** The version of a format in which something is kept or sent. */
import { InvalidInputError } from './invalid-input';

/** The error for what a newer version has written. Nothing is wrong with it, but not here. */
export class NewerFormatError extends InvalidInputError {
  override readonly name = 'NewerFormatError';
}

/**
 * Throws NewerFormatError if the format is newer than the present one, and InvalidInputError if it
 * is any other. `allowed` has the formats that are read, in words.
 */
export function requireFormat(
  field: string,
  value: unknown,
  present: number,
  allowed = String(present),
): void {
  if (value === present) return;
  const newer = 'a newer one needs a newer version of pipeline-lifecycle';
  const isNewer = Number.isSafeInteger(value) && (value as number) > present;
  const RefusedError = isNewer ? NewerFormatError : InvalidInputError;
  throw new RefusedError({ field, value, allowed: `${allowed}; ${newer}` });
}

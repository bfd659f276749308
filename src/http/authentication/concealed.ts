/**
 * Errors about options that hold secrets. Errors show the invalid value, and are logged; here that
 * value may be a key, even one in the wrong place.
 */
import {
  type Fields,
  fieldsOf,
  InvalidInputError,
  isFields,
  isInstanceOf,
  notShown,
  type Problem,
} from '../../input';

/** A name that may be a misspelled option. Others may be a key, as in `{ [key]: subject }`. */
const optionName = /^[a-z]{1,15}$/i;

/**
 * Returns the problems of unknown fields without their values, and without messages, which may
 * quote them. Of the names, only those that look like an option are shown.
 */
export function concealed(problems: readonly Problem[], prefix = ''): Problem[] {
  return problems.map(({ field, allowed }) => ({
    field: optionName.test(field.slice(prefix.length)) ? field : `${prefix}(a name, not shown)`,
    value: notShown,
    allowed,
  }));
}

/** Returns the error for a field without its value; a value that is missing or empty is shown. */
export function secretError(field: string, value: unknown, allowed: string): InvalidInputError {
  const isEmpty = value === undefined || value === null || value === '';
  return new InvalidInputError({ field, value: isEmpty ? value : notShown, allowed });
}

/**
 * Returns a copy of an object, each field read once; undefined if the value is not a plain object.
 * Throws InvalidInputError for a field that cannot be read, without the message of its getter.
 */
export function concealedFields(value: unknown, prefix = ''): Fields | undefined {
  if (!isFields(value)) return undefined;
  try {
    return fieldsOf(value, 'options', 'an object', prefix);
  } catch (error) {
    if (!isInstanceOf(error, InvalidInputError)) throw error;
    const { field, allowed } = error;
    throw new InvalidInputError(
      concealed([{ field, value: notShown, allowed }], prefix)[0] as Problem,
    );
  }
}

/** Returns the error for a field without its value. */
export function concealedError(field: string, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value: notShown, allowed });
}

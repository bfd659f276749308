/** Results of the library that callers hand back, such as reports, to have them put into words. */
import { InvalidInputError } from './invalid-input';
import { isFields } from './plain';
import { isInstanceOf } from './thrown';

/**
 * Returns what `read` makes of a result. Throws InvalidInputError, with this field, if it is not a
 * plain object, or if it cannot be read as the result that it should be: only a caller without
 * types can hand in something else. The cause says where the reading ended.
 */
export function readResult<Result, Read>(
  field: string,
  value: Result,
  allowed: string,
  read: (result: Result) => Read,
): Read {
  if (!isFields(value)) throw new InvalidInputError({ field, value, allowed });
  try {
    return read(value);
  } catch (cause) {
    if (isInstanceOf(cause, InvalidInputError)) throw cause;
    throw new InvalidInputError({ field, value, allowed }, undefined, { cause });
  }
}

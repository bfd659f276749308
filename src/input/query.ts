/** The query of a URL, as text. */
import { notShown } from './fields';
import { InvalidInputError } from './invalid-input';
import { isIterable } from './methods';
import { fieldsOf } from './plain';

/** The parameters of a query, such as a URLSearchParams, whose type only platforms have. */
export type QueryParameters = Iterable<readonly [name: string, value: string]>;

/**
 * Returns the parameters of a query, by name. Throws InvalidInputError if one is given twice,
 * because readers disagree on which of the two counts.
 */
export function queryFields(search: QueryParameters): Record<string, unknown> {
  if (!isIterable(search)) {
    const allowed = 'an iterable of names and values, such as a URLSearchParams';
    throw new InvalidInputError({ field: 'query', value: search, allowed });
  }
  const fields = new Map<string, string>();
  for (const [field, value] of search) {
    if (fields.has(field)) {
      const allowed = 'given at most once';
      const message = `${field} is given twice, but must be ${allowed}.`;
      throw new InvalidInputError({ field, value: notShown, allowed, message });
    }
    fields.set(field, value);
  }
  return fieldsOf(Object.fromEntries(fields), 'query');
}

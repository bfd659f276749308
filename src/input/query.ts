/** The query of a URL, as text. */
import { InvalidInputError } from './invalid-input';
import { isIterable } from './methods';

/** The parameters of a query, such as a URLSearchParams, whose type only platforms have. */
export type QueryParameters = Iterable<readonly [name: string, value: string]>;

/**
 * Returns the parameters of a query, by name. Throws InvalidInputError if one is given twice,
 * because readers disagree on which of the two counts.
 */
export function queryFields(search: QueryParameters): Record<string, string> {
  if (!isIterable(search)) {
    const allowed = 'an iterable of names and values, such as a URLSearchParams';
    throw new InvalidInputError({ field: 'query', value: search, allowed });
  }
  const fields = new Map<string, string>();
  for (const [field, value] of search) {
    if (fields.has(field)) {
      throw new InvalidInputError({ field, value, allowed: 'given at most once' });
    }
    fields.set(field, value);
  }
  return Object.fromEntries(fields);
}

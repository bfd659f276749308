/** Reads a deviation of untyped callers. */
import { type Fields, fieldsOf, text, throwFirst, unknownFields } from '../input';
import type { Deviation } from './dialect';

const names = ['id', 'statement', 'source'] as const;
const parsed = new WeakSet<object>();

/** Returns a deviation, checked and frozen. Throws InvalidInputError. */
export function parseDeviation(value: unknown, field: string): Deviation {
  if (parsed.has(value as object)) return value as Deviation;
  const given: Fields = fieldsOf(value, field, 'a deviation', `${field}.`);
  throwFirst([
    ...unknownFields(given, names, 'a deviation', `${field}.`),
    ...names.flatMap((name) => nonEmpty(`${field}.${name}`, given[name])),
  ]);
  const { id, statement, source } = given as unknown as Deviation;
  const deviation = Object.freeze({ id, statement, source });
  parsed.add(deviation);
  return deviation;
}

/** The problem with a value that is not a text, or is an empty one. */
export function nonEmpty(field: string, value: unknown) {
  if (value !== '') return text(field, value);
  return [{ field, value, allowed: 'a text that is not empty' }];
}

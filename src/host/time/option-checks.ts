/** Checks of the options that stores and the reconciler share: durations, and groups of fields. */
import { type Fields, fieldsOf, type Problem, throwFirst, unknownFields } from '../../input';

/** The longest time that a timer of the platform can wait: with more, it would not wait at all. */
export const longestTimer = 2_147_483_647;

/** Returns a problem unless the value is a number of milliseconds, this many or more. */
export function durationProblems(field: string, value: unknown, least: number): Problem[] {
  if (typeof value === 'number' && value >= least && value <= longestTimer) return [];
  return [{ field, value, allowed: `a number of milliseconds from ${least} to ${longestTimer}` }];
}

/** Returns the fields of an option, if it is an object with none but these. */
export function optionFields(
  value: unknown,
  names: readonly string[],
  field: string,
  subject: string,
): Fields {
  const given = fieldsOf(value, field, `an object { ${names.join(', ')} }`, `${field}.`);
  throwFirst(unknownFields(given, names, subject, `${field}.`));
  return given;
}

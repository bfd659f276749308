/**
 * Checks of the ports that a host brings: functions, and objects with certain methods. A port may
 * be an instance of a class, so it need not be a plain object.
 */
import type { Problem } from './invalid-input';

/** Returns the names of the methods that the value lacks. Pure. */
function missingMethods(value: unknown, names: readonly string[]): string[] {
  const given: Readonly<Record<string, unknown>> = Object(value);
  return names.filter((name) => typeof given[name] !== 'function');
}

/** True if the value has all these methods. Pure. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  return missingMethods(value, names).length === 0;
}

/** Returns a problem, at the first method that is missing, unless the value has all. Pure. */
export function port(field: string, value: unknown, names: readonly string[]): Problem[] {
  const [first, ...others] = missingMethods(value, names);
  if (first === undefined) return [];
  if (Object(value) !== value) {
    return [{ field, value, allowed: `an object with the methods ${names.join(', ')}` }];
  }
  const further = others.length === 0 ? '' : `; so must ${others.join(', ')}`;
  return [
    { field: `${field}.${first}`, value: Object(value)[first], allowed: `a method${further}` },
  ];
}

/** Returns a problem unless the value is a function. Pure. */
export function callable(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

/**
 * Checks of the ports that a host brings: functions, and objects with certain methods. A port may
 * be an instance of a class, so it need not be a plain object.
 */
import type { Problem } from './invalid-input';

/** True if the value has all these methods. Pure. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  const has: Readonly<Record<string, unknown>> = Object(value);
  return names.every((name) => typeof has[name] === 'function');
}

/** Returns a problem, at the first method that is missing, unless the value has all. Pure. */
export function port(field: string, value: unknown, names: readonly string[]): Problem[] {
  if (Object(value) !== value) {
    return [{ field, value, allowed: `an object with the methods ${names.join(', ')}` }];
  }
  const given = value as Readonly<Record<string, unknown>>;
  const missing = names.filter((name) => typeof given[name] !== 'function');
  const [first, ...others] = missing;
  if (first === undefined) return [];
  const further = others.length === 0 ? '' : `; so must ${others.join(', ')}`;
  return [{ field: `${field}.${first}`, value: given[first], allowed: `a method${further}` }];
}

/** Returns a problem unless the value is a function. Pure. */
export function callable(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

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

/** Returns a problem unless the value has all these methods. Pure. */
export function port(field: string, value: unknown, names: readonly string[]): Problem[] {
  if (hasMethods(value, names)) return [];
  return [{ field, value, allowed: `an object with the methods ${names.join(', ')}` }];
}

/** Returns a problem unless the value is a function. Pure. */
export function callable(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

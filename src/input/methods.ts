/**
 * Checks of the ports that a host brings: functions, and objects with certain methods. A port may
 * be an instance of a class, so it need not be a plain object.
 */
import type { Problem } from './invalid-input';

/** Returns the names of the methods that the value lacks, or does not let be looked at. Pure. */
function missingMethods<Name extends PropertyKey>(value: unknown, names: readonly Name[]): Name[] {
  return names.filter((name) => typeof memberOf(value, name) !== 'function');
}

/** Returns a member of any value; undefined if it cannot be read. */
export function memberOf(value: unknown, name: PropertyKey): unknown {
  try {
    return Object(value)[name];
  } catch {
    // A Proxy, or a getter.
    return undefined;
  }
}

/** True if the value has all these methods. Pure. */
export function hasMethods(value: unknown, names: readonly PropertyKey[]): boolean {
  return missingMethods(value, names).length === 0;
}

/** True for an object that can be iterated, such as an array. Pure. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && hasMethods(value, [Symbol.iterator]);
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
    { field: `${field}.${first}`, value: memberOf(value, first), allowed: `a method${further}` },
  ];
}

/** Returns a problem unless the value is a function. Pure. */
export function callable(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

/** What a host brings: objects of any kind that have these methods, because ports may be instances of classes. */
import type { Problem } from './invalid-input';

/** Whether this has these methods. Pure. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  const has: Readonly<Record<string, unknown>> = Object(value);
  return names.every((name) => typeof has[name] === 'function');
}

/** What is wrong with it, if it has not. Pure. */
export function port(field: string, value: unknown, names: readonly string[]): Problem[] {
  if (hasMethods(value, names)) return [];
  return [{ field, value, allowed: `an object with the methods ${names.join(', ')}` }];
}

/** What is wrong with it, if it is no function. Pure. */
export function callable(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

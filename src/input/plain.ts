/**
 * Reading untrusted objects: each field once, into a copy. What is checked and used is the copy,
 * because a getter or a Proxy may answer otherwise the next time. A field that is inherited is not
 * given, even if somebody has put it on `Object.prototype`.
 */
import { InvalidInputError } from './invalid-input';

/** The fields of a plain object, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a plain object: not an array, not a Map, not an instance of a class. */
export function isFields(value: unknown): value is Fields {
  return shapeOf(value) === 'fields';
}

/**
 * True for an object as a literal or JSON.parse makes it, which is found out with less effort than
 * `isFields` takes. False does not mean that the object is not plain. Throws for some Proxies.
 */
export function isOrdinary(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !Array.isArray(value)
  );
}

/** Returns what a plain object or an array consists of; undefined for any other value. */
export function shapeOf(value: unknown): 'fields' | 'items' | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    if (Array.isArray(value)) return 'items';
    const prototype: object | null = Object.getPrototypeOf(value);
    const isPlain =
      prototype === Object.prototype ||
      prototype === null ||
      // Object.prototype of another realm: no other prototype is the last of its chain.
      Object.getPrototypeOf(prototype) === null;
    return isPlain ? 'fields' : undefined;
  } catch {
    // A Proxy that was revoked, or that refuses to be looked at.
    return undefined;
  }
}

/** Makes objects that inherit nothing. V8 keeps those of `Object.create(null)` in a slow form. */
class Bare {
  [field: string]: unknown;
}
Reflect.deleteProperty(Bare.prototype, 'constructor');
Object.setPrototypeOf(Bare.prototype, null);

/**
 * Returns a copy of a plain object: its own fields, each read once. It inherits nothing. Throws
 * InvalidInputError for any other value, and for a field that cannot be read; the name of that
 * begins with `prefix`.
 */
export function fieldsOf(
  value: unknown,
  field: string,
  allowed = 'an object',
  prefix = '',
): Record<string, unknown> {
  const keys = isFields(value) ? ownKeys(value) : undefined;
  if (keys === undefined) throw new InvalidInputError({ field, value, allowed });
  const copy = new Bare();
  for (const key of keys) copy[key] = readField(value as Fields, key, prefix + key);
  return copy;
}

/** Returns the names of the own fields of an object; undefined if it does not tell. */
export function ownKeys(value: object): string[] | undefined {
  try {
    return Object.keys(value);
  } catch {
    return undefined;
  }
}

/** Returns a field that an object has itself, read once; undefined if it has none. */
export function ownField(value: unknown, field: string): unknown {
  const given = Object(value);
  return ownKeys(given)?.includes(field) === true ? readField(given, field, field) : undefined;
}

/** Reads a field, or an item. Throws InvalidInputError, with this name, if it cannot be read. */
export function readField(value: object, key: string | number, name: string): unknown {
  try {
    return (value as Fields)[key];
  } catch (error) {
    const allowed = 'a value, not a getter that throws';
    throw new InvalidInputError({ field: name, value: error, allowed });
  }
}

/**
 * Returns a copy of an array, each item read once; undefined if the value is not an array. Throws
 * InvalidInputError for an item that cannot be read.
 */
export function itemsOf(value: unknown, field: string): unknown[] | undefined {
  const length = lengthOf(value, field);
  if (length === undefined) return undefined;
  return Array.from({ length }, (_, index) =>
    readField(value as object, index, `${field}[${index}]`),
  );
}

/** Returns the length of an array; undefined for any other value. Throws InvalidInputError. */
export function lengthOf(value: unknown, field: string): number | undefined {
  if (shapeOf(value) !== 'items') return undefined;
  const name = `${field}.length`;
  const length = readField(value as object, 'length', name);
  // A Proxy may say anything.
  if (typeof length === 'number' && length >= 0 && length < 2 ** 32) return length;
  throw new InvalidInputError({ field: name, value: length, allowed: 'the length of an array' });
}

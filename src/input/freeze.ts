/** Freezing: every result of the library can be shared, cached and compared by reference. */

/** Freezes a value that this library made, and everything in it, in place; returns that value. */
// A bundler may drop a frozen table that is not used.
/* @__NO_SIDE_EFFECTS__ */
export function deepFreeze<const Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // Not by a call whose result nobody uses: by the mark above, a bundler would leave that out.
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/**
 * Returns a frozen copy of plain JSON, each field read once, or the value itself if nobody can
 * change it. A negative zero, which JSON can express, becomes 0.
 */
export function frozenCopy<Value>(value: Value): Value {
  if (value === 0) return 0 as Value;
  if (isFrozenData(value)) return value;
  const copy: unknown = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(
        Object.entries(value as object).map(([key, inner]) => [key, frozenCopy(inner)]),
      );
  return Object.freeze(copy) as Value;
}

/** True if a value is frozen throughout, and neither a getter nor a negative zero is in it. */
export function isFrozenData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !Object.is(value, -0);
  if (!Object.isFrozen(value)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (field) => Object.hasOwn(field, 'value') && isFrozenData(field.value),
  );
}

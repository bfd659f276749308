/** The keys of objects, with their types. */

/** Returns the keys of a table in the order of their declaration; frozen. Pure. */
/* @__NO_SIDE_EFFECTS__ */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.freeze(Object.keys(table)) as readonly (keyof Table & string)[];
}

/** True if an object itself has this key: `in` would also find what is inherited. Pure. */
export function has<Value extends object, Key extends string>(
  value: Value,
  key: Key,
): value is Extract<Value, Readonly<Record<Key, unknown>>> {
  return Object.hasOwn(value, key);
}

/** A list with at least one item. */
export type NonEmpty<Item> = readonly [Item, ...Item[]];

/** Groups items by their key, in the order in which each key first occurs. Pure. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, NonEmpty<Item>> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

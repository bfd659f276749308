/** The keys of a table, with their types. */

/** Returns the keys of a table in the order of their declaration; frozen. Pure. */
/* @__NO_SIDE_EFFECTS__ */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.freeze(Object.keys(table)) as readonly (keyof Table & string)[];
}

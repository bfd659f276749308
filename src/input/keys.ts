/** The keys of a table, typed and in the order of their declaration. */

/** The keys of a table, in the order they are declared; frozen. Pure. */
/* @__NO_SIDE_EFFECTS__ */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.freeze(Object.keys(table)) as readonly (keyof Table & string)[];
}

/** The types of options.mjs. */

/** The options of a server; throws for unknown ones. */
export declare function readOptions(args: readonly string[]): unknown;

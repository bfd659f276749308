/** The result of bringing the tables of a store up to date. */

/** The versions of the tables before and after a migration; 0 if there were none. */
export interface Migration {
  readonly from: number;
  readonly to: number;
}

/**
 * The tier of this test run: `npm test` runs every layer in a form that takes minutes at most, and
 * `npm run test:deep` runs the same with more of everything, and the files `*.deep.test.ts`.
 */

/** True in `npm run test:deep`. */
export const isDeep = process.env.TIER === 'deep';

/** An amount of work (runs, walks, requests, seeds) for each tier. */
export function amount({ usual, deep }: { readonly usual: number; readonly deep: number }): number {
  return isDeep ? deep : usual;
}

/** The items to test: all in the deep tier, else the first ones. */
export function sample<Item>(items: readonly Item[], usual: number): readonly Item[] {
  return isDeep ? items : items.slice(0, usual);
}

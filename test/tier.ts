/**
 * The tier of this test run: `npm test` runs every layer in a form that takes minutes at most, and
 * `npm run test:deep` runs the files `*.deep.test.ts`, every case of the others, and with `SHARE`
 * more of everything.
 */

/** True in `npm run test:deep`. */
export const isDeep = process.env.TIER === 'deep';

/**
 * The part of all amounts that a run of the deep tier takes. By default it takes none beyond the
 * usual ones, which is what CI has the time for; `SHARE=1` takes all.
 */
const share = Number(process.env.SHARE ?? 0);

/** True if everything is taken, however many there are. */
export const isWhole = isDeep && share >= 1;

/** An amount of work (runs, walks, requests, seeds) for each tier; `deep` is that of all. */
export function amount({ usual, deep }: { readonly usual: number; readonly deep: number }): number {
  return isDeep ? Math.max(usual, Math.ceil(deep * share)) : usual;
}

/** The items to test: the first ones, and a share of the others, spread over all. */
export function sample<Item>(items: readonly Item[], usual: number): readonly Item[] {
  if (!isDeep || share <= 0) return items.slice(0, usual);
  const step = Math.max(1, Math.round(1 / share));
  return items.filter((_, index) => index < usual || index % step === step - 1);
}

/** The cases to test: the first ones, and in the deep tier all of them, as each has its own say. */
export function cases<Item>(items: readonly Item[], usual: number): readonly Item[] {
  return isDeep ? items : items.slice(0, usual);
}

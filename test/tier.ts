/**
 * The tier of this test run: `npm test` runs every layer in a form that takes minutes at most, and
 * `npm run test:deep` runs the files `*.deep.test.ts` and every case of the others, which is what
 * CI has the time for. With `SHARE`, it runs the files `*.long.test.ts` too, and more of
 * everything.
 */

/** True in `npm run test:deep`. */
export const isDeep = process.env.TIER === 'deep';

/** The part of all amounts that a run of the deep tier takes: by default the usual ones. */
const share = Number(process.env.SHARE ?? 0);

/** True if a run of the deep tier may take longer than CI has the time for. */
export const isLong = isDeep && share > 0;

/** True if everything is taken, however many there are. */
export const isWhole = isDeep && share >= 1;

/** An amount of work (runs, walks, requests, seeds) for each tier; `deep` is that of all. */
export function amount({ usual, deep }: { readonly usual: number; readonly deep: number }): number {
  return isDeep ? Math.max(usual, Math.ceil(deep * share)) : usual;
}

/** The items to test: the first ones, and a share of the others, spread over all. */
export function sample<Item>(items: readonly Item[], usual: number): readonly Item[] {
  if (!isLong) return items.slice(0, usual);
  const step = Math.max(1, Math.round(1 / share));
  return items.filter((_, index) => index < usual || index % step === step - 1);
}

/** The cases to test: the first ones, and in the deep tier all of them, as each has its own say. */
export function cases<Item>(items: readonly Item[], usual: number): readonly Item[] {
  return isDeep ? items : items.slice(0, usual);
}

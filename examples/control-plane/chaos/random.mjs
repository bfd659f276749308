/** Chance with a seed. */

/** Returns a generator of numbers from 0 up to 1; the same ones for the same seed. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns one of the items. */
export function pick(random, items) {
  return items[Math.floor(random() * items.length)];
}

/** Returns a number between these two. */
export function between(random, least, most) {
  return least + random() * (most - least);
}

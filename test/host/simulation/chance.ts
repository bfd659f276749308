/** Chance that is the same for the same seed: a multiplicative generator. */

/** Draws numbers from a seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 7_919) % 2_147_483_647;
  }

  /** Returns a number from 0 up to 1. */
  readonly next = (): number => {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_647;
  };

  /** Returns a whole number from 0 up to this one. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Returns true with this probability. */
  is(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** Returns one of these. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

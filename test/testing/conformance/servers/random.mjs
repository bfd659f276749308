/** Seeded randomness: every random choice of the servers comes from here. */

/** A stream of random numbers; the same seed and names give the same stream. */
export class Chance {
  #state;

  constructor(seed, ...names) {
    // FNV-1a, so that streams of different names have nothing in common.
    this.#state = [...`${seed}/${names.join('/')}`].reduce(
      (hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 16_777_619),
      2_166_136_261,
    );
  }

  /** At least 0 and less than 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A number of a range, both ends included. */
  between([least, most]) {
    return least + this.next() * (most - least);
  }

  happens(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }
}

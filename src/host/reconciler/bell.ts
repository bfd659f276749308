/** A bell that is rung where something may have changed: however often, it is answered once. */

/** Remembers that it was rung until it is cleared. One may wait for it at a time. */
export class Bell {
  #isRung = false;
  #wake = () => {};

  /** Whether it was rung since it was last cleared. */
  get isRung(): boolean {
    return this.#isRung;
  }

  /** Rings it. */
  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  /** Forgets that it was rung: before looking at what may have changed, never after. */
  clear(): void {
    this.#isRung = false;
  }

  /** Resolves once it is rung; at once where it was. */
  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#isRung) resolve();
    });
  }
}

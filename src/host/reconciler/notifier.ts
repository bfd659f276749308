/**
 * A notification that something may have changed: however often it is sent, one look answers it.
 */

/** Remembers a notification until it is cleared. One caller may wait for it at a time. */
export class Notifier {
  #isNotified = false;
  #wake = () => {};

  /** True if it was notified since it was last cleared. */
  get isNotified(): boolean {
    return this.#isNotified;
  }

  /** Wakes whoever waits, now or later. */
  notify(): void {
    this.#isNotified = true;
    this.#wake();
  }

  /**
   * Forgets earlier notifications. Call it before you look at what may have changed, never after.
   */
  clear(): void {
    this.#isNotified = false;
  }

  /** Resolves once it is notified; at once if it was. */
  notified(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#isNotified) resolve();
    });
  }
}

/** A clock that a test turns by hand: as long as it does not, the process seems to stand still. */
import type { Clock } from '../../src/host';

/** A clock that stands still until it is advanced. */
export class HandClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();

  now = (): number => this.#now;

  monotonic = (): number => this.#now;

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { due: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });

  /** The number of those that sleep. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Lets this much time pass, and wakes whoever is due. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const { due, wake } of [...this.#sleepers]) if (due <= this.#now) wake();
  }
}

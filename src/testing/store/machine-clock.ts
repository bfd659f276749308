/** The clock of a machine that a check can halt, as if its processes were stopped, or set. */
import type { Clock } from '../../host';
import { monotonicTime } from '../../host/time';

/** Runs with another clock, until it is halted. */
export class MachineClock implements Clock {
  readonly #base: Clock;
  #offset = 0;
  /** The times at which it was halted. */
  #halted: { readonly now: number; readonly monotonic: number } | undefined;
  #resumed: Promise<void> = Promise.resolve();
  #resume = () => {};

  constructor(base: Clock) {
    this.#base = base;
  }

  now = (): number => (this.#halted?.now ?? this.#base.now()) + this.#offset;

  monotonic = (): number => this.#halted?.monotonic ?? monotonicTime(this.#base);

  sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    await this.#base.sleep(milliseconds, signal);
    while (this.#halted !== undefined && !signal?.aborted) await this.#resumed;
  };

  /** Sets the time of day forward, or back. Durations are what they were. */
  set(offset: number): void {
    this.#offset = offset;
  }

  /** Lets nothing on this machine go on that waits for time to pass. */
  halt(): void {
    this.#halted ??= { now: this.#base.now(), monotonic: monotonicTime(this.#base) };
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  /** Lets it go on. To its processes, no time has passed. */
  resume(): void {
    this.#halted = undefined;
    this.#resume();
  }
}

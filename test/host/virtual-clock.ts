/**
 * A clock whose time passes only when nobody has anything to do: an hour takes milliseconds, and
 * every run is the same.
 *
 * Time stands still while code runs. The driver first lets all of it run until each part sleeps, or
 * waits for another that does; then time jumps to the next instant at which somebody is due. That
 * is correct only if all waiting is sleeping on this clock: code that waits for the network or a
 * real timer counts as asleep.
 */
import type { Clock } from '../../src/host/time/clock';

interface Sleeper {
  readonly due: number;
  /** Of those that are due at the same instant, the first to sleep is the first to wake. */
  readonly turn: number;
  wake(): void;
}

/** A clock driven by hand. It begins at `start`, in milliseconds since 1970. */
export class VirtualClock implements Clock {
  #now: number;
  /** By how much the time of day was set forth. */
  #set = 0;
  #turns = 0;
  /** Sorted, the next one last: there it is taken off without moving the others. */
  readonly #sleepers: Sleeper[] = [];

  constructor(start = Date.UTC(2026, 0, 31)) {
    this.#now = start;
  }

  now = (): number => this.#now + this.#set;

  monotonic = (): number => this.#now;

  /** Sets the time of day forth by this many milliseconds, or back: no time passes. */
  set(milliseconds: number): void {
    this.#set += milliseconds;
  }

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((wake) => {
      if (signal?.aborted) return wake();
      const end = () => {
        signal?.removeEventListener('abort', breakOff);
        wake();
      };
      this.#turns += 1;
      // As on the platform, a millisecond passes at least: else who sleeps for nothing would stop
      // time.
      const due = this.#now + Math.max(1, milliseconds);
      const sleeper = { due, turn: this.#turns, wake: end };
      const breakOff = () => {
        this.#sleepers.splice(this.#placeOf(sleeper), 1);
        end();
      };
      this.#sleepers.splice(this.#placeOf(sleeper), 0, sleeper);
      signal?.addEventListener('abort', breakOff);
    });

  /** The number of sleepers. */
  get sleepers(): number {
    return this.#sleepers.length;
  }

  /** Lets everything run that can run while time stands still. */
  async settle(): Promise<void> {
    // All chains of promises are done before the event loop turns.
    await new Promise((turn) => setImmediate(turn));
  }

  /** Lets this many milliseconds pass, with everything that happens in them. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.settle();
    while ((this.#sleepers.at(-1)?.due ?? Infinity) <= end) await this.#next();
    this.#now = end;
  }

  /**
   * Lets time pass until the condition holds, which is checked whenever nobody has anything to do.
   * Throws if it does not hold within `limit` milliseconds (by default a day), or if nobody is
   * asleep.
   */
  async runUntil(condition: () => boolean | Promise<boolean>, limit = 86_400_000): Promise<void> {
    const end = this.#now + limit;
    await this.settle();
    while (!(await condition())) {
      const next = this.#sleepers.at(-1)?.due;
      if (next === undefined) throw new Error('Nobody is asleep, so nothing will ever happen.');
      if (next > end) throw new Error(`The condition does not hold within ${limit} ms.`);
      await this.#next();
    }
  }

  /** Jumps to the next instant at which somebody is due. */
  async #next(): Promise<void> {
    this.#now = this.#sleepers.at(-1)?.due ?? this.#now;
    while (this.#sleepers.at(-1)?.due === this.#now) this.#sleepers.pop()?.wake();
    await this.settle();
  }

  /** Returns the index of this sleeper, or the one where it belongs. */
  #placeOf({ due, turn }: Sleeper): number {
    let [low, high] = [0, this.#sleepers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#sleepers[middle] as Sleeper;
      const isLater = other.due > due || (other.due === due && other.turn > turn);
      if (isLater) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Turns: what concerns the same name is done one after the other, first come, first served.
 *
 * The writers of a row take turns because at once they would only disturb each other: of 200
 * writers that have read the same version one can write, and 199 must read and decide again. Turns
 * are for speed alone, never for safety: one that takes too long is not waited for, so that a call
 * that never ends delays the others and no more.
 */
import type { Clock } from '../time';

/** Gives out turns, for each name on its own. */
export class Turns {
  readonly #limit: number;
  readonly #clock: Clock;
  /** The last turn of each name that has one; resolves at the end of that turn. */
  readonly #last = new Map<string, Promise<void>>();

  /** `limit` is how long the next turn waits for one that does not end, in milliseconds. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Does the work once all turns of this name before it are over. Settles as the work does. */
  take<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const result = before.then(work);
    const turn = before.then(() => this.#over(result));
    this.#last.set(name, turn);
    void turn.then(() => {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    });
    return result;
  }

  /** Resolves once the work has ended, or the limit is over. */
  async #over(work: Promise<unknown>): Promise<void> {
    const alarm = new AbortController();
    const ended = work.then(
      () => {},
      () => {},
    );
    await Promise.race([ended, this.#clock.sleep(this.#limit, alarm.signal)]);
    // Any reason will do, and saves the making of an error.
    alarm.abort('over');
  }
}

/**
 * Time as a port, so that tests can bring their own: waits, deadlines and `since` are read off it.
 */

/** A clock. Pass your own to run ten minutes in a second. */
export interface Clock {
  /** Milliseconds since 1970, UTC: the time of day, which may be set back and forth. */
  now(): number;
  /**
   * Milliseconds since any moment, on a clock that is never set. Everything that takes a while is
   * measured by it; by `now` if it is left out.
   */
  monotonic?(): number;
  /**
   * Pauses for this many milliseconds. Ends early, without an error, once the signal is aborted.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The time of this machine. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((wake) => {
      if (signal?.aborted) return wake();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        wake();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end, { once: true });
    }),
});

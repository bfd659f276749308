/**
 * Waiting for a pipeline to change, so that nobody has to poll in a hurry.
 *
 * Who waits looks, sleeps until it is told of a change, and looks again. Where the store tells nothing, and
 * now and then in any case, it looks by itself: another process may have written.
 */
import type { Clock, LifecycleStore } from '../host';

const looksWithoutNews = 10_000;
const looksWithoutWatch = 500;

/** How long to wait, and for whom. */
export interface Patience {
  /** By the clock, in milliseconds since 1970. */
  readonly deadline: number;
  /** Aborted once nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Somebody who waits for changes of a store. */
export interface Changes {
  /** What `look` sees, once it sees something; undefined where it does not in time. */
  until<Seen>(
    pipelineName: string,
    look: () => Promise<Seen | undefined>,
    patience: Patience,
  ): Promise<Seen | undefined>;
}

/** The changes of this store. It is watched only while somebody waits. */
export function changesOf(store: LifecycleStore, clock: Clock): Changes {
  const listen = hub(store);
  const interval = store.watch === undefined ? looksWithoutWatch : looksWithoutNews;
  return {
    until: async (pipelineName, look, { deadline, signal }) => {
      let woken = new AbortController();
      const wake = () => woken.abort();
      const unlisten = listen(pipelineName, wake);
      signal.addEventListener('abort', wake);
      try {
        for (;;) {
          // Before the look, so that no change between the look and the sleep is missed.
          woken = new AbortController();
          const seen = await look();
          if (seen !== undefined) return seen;
          const left = deadline - clock.now();
          if (left <= 0 || signal.aborted) return undefined;
          await clock.sleep(Math.min(left, interval), woken.signal);
        }
      } finally {
        unlisten();
        signal.removeEventListener('abort', wake);
      }
    },
  };
}

/** One listener of the store for all who wait, each of whom hears of one pipeline only. */
function hub(store: LifecycleStore) {
  const waiting = new Map<string, Set<() => void>>();
  let unwatch: (() => void) | undefined;
  const told = (pipelineName: string) => {
    for (const wake of [...(waiting.get(pipelineName) ?? [])]) wake();
  };
  return (pipelineName: string, wake: () => void): (() => void) => {
    unwatch ??= store.watch?.(told);
    const listeners = waiting.get(pipelineName) ?? new Set();
    waiting.set(pipelineName, listeners.add(wake));
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0) waiting.delete(pipelineName);
      if (waiting.size > 0) return;
      unwatch?.();
      unwatch = undefined;
    };
  };
}

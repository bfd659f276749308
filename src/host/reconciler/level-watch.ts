/** Watching the level of one pipeline while something else is under way. */
import type { Hold } from './hold';
import { isSameLevel, type Level } from './level';
import { Notifier } from './notifier';
import type { RetryingStore } from './retrying-store';
import { aborted, type Scopes } from './scopes';

/** Notices that the level of a pipeline has changed. One caller may wait at a time. */
export class LevelWatch {
  /** Told of each change of the pipeline, and whenever it may have changed. */
  readonly notifier = new Notifier();
  readonly #name: string;
  readonly #store: RetryingStore;
  readonly #scopes: Scopes;
  readonly #hold: Hold | null;

  constructor(
    name: string,
    { store, scopes }: { store: RetryingStore; scopes: Scopes },
    hold: Hold | null,
  ) {
    this.#hold = hold;
    hold?.onLost(() => this.notifier.notify());
    this.#name = name;
    this.#store = store;
    this.#scopes = scopes;
  }

  /**
   * Waits for this work until the level changes or the reconciler ends. Resolves with true if
   * neither has happened.
   */
  async whileSame(level: Level, work: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
    try {
      return await this.#scopes.within(async (scope) => {
        // If the level can no longer be watched, it counts as changed, and is read again.
        this.#watch(level, scope).catch(() => scope.abort());
        await Promise.race([work(scope.signal), aborted(scope.signal)]);
        return !scope.signal.aborted;
      });
    } finally {
      // Ends the watch, which waits for a notification.
      this.notifier.notify();
    }
  }

  /** Aborts the scope once the level has changed. Ends with the scope. */
  async #watch({ pipeline }: Level, scope: AbortController): Promise<void> {
    // Checked after each read as well: the notifier has another listener by then.
    while (!scope.signal.aborted) {
      await this.notifier.notified();
      if (scope.signal.aborted) return;
      this.notifier.clear();
      // Without the claim, the level is another worker's.
      if (this.#hold?.isOver) return scope.abort();
      const now = await this.#store.read(this.#name, scope.signal);
      if (now === undefined || !isSameLevel(now.pipeline, pipeline)) scope.abort();
    }
  }
}

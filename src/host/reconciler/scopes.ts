/** What is under way and ends with the whole: waits and tasks, each with a signal of its own. */

/**
 * A set of controllers that are aborted together. Listeners on one common signal would do the same, but
 * to take one of ten thousand off again is slow.
 */
export class Scopes {
  readonly #open = new Set<AbortController>();
  #isEnded = false;

  /** Whether all has been told to end. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Does this with a scope of its own, which is aborted afterwards, or with all the others. */
  async within<Value>(work: (scope: AbortController) => Promise<Value>): Promise<Value> {
    const scope = new AbortController();
    if (this.#isEnded) scope.abort();
    this.#open.add(scope);
    try {
      return await work(scope);
    } finally {
      this.#open.delete(scope);
      scope.abort();
    }
  }

  /** Aborts every scope, also those that are yet to come. */
  end(): void {
    this.#isEnded = true;
    for (const scope of [...this.#open]) scope.abort();
  }
}

/** Resolves once this signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

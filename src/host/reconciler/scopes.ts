/**
 * Cancellation: everything that is under way has a signal of its own, and all of them end together.
 */

/**
 * A set of controllers that are aborted together. Listeners on one common signal would do the same,
 * but removing one of ten thousand listeners is slow.
 */
export class Scopes {
  readonly #open = new Set<AbortController>();
  #isEnded = false;

  /** True once everything was told to end. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * Runs work in a scope of its own, which is aborted afterwards, or together with all the others.
   */
  async within<Value>(work: (scope: AbortController) => Promise<Value>): Promise<Value> {
    const scope = new AbortController();
    if (this.#isEnded) scope.abort();
    this.#open.add(scope);
    try {
      return await work(scope);
    } finally {
      this.#open.delete(scope);
      // Any reason will do, and saves the making of an error.
      scope.abort('over');
    }
  }

  /** Aborts every scope, including those that are opened later. */
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

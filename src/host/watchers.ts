/** The listeners of a store: whoever wants to be told that a pipeline has changed. */

/** A set of listeners, for stores. One that throws does not keep the others from being told. */
export function watchers() {
  const listeners = new Set<(name: string) => void>();
  return {
    watch: (listener: (name: string) => void): (() => void) => {
      // A function of its own, so that one listener can be added twice and removed once.
      const own = (name: string) => listener(name);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    changed: (name: string): void => {
      for (const listener of [...listeners]) {
        // A listener before this one may have removed it just now.
        if (!listeners.has(listener)) continue;
        try {
          listener(name);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}

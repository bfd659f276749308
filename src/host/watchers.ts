/** Who wants to know of changes. */

/** A set of listeners, as stores keep it. One that throws keeps none of the others from hearing. */
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
        // Another one may have ended it just now.
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

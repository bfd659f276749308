/** The listeners of a store: whoever wants to be told that a pipeline has changed. */
import { callListener } from '../console';

type Listener = (name: string) => void;

/**
 * A set of listeners, for stores. One that throws does not keep the others from being told. If
 * there is a source of further changes, it is listened to while there are listeners.
 */
export function watchers(source: (changed: Listener) => () => void = () => () => {}) {
  const listeners = new Set<Listener>();
  let endSource: (() => void) | undefined;
  const changed = (name: string): void => {
    for (const listener of [...listeners]) {
      // A listener before this one may have removed it just now.
      if (!listeners.has(listener)) continue;
      callListener('A listener of the store', () => listener(name));
    }
  };
  const watch = (listener: Listener): (() => void) => {
    endSource ??= source(changed);
    // A function of its own, so that one listener can be added twice and removed once.
    const own: Listener = (name) => listener(name);
    listeners.add(own);
    return () => {
      if (!listeners.delete(own) || listeners.size > 0) return;
      endSource?.();
      endSource = undefined;
    };
  };
  return { watch, changed };
}

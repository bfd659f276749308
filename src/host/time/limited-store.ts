/** A store each call of which has a time limit. */
import { whenRejected } from '../../input';
import type { LifecycleStore } from '../store';
import type { Ask } from './time-limit';

/** The limits of a store. */
interface StoreLimits {
  /** Makes a call, and gives it up if it takes too long. */
  readonly limited: <Value>(call: string, ask: Ask<Value>) => Promise<Value>;
  /** Called with the error of a `watch` that is asynchronous, against its contract, and rejects. */
  readonly onWatchFailed: (error: unknown) => void;
}

/**
 * Returns this store with a limit for each of its calls. An update that was given up changes
 * nothing from then on, unless it is being written already.
 */
export function limitedStore(
  store: LifecycleStore,
  { limited, onWatchFailed }: StoreLimits,
): LifecycleStore {
  const { watch, watchesEveryWriter } = store;
  // Each call passes through as many promises as the others, so that they settle in the order of
  // the store.
  return {
    create: (pipeline) => limited('store.create', () => store.create(pipeline)),
    read: (name) => limited('store.read', () => store.read(name)),
    list: (page) => limited('store.list', () => store.list(page)),
    update: (name, change) =>
      limited('store.update', (isOver) =>
        store.update(name, (pipeline) =>
          isOver() ? { pipeline, result: undefined as never } : change(pipeline),
        ),
      ),
    ...(watchesEveryWriter === undefined ? {} : { watchesEveryWriter }),
    ...(watch && {
      watch: (listener) => {
        const unwatch: unknown = watch.call(store, listener);
        whenRejected(unwatch, onWatchFailed);
        return typeof unwatch === 'function' ? (unwatch as () => void) : () => {};
      },
    }),
  };
}

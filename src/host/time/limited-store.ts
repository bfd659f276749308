/** A store, or a service, each call of which has a time limit. */
import { whenRejected } from '../../input';
import type { PipelineService } from '../service';
import type { LifecycleStore } from '../store';
import type { Ask } from './time-limit';

/** The limits of a port. */
export interface PortLimits {
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
  { limited, onWatchFailed }: PortLimits,
): LifecycleStore {
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
    ...guardedWatch(store, onWatchFailed),
  };
}

/** The methods that a service must have. */
export const serviceMethods = ['create', 'read', 'list', 'act', 'report', 'remove'] as const;

/** Returns this service with a limit for each of its calls. */
export function limitedService(
  service: PipelineService,
  { limited, onWatchFailed }: PortLimits,
): PipelineService {
  return {
    create: (pipeline) => limited('service.create', () => service.create(pipeline)),
    read: (name) => limited('service.read', () => service.read(name)),
    list: (page) => limited('service.list', () => service.list(page)),
    act: (name, request) => limited('service.act', () => service.act(name, request)),
    report: (pipeline, observation) =>
      limited('service.report', () => service.report(pipeline, observation)),
    remove: (name, precondition) =>
      limited('service.remove', () => service.remove(name, precondition)),
    ...guardedWatch(service, onWatchFailed),
    ...(service.watchPipeline && {
      watchPipeline: (name, listener) => service.watchPipeline?.(name, listener) ?? (() => {}),
    }),
  };
}

/** Returns the `watch` of a port, of which nothing is expected but that it may be called. */
function guardedWatch(
  watched: Pick<LifecycleStore, 'watch' | 'watchesEveryWriter'>,
  onWatchFailed: PortLimits['onWatchFailed'],
): Pick<LifecycleStore, 'watch' | 'watchesEveryWriter'> {
  const { watch, watchesEveryWriter } = watched;
  return {
    ...(watchesEveryWriter === undefined ? {} : { watchesEveryWriter }),
    ...(watch && {
      watch: (listener) => {
        const unwatch: unknown = watch.call(watched, listener);
        whenRejected(unwatch, onWatchFailed);
        return typeof unwatch === 'function' ? (unwatch as () => void) : () => {};
      },
    }),
  };
}

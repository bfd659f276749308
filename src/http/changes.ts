/**
 * Waiting for a pipeline to change, so that clients need not poll fast.
 *
 * A waiter looks, sleeps until the store reports a change, and looks again. If the store reports
 * nothing, and now and then in any case, it looks unasked: another process may have written. All
 * who look at a pipeline at the same time share one read.
 */
import type { Clock, Pipeline, PipelineService } from '../host';
import { monotonicTime } from '../host/time';

const pauseWithWatch = 10_000;
const pauseWithoutWatch = 500;

/** The limits of a wait. */
export interface WaitLimits {
  /** By the monotonic time of the clock. */
  readonly deadline: number;
  /** Aborted once nobody waits any more. */
  readonly signal: AbortSignal;
}

/** The changes of a store, to wait for. */
export interface Changes {
  /**
   * Returns what `look` sees in the pipeline of this name once it sees something; undefined if it
   * does not in time, or nobody waits any more.
   */
  until<Seen>(
    pipelineName: string,
    look: (pipeline: Pipeline | undefined) => Seen | undefined,
    limits: WaitLimits,
  ): Promise<Seen | undefined>;
  /** Hears of every pipeline from now on, until it is ended. */
  listen(): Listening;
}

/** Somebody who hears of the changes of every pipeline. */
export interface Listening {
  /**
   * Returns the names of the pipelines that may have changed since the last call; `all` if it is
   * time to look at all of them; undefined if nothing happened in time.
   */
  next(limits: WaitLimits): Promise<ReadonlySet<string> | 'all' | undefined>;
  readonly end: () => void;
}

/** The part of a service, or of a store, that tells of changes. */
type Source = Pick<PipelineService, 'read' | 'watch' | 'watchesEveryWriter' | 'watchPipeline'>;

/** Returns the changes of this service. It is watched only while somebody waits. */
export function changesOf(service: Source, clock: Clock): Changes {
  const listen = hub(service);
  const read = sharedReads(service);
  const hears = service.watchPipeline ?? service.watch;
  const pause = hears && service.watchesEveryWriter ? pauseWithWatch : pauseWithoutWatch;
  const hearsAll = service.watch !== undefined && service.watchesEveryWriter === true;
  return {
    // Those that cannot tell of every pipeline at once are asked for the list more often.
    listen: () =>
      listeningOn({ listen, clock, pause: hearsAll ? 4 * pauseWithWatch : 4 * pauseWithoutWatch }),
    until: async (pipelineName, look, { deadline, signal }) => {
      let woken = new AbortController();
      const wake = () => woken.abort();
      const unlisten = listen(pipelineName, wake);
      signal.addEventListener('abort', wake);
      try {
        for (;;) {
          // Before the look, so that no change between the look and the sleep is missed.
          woken = new AbortController();
          const seen = await read(pipelineName, (pipeline) =>
            signal.aborted ? undefined : look(pipeline),
          );
          if (seen !== undefined || signal.aborted) return seen;
          const left = deadline - monotonicTime(clock);
          if (left <= 0) return undefined;
          await clock.sleep(Math.min(left, pause), woken.signal);
        }
      } finally {
        unlisten();
        signal.removeEventListener('abort', wake);
      }
    },
  };
}

/** Somebody who looks at a pipeline. */
interface Onlooker {
  readonly look: (pipeline: Pipeline | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads pipelines, and shows each to all whom a change has woken in the same turn. They look at
 * once, in the turn in which the store answers, so that they tell in the order of the store.
 */
function sharedReads(service: Source) {
  const groups = new Map<string, Onlooker[]>();
  const readFor = async (pipelineName: string, group: readonly Onlooker[]) => {
    await undefined;
    // Whoever asks from now on may know of a change that this read does not see.
    groups.delete(pipelineName);
    try {
      const pipeline = await service.read(pipelineName);
      for (const { look } of group) look(pipeline);
    } catch (error) {
      for (const { fail } of group) fail(error);
    }
  };
  return <Seen>(pipelineName: string, see: (pipeline: Pipeline | undefined) => Seen) =>
    new Promise<Seen>((resolve, fail) => {
      const look = (pipeline: Pipeline | undefined) => {
        try {
          resolve(see(pipeline));
        } catch (error) {
          fail(error);
        }
      };
      const group = groups.get(pipelineName);
      if (group !== undefined) return group.push({ look, fail });
      const begun = [{ look, fail }];
      groups.set(pipelineName, begun);
      return readFor(pipelineName, begun);
    });
}

/** Stands for the name of every pipeline. */
const anyName: unique symbol = Symbol('any name');

/** The name of a pipeline, or of every one. */
type Heard = string | typeof anyName;

/** Calls `wake` with the name of each change of this pipeline, until the result is called. */
type Listen = (heard: Heard, wake: (name: string) => void) => () => void;

/** Collects the names of what has changed until somebody asks for them. */
function listeningOn({
  listen,
  clock,
  pause,
}: {
  readonly listen: Listen;
  readonly clock: Clock;
  readonly pause: number;
}): Listening {
  let names = new Set<string>();
  let woken = new AbortController();
  let lookAt = monotonicTime(clock) + pause;
  const end = listen(anyName, (name) => {
    names.add(name);
    woken.abort();
  });
  return {
    end,
    next: async ({ deadline, signal }) => {
      woken = new AbortController();
      const wake = () => woken.abort();
      signal.addEventListener('abort', wake);
      if (signal.aborted || names.size > 0) wake();
      const left = Math.min(deadline, lookAt) - monotonicTime(clock);
      if (left > 0) await clock.sleep(left, woken.signal);
      signal.removeEventListener('abort', wake);
      if (monotonicTime(clock) >= lookAt) {
        lookAt = monotonicTime(clock) + pause;
        names = new Set();
        return 'all';
      }
      if (names.size === 0) return undefined;
      const heard = names;
      names = new Set();
      return heard;
    },
  };
}

/**
 * Shares one listener of the service among all waiters, or one for each pipeline if it has that,
 * and wakes those that wait for the pipeline.
 */
function hub(service: Source): Listen {
  const waiting = new Map<Heard, Set<(name: string) => void>>();
  const watched = new Map<Heard, () => void>();
  const changed = (pipelineName: string) => {
    const concerned: Heard[] = [pipelineName, anyName];
    const wakened = concerned.flatMap((each) => [...(waiting.get(each) ?? [])]);
    for (const wake of wakened) wake(pipelineName);
  };
  const watch = (heard: Heard) => {
    const unwatch =
      heard === anyName
        ? service.watch?.(changed)
        : service.watchPipeline?.(heard, () => changed(heard));
    return unwatch ?? (() => {});
  };
  const isNeeded = (key: Heard) =>
    key === anyName && service.watchPipeline === undefined ? waiting.size > 0 : waiting.has(key);
  return (heard, wake) => {
    const key = service.watchPipeline ? heard : anyName;
    if (!watched.has(key)) watched.set(key, watch(key));
    const listeners = waiting.get(heard) ?? new Set();
    waiting.set(heard, listeners.add(wake));
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0) waiting.delete(heard);
      if (isNeeded(key)) return;
      watched.get(key)?.();
      watched.delete(key);
    };
  };
}

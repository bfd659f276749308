/** The makers of broken stores: a correct store, and one mistake. For tests. */

import { memoryStore } from '../../../src/host/memory-store';
import { type Change, createPipeline, type Pipeline } from '../../../src/host/pipeline';
import type { LifecycleStore, Page } from '../../../src/host/store';
import { type Clock, systemClock } from '../../../src/host/time/clock';
import type { VersionedTable } from '../../../src/host/versioned-store';
import type { StoreMachine } from '../../../src/testing';
import { pauses, slowTable, storesOn, type TableOptions } from '../slow-table';

/**
 * Creates a store, or several over the same data, that takes its time on this clock; by default
 * that of this machine.
 */
export type CreateOn = (
  clock?: Clock,
  machines?: readonly StoreMachine[],
) => LifecycleStore | readonly LifecycleStore[];

/** A store with a mistake. */
export interface Broken {
  readonly create: CreateOn;
  /** The checks that must find it, and what each of them reports as seen. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
}

/** A store with `watch`. */
export type Store = Required<LifecycleStore>;
/** The argument of an update. */
export type Changing = (pipeline: Pipeline) => Change<unknown>;

/** Creates a store in memory with some functions replaced. */
export function memory(change: (right: Store, clock: Clock) => object): CreateOn {
  return (clock = systemClock) => {
    const right = memoryStore() as Store;
    return { ...right, ...change(right, clock) };
  };
}

/**
 * Creates two stores over a slow table with some functions replaced; the table may have mistakes
 * too.
 */
export function slow(change: (right: Store) => object, options: TableOptions = {}): CreateOn {
  return (clock = systemClock) => {
    const { table } = slowTable({ ...options, clock });
    return storesOn(table, clock).map((right) => ({ ...right, ...change(right as Store) }));
  };
}

/** Creates two stores over a slow table some of whose functions are replaced. */
export function slowWith(change: (right: VersionedTable<number>) => object): CreateOn {
  return (clock = systemClock) => {
    const { table } = slowTable({ clock });
    return storesOn({ ...table, ...change(table) }, clock);
  };
}

/** Replaces the change of every update. */
export function changing(wrap: (change: Changing) => Changing) {
  return ({ update }: Store) => ({
    update: (name: string, change: Changing) => update(name, wrap(change)),
  });
}

/** Makes every list from all pipelines. */
export function listing(change: (all: readonly Pipeline[], page: Page) => readonly Pipeline[]) {
  return memory(({ list }) => ({
    list: async (page: Page = {}) => change(await list(), page),
  }));
}

/** Changes pipelines as they are written. */
export function written(change: (pipeline: Pipeline) => Pipeline): CreateOn {
  return memory((right) => ({
    create: async (pipeline: Pipeline) => right.create(change(pipeline)),
    ...changing((each) => (before) => {
      const { pipeline, result } = each(before);
      const isNew = pipeline !== null && pipeline !== before;
      return { pipeline: isNew ? change(pipeline) : pipeline, result };
    })(right),
  }));
}

/** Changes the JSON text of pipelines as they are written. */
export function retold(change: (text: string) => string): CreateOn {
  return written((pipeline) => JSON.parse(change(JSON.stringify(pipeline))));
}

/** Takes names for others. */
export function renamed(change: (name: string) => string): CreateOn {
  return memory(({ create, read, update }) => ({
    create: (pipeline: Pipeline) => create({ ...pipeline, name: change(pipeline.name) }),
    read: (name: string) => read(change(name)),
    update: (name: string, each: Changing) => update(change(name), each),
  }));
}

/** Returns the pipelines that belong after the start of a page. */
export function after(all: readonly Pipeline[], page: Page): readonly Pipeline[] {
  return all.filter(({ name }) => page.after === undefined || name > page.after);
}

/** A pipeline that nobody has created. */
export const fromNothing = createPipeline('nobody', { now: 0, id: 'nobody' });

/**
 * Creates a store that updates one after the other; correct if it releases its lock after an error.
 */
export function locked({
  releasesOnError,
  clock = systemClock,
}: {
  readonly releasesOnError: boolean;
  readonly clock?: Clock | undefined;
}): LifecycleStore {
  const pause = pauses(7, clock);
  const right = memoryStore();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(act);
    last = releasesOnError ? turn.catch(() => {}) : turn.catch(() => new Promise(() => {}));
    return turn;
  };
  return {
    ...right,
    create: (pipeline) => inTurn(() => right.create(pipeline)),
    update: (name, change) =>
      inTurn(async () => {
        await pause();
        return right.update(name, change);
      }),
  };
}

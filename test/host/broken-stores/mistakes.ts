/** What stores that are broken on purpose are made of: a right store, and one mistake. For tests. */
import { memoryStore } from '../../../src/host/memory-store';
import { type Change, createPipeline, type Pipeline } from '../../../src/host/pipeline';
import type { LifecycleStore, Page } from '../../../src/host/store';
import { type VersionedTable, versionedStore } from '../../../src/host/versioned-store';
import { pauses, slowTable, type TableOptions } from '../slow-table';

/** A store with a mistake. */
export interface Broken {
  readonly create: () => LifecycleStore;
  /** What each check that must find it says it has seen. */
  readonly caughtBy: Readonly<Record<string, RegExp>>;
  /** Shorter than usual for those that do not answer at all, in milliseconds. */
  readonly timeLimit?: number;
}

/** A store that has everything. */
export type Store = Required<LifecycleStore>;
/** What is passed to an update. */
export type Changing = (pipeline: Pipeline) => Change<unknown>;

/** The store in memory, with some functions replaced. */
export function memory(change: (right: Store) => object): () => LifecycleStore {
  return () => {
    const right = memoryStore() as Store;
    return { ...right, ...change(right) };
  };
}

/** The store over a slow table, with some functions replaced; the table may differ from a right one. */
export function slow(change: (right: Store) => object, options: TableOptions = {}) {
  return (): LifecycleStore => {
    const right = versionedStore(slowTable(options).table) as Store;
    return { ...right, ...change(right) };
  };
}

/** The store over a slow table, some functions of which are replaced. */
export function slowWith(change: (right: VersionedTable<number>) => object): () => LifecycleStore {
  return () => {
    const { table } = slowTable();
    return versionedStore({ ...table, ...change(table) });
  };
}

/** Every update with another change. */
export function changing(wrap: (change: Changing) => Changing) {
  return ({ update }: Store) => ({
    update: (name: string, change: Changing) => update(name, wrap(change)),
  });
}

/** Every list made anew from all pipelines. */
export function listing(change: (all: readonly Pipeline[], page: Page) => readonly Pipeline[]) {
  return memory(({ list }) => ({
    list: async (page: Page = {}) => change(await list(), page),
  }));
}

/** Pipelines changed as they are written. */
export function written(change: (pipeline: Pipeline) => Pipeline): () => LifecycleStore {
  return memory((right) => ({
    create: async (pipeline: Pipeline) => right.create(change(pipeline)),
    ...changing((each) => (before) => {
      const { pipeline, result } = each(before);
      const isNew = pipeline !== null && pipeline !== before;
      return { pipeline: isNew ? change(pipeline) : pipeline, result };
    })(right),
  }));
}

/** Pipelines whose text, as JSON, is changed as they are written. */
export function retold(change: (text: string) => string): () => LifecycleStore {
  return written((pipeline) => JSON.parse(change(JSON.stringify(pipeline))));
}

/** Names taken for others. */
export function renamed(change: (name: string) => string): () => LifecycleStore {
  return memory(({ create, read, update }) => ({
    create: (pipeline: Pipeline) => create({ ...pipeline, name: change(pipeline.name) }),
    read: (name: string) => read(change(name)),
    update: (name: string, each: Changing) => update(change(name), each),
  }));
}

/** Those that come after the name that a page begins after. */
export function after(all: readonly Pipeline[], page: Page): readonly Pipeline[] {
  return all.filter(({ name }) => page.after === undefined || name > page.after);
}

/** A pipeline that nobody has created. */
export const fromNothing = createPipeline('nobody', 0);

/** A store that lets one update in after the other, each taking its time; right where it lets go. */
export function locked({ letsGo }: { readonly letsGo: boolean }): LifecycleStore {
  const pause = pauses(7);
  const right = memoryStore();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(act);
    last = letsGo ? turn.catch(() => {}) : turn.catch(() => new Promise(() => {}));
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

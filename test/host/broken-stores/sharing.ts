/**
 * Stores that are broken on purpose, each with one mistake that real stores make, and the checks
 * that find it: mistakes with many calls at once, and many watchers. For tests.
 */

import type { Pipeline } from '../../../src/host/pipeline';
import type { LifecycleStore } from '../../../src/host/store';
import { type Clock, systemClock } from '../../../src/host/time/clock';
import { pauses, slowTable, storeOn } from '../slow-table';
import {
  type Broken,
  type Changing,
  type CreateOn,
  memory,
  type Store,
  slow,
  slowWith,
} from './mistakes';

/** Mistakes that calls at the same time show. */
const ofRaces: Readonly<Record<string, Broken>> = {
  'checks if a name is free, and then takes it': {
    create: memory(({ create, read, update }, clock) => {
      const pause = pauses(3, clock);
      return {
        create: async (pipeline: Pipeline) => {
          if ((await read(pipeline.name)) !== undefined) return false;
          await pause();
          const isNew = await create(pipeline);
          if (!isNew) await update(pipeline.name, () => ({ pipeline, result: true }));
          return true;
        },
      };
    }),
    caughtBy: { 'race.create': /^\d+ did$/ },
  },
  'reads, decides and writes without a lock': {
    create: slow(() => ({}), { ignoresVersions: true }),
    caughtBy: { 'race.updates': /^\d+$/, 'race.apart': /^\d+$/ },
  },
  'writes what it has read if nothing changes': {
    create: (clock = systemClock) => {
      const { table } = slowTable({ clock });
      const right = storeOn(table, clock);
      const overwrite = async (name: string, pipeline: Pipeline) => {
        const row = await table.read(name);
        if (row) await table.replace(name, pipeline, row.version);
      };
      const update = async (name: string, change: Changing) => {
        let same: Pipeline | undefined;
        const result = await right.update(name, (before) => {
          const changed = change(before);
          same = changed.pipeline === before ? before : undefined;
          return changed;
        });
        if (same !== undefined) await overwrite(name, same);
        return result;
      };
      return { ...right, update: update as LifecycleStore['update'] };
    },
    caughtBy: { 'race.updates': /^\d+$/ },
  },
  'returns the result of its first attempt': {
    create: slow(({ update }) => ({
      update: (name: string, change: Changing) => {
        let first: { readonly result: unknown } | undefined;
        return update(name, (before) => {
          const { pipeline, result } = change(before);
          first ??= { result };
          return { pipeline, result: first.result };
        });
      },
    })),
    caughtBy: { 'race.updates': /of another attempt$/, 'race.readers': /of another attempt$/ },
  },
  'shows a change before it is written': {
    create: slowWith(({ read, replace }) => {
      const shown = new Map<string, Pipeline>();
      return {
        read: async (name: string) => {
          const row = await read(name);
          return row && { ...row, pipeline: shown.get(name) ?? row.pipeline };
        },
        replace: async (name: string, pipeline: Pipeline, version: number) => {
          shown.set(name, pipeline);
          const isWritten = await replace(name, pipeline, version);
          shown.delete(name);
          return isWritten;
        },
      };
    }),
    caughtBy: { 'race.readers': /of another attempt$/ },
  },
  'reads from a copy that lags behind': {
    create: slow(({ read, list }) => {
      const copies = new Map<string, readonly (Pipeline | undefined)[]>();
      return {
        list,
        read: async (name: string) => {
          const last = [...(copies.get(name) ?? []), await read(name)].slice(-3);
          copies.set(name, last);
          return last[0];
        },
      };
    }),
    caughtBy: { 'update.given': /./, 'race.readers': /./ },
  },
  'keeps the name of the present update in one place': {
    create: memory(({ read, update }, clock) => {
      const pause = pauses(5, clock);
      let current = '';
      return {
        update: async (name: string, change: Changing) => {
          current = name;
          if ((await read(name)) === undefined) return undefined;
          await pause();
          return update(current, change);
        },
      };
    }),
    caughtBy: { 'race.apart': /^\d+$/ },
  },
  'brings back removed pipelines': {
    create: slow(() => ({}), { upserts: true }),
    caughtBy: { 'race.removal': /^([23] did|\{"format":2,"name":"pipeline-.*)$/ },
  },
  'begins the versions of a new row anew': {
    create: slow(() => ({}), { versionsBeginAnew: true }),
    caughtBy: { 'race.reborn': /^"pipeline-\d+-1"$/ },
  },
};

/** Creates a store in memory whose listeners are called by `tell` alone. */
function telling(
  change: (tell: (name: string) => void, right: Store, clock: Clock) => object,
): CreateOn {
  return memory((right, clock) => {
    const listeners = new Set<(name: string) => void>();
    const tell = (name: string) => {
      for (const listener of listeners) listener(name);
    };
    const watch = (listener: (name: string) => void) => {
      const own = (name: string) => listener(name);
      listeners.add(own);
      return () => listeners.delete(own);
    };
    return { watch, ...change(tell, right, clock) };
  });
}

/** Mistakes in what listeners are told. */
const ofWatching: Readonly<Record<string, Broken>> = {
  'reports no removals': {
    create: memory(({ read, watch }) => ({
      watch: (listener: (name: string) => void) =>
        watch(async (name) => {
          if ((await read(name)) !== undefined) listener(name);
        }),
    })),
    caughtBy: { 'watch.told': /^nothing was$/ },
  },
  'reports its own key instead of the name': {
    create: memory(({ watch }) => ({
      watch: (listener: (name: string) => void) => watch((name) => listener(`pipelines/${name}`)),
    })),
    caughtBy: { 'watch.told': /^told of pipelines\/orders$/ },
  },
  'reports before it writes': {
    create: telling((tell, { create, update }, clock) => {
      const pause = pauses(11, clock);
      return {
        create: async (pipeline: Pipeline) => {
          tell(pipeline.name);
          await pause();
          return create(pipeline);
        },
        update: async (name: string, change: Changing) => {
          tell(name);
          await pause();
          return update(name, change);
        },
      };
    }),
    caughtBy: { 'watch.readable': /^it read what was stored before$/ },
  },
  'reports every call': {
    create: telling((tell, { create, update }) => ({
      create: (pipeline: Pipeline) => create(pipeline).finally(() => tell(pipeline.name)),
      update: (name: string, change: Changing) => update(name, change).finally(() => tell(name)),
    })),
    caughtBy: { 'watch.quiet': /^told of 'orders'$/ },
  },
  'says that it watches every writer, and hears only itself': {
    create: slow(() => ({ watchesEveryWriter: true })),
    caughtBy: { 'watch.everywhere': /^nothing was$/ },
  },
  'cannot be unwatched': {
    create: memory(({ watch }) => ({
      watch: (listener: (name: string) => void) => {
        watch(listener);
        return () => {};
      },
    })),
    caughtBy: { 'watch.ended': /^told of 'orders'$/ },
  },
  'returns nothing to unwatch with': {
    create: memory(({ watch }) => ({
      watch: (listener: (name: string) => void) => void watch(listener),
    })),
    caughtBy: { 'watch.told': /^undefined$/ },
  },
  'removes every watch of the same listener': {
    create: memory(({ watch }) => {
      const ends = new Map<(name: string) => void, () => void>();
      return {
        watch: (listener: (name: string) => void) => {
          if (!ends.has(listener)) ends.set(listener, watch(listener));
          return () => ends.get(listener)?.();
        },
      };
    }),
    caughtBy: { 'watch.ended': /^it was not$/ },
  },
  'removes the last listener if one is removed twice': {
    create: memory(({ watch }) => {
      const listeners: ((name: string) => void)[] = [];
      watch((name) => {
        for (const listener of [...listeners]) listener(name);
      });
      return {
        watch: (listener: (name: string) => void) => {
          listeners.push(listener);
          return () => void listeners.splice(listeners.indexOf(listener), 1);
        },
      };
    }),
    caughtBy: { 'watch.ended': /^nothing was$/ },
  },
};

/** All of these, by their mistake. */
export const brokenSharing: Readonly<Record<string, Broken>> = {
  ...ofRaces,
  ...ofWatching,
};

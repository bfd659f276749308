/**
 * Stores that are broken on purpose, each with one mistake that real stores make, and the checks
 * that find it: mistakes in keeping, reading and updating pipelines. For tests.
 */
import type { Pipeline } from '../../../src/host/pipeline';
import type { Page } from '../../../src/host/store';
import {
  type Broken,
  type Changing,
  changing,
  fromNothing,
  locked,
  memory,
  retold,
  written,
} from './mistakes';

/** Mistakes that one call after the other shows. */
const ofOne: Readonly<Record<string, Broken>> = {
  'returns nothing from create': {
    create: memory(({ create }) => ({
      create: async (each: Pipeline) => void (await create(each)),
    })),
    caughtBy: { 'create.new': /^undefined$/ },
  },
  'overwrites in create': {
    create: memory(({ create, update }) => ({
      create: async (pipeline: Pipeline) => {
        await update(pipeline.name, () => ({ pipeline: null, result: null }));
        return create(pipeline);
      },
    })),
    caughtBy: {
      'create.taken': /^true$/,
      'model.same': /^true, after: /,
    },
  },
  'overwrites in create, and denies it': {
    create: memory(({ create, update }) => ({
      create: async (pipeline: Pipeline) => {
        const known = await update(pipeline.name, () => ({ pipeline, result: true }));
        return known ? false : create(pipeline);
      },
    })),
    caughtBy: { 'create.taken': /^"orders-9"$/ },
  },
  'reads null for a missing pipeline': {
    create: memory(({ read }) => ({ read: async (name: string) => (await read(name)) ?? null })),
    caughtBy: { 'read.unknown': /^null$/, 'update.removal': /^null$/ },
  },
  'keeps pipelines in a plain object': {
    create: memory(({ read }) => ({
      read: async (name: string) => (await read(name)) ?? ({} as Record<string, unknown>)[name],
    })),
    caughtBy: { 'read.unknown': /^\{\}$/ },
  },
  'drops empty lists': {
    create: retold((text) => text.replaceAll('"list":[],', '')),
    caughtBy: { 'read.same': /^undefined$/ },
  },
  'keeps numbers in 32 bits': {
    create: retold((text) => text.replace(/("generation":)\d{10,}/, '$12147483647')),
    caughtBy: { 'read.same': /^2147483647$/ },
  },
  'keeps only the day of a time': {
    create: retold((text) => text.replaceAll(/T[0-9:.]+Z/g, 'T00:00:00.000Z')),
    caughtBy: { 'create.new': /^"2026-01-31T00:00:00.000Z"$/ },
  },
  'keeps characters in 16 bits': {
    create: retold((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')),
    caughtBy: { 'read.texts': /\ufffd/ },
  },
  'composes letters': {
    create: retold((text) => text.normalize('NFC')),
    caughtBy: { 'read.texts': /^"\u00e9 \u00e9"$/ },
  },
  'refuses the character NUL': {
    create: written((pipeline) => {
      if (!JSON.stringify(pipeline).includes('\\u0000')) return pipeline;
      throw new Error('unsupported Unicode escape sequence');
    }),
    caughtBy: { 'read.texts': /^it rejected with Error: unsupported Unicode escape sequence$/ },
  },
  'returns the object that it keeps': {
    create: () => {
      // It freezes nothing, and keeps copies that nobody else has.
      const pipelines = new Map<string, Pipeline>();
      return {
        create: async (pipeline) => {
          if (pipelines.has(pipeline.name)) return false;
          pipelines.set(pipeline.name, structuredClone(pipeline));
          return true;
        },
        read: async (name) => pipelines.get(name),
        list: async () => [...pipelines.values()],
        update: async (name, change) => {
          const before = pipelines.get(name);
          if (before === undefined) return undefined;
          const { pipeline, result } = change(before);
          if (pipeline === null) pipelines.delete(name);
          else if (pipeline !== before) pipelines.set(name, structuredClone(pipeline));
          return result;
        },
      };
    },
    caughtBy: { 'objects.apart': /^"from outside"$/ },
  },
  'returns the list that it keeps': {
    create: memory(({ list, create, update }) => {
      let known: Pipeline[] | undefined;
      const forgetting = <Value>(done: Promise<Value>) => {
        known = undefined;
        return done;
      };
      return {
        create: (pipeline: Pipeline) => forgetting(create(pipeline)),
        update: (name: string, change: Changing) => forgetting(update(name, change)),
        list: async (page?: Page) => {
          if (page !== undefined) return list(page);
          known ??= [...(await list())];
          return known;
        },
      };
    }),
    caughtBy: { 'objects.apart': /^\[null\]$/ },
  },
};

/** Mistakes in updates. */
const ofUpdates: Readonly<Record<string, Broken>> = {
  'calls the change for an unknown name': {
    create: memory(({ update, read }) => ({
      update: async (name: string, change: Changing) => {
        if ((await read(name)) === undefined) change({ name } as Pipeline);
        return update(name, change);
      },
    })),
    caughtBy: { 'update.unknown': /^it was, with \{"name":"orders"\}$/ },
  },
  'creates an unknown pipeline in update': {
    create: memory(({ update, create }) => ({
      update: async (name: string, change: Changing) => {
        const result = await update(name, change);
        if (result === undefined) await create({ ...fromNothing, name });
        return result;
      },
    })),
    caughtBy: { 'update.unknown': /./, 'update.removal': /./ },
  },
  'takes a falsy result for none': {
    create: memory((right) => ({
      update: async (name: string, change: Changing) =>
        (await right.update(name, change)) || undefined,
    })),
    caughtBy: { 'update.result': /^undefined$/ },
  },
  'returns a copy of the result': {
    create: memory((right) => ({
      update: async (name: string, change: Changing) =>
        structuredClone(await right.update(name, change)),
    })),
    caughtBy: { 'update.result': /^\{"an":"object"\}$/ },
  },
  'resolves before it writes': {
    create: memory(({ read, update }, clock) => ({
      update: async (name: string, change: Changing) => {
        const before = await read(name);
        if (before === undefined) return undefined;
        const { pipeline, result } = change(before);
        void clock.sleep(5).then(() => update(name, () => ({ pipeline, result })));
        return result;
      },
    })),
    caughtBy: { 'update.given': /^(null|4$)/, 'update.removal': /./, 'race.updates': /./ },
  },
  'lists old pipelines for a while': {
    create: memory(({ list, create }) => {
      let known: readonly Pipeline[] | undefined;
      return {
        create: async (pipeline: Pipeline) => {
          known = undefined;
          return create(pipeline);
        },
        list: async (page?: Page) => {
          if (page !== undefined) return list(page);
          known ??= Object.freeze(await list());
          return known;
        },
      };
    }),
    caughtBy: { 'update.given': /^5$/ },
  },
  'writes a new time for an update that changes nothing': {
    create: memory(
      changing((change) => (before) => {
        const { pipeline, result } = change(before);
        if (pipeline !== before) return { pipeline, result };
        const since = { ...before.since, deployment_error: '2026-12-31T00:00:00.000Z' };
        return { pipeline: { ...before, since }, result };
      }),
    ),
    caughtBy: {
      'update.same': /^"2026-12-31T00:00:00.000Z"$/,
      'watch.quiet': /^told of 'orders'$/,
    },
  },
  'keeps the name of a removed pipeline': {
    create: memory(({ create, update }) => {
      const removed = new Set<string>();
      return {
        create: async (pipeline: Pipeline) => !removed.has(pipeline.name) && create(pipeline),
        update: (name: string, change: Changing) =>
          update(name, (before) => {
            const { pipeline, result } = change(before);
            if (pipeline === null) removed.add(name);
            return { pipeline, result };
          }),
      };
    }),
    caughtBy: { 'update.removal': /^false$/, 'race.reborn': /^false$/ },
  },
  'removes every name with the same beginning': {
    create: memory(({ list, update }) => ({
      update: async (name: string, change: Changing) => {
        let isRemoved = false;
        const result = await update(name, (before) => {
          const changed = change(before);
          isRemoved = changed.pipeline === null;
          return changed;
        });
        if (!isRemoved) return result;
        const alike = (await list()).filter((each) => each.name.startsWith(name));
        for (const each of alike) await update(each.name, () => ({ pipeline: null, result: null }));
        return result;
      },
    })),
    caughtBy: { 'names.apart': /^undefined$/, 'model.same': / after: / },
  },
  'never answers a removal': {
    create: memory(({ update }) => ({
      update: (name: string, change: Changing) => {
        let isRemoved = false;
        const done = update(name, (before) => {
          const changed = change(before);
          isRemoved = changed.pipeline === null;
          return changed;
        });
        return isRemoved ? new Promise(() => {}) : done;
      },
    })),
    caughtBy: { 'update.removal': /^it did not$/, 'race.removal': /^it did not$/ },
  },
  'swallows an error of the change': {
    create: memory(({ update }) => ({
      update: (name: string, change: Changing) => update(name, change).catch(() => undefined),
    })),
    caughtBy: { 'update.throws': /^it resolved with undefined$/ },
  },
  'wraps an error of the change': {
    create: memory(({ update }) => ({
      update: (name: string, change: Changing) =>
        update(name, change).catch((cause) => Promise.reject(new Error('rolled back', { cause }))),
    })),
    caughtBy: { 'update.throws': /^it rejected with .*rolled back/ },
  },
  'keeps its lock if the change throws': {
    create: (clock) => locked({ releasesOnError: false, clock }),
    caughtBy: { 'update.throws': /^it did not$/ },
  },
  'fails to list nothing': {
    create: memory(({ list }) => ({
      list: async (page?: Page) => {
        const found = await list(page);
        if (found.length === 0) throw new Error('no rows in result set');
        return found;
      },
    })),
    caughtBy: { 'list.empty': /^it rejected with Error: no rows in result set$/ },
  },
};

/** All of these, by their mistake. */
export const brokenKeeping: Readonly<Record<string, Broken>> = { ...ofOne, ...ofUpdates };

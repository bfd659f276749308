/**
 * Stores against the store checks: ours pass, and each store that is broken on purpose is caught by
 * the checks that are named with it.
 */
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline, type Pipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import { watchers } from '../../src/host/store-parts/watchers';
import { systemClock } from '../../src/host/time/clock';
import { versionedStore } from '../../src/host/versioned-store';
import { InvalidInputError } from '../../src/input/invalid-input';
import { BrokenStoreError, type StoreCheck, storeChecks } from '../../src/testing/store';
import { running } from '../../src/testing/store/sample-pipelines';
import { inVirtualTime } from '../testing/virtual-time';
import { cases, isDeep } from '../tier';
import { brokenStores } from './broken-stores';
import { shared } from './broken-stores/claims';
import { type Changing, type CreateOn, locked, memory, type Store } from './broken-stores/mistakes';
import { rejectionOf } from './rejection';
import { slowTable, storeOn, storesOn } from './slow-table';

const checkOf = (id: string) => storeChecks.find((check) => check.id === id) as StoreCheck;

/** A store as a class that returns mutable copies. */
class Classic implements LifecycleStore {
  readonly #right = memoryStore();
  create(pipeline: Pipeline) {
    return this.#right.create(pipeline);
  }
  async read(name: string) {
    return structuredClone(await this.#right.read(name));
  }
  async list(page?: Parameters<LifecycleStore['list']>[0]) {
    return structuredClone(await this.#right.list(page));
  }
  update: LifecycleStore['update'] = (name, change) => this.#right.update(name, change);
}

/**
 * Returns JSON with its keys in another order, like databases that keep it in a form of their own.
 */
function reordered(pipeline: Pipeline): Pipeline {
  const sorting = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? 1 : -1)))
      : value;
  return JSON.parse(JSON.stringify(pipeline, sorting));
}

/** Further stores over a table, for the deep tier. */
const rightInDepth: Readonly<Record<string, CreateOn>> = {
  'versionedStore() over the same with other delays': (clock = systemClock) =>
    storeOn(slowTable({ clock, seed: 2 }).table, clock),
  'versionedStore() over a table that answers at once': (clock) =>
    storeOn(slowTable({ isQuick: true }).table, clock),
  'two of versionedStore() over a table that answers at once': (clock) =>
    storesOn(slowTable({ isQuick: true }).table, clock),
  'two of versionedStore() over a table that tells of nothing': (clock = systemClock) =>
    storesOn(slowTable({ clock }).table, clock),
  'a store with a lock': (clock) => locked({ releasesOnError: true, clock }),
  'a store that reports no changes': () => {
    const { watch: _, ...store } = memoryStore() as Store;
    return store;
  },
  'a store that reports late, and twice': memory(({ watch }, clock) => ({
    watch: (listener: (name: string) => void) => {
      let isEnded = false;
      const late = (name: string) => isEnded || listener(name);
      const end = watch((name) => {
        for (const delay of [1, 3]) void clock.sleep(delay).then(() => late(name));
      });
      return () => {
        isEnded = true;
        end();
      };
    },
  })),
  'a store that returns keys in another order': memory(({ read, list, update }) => ({
    read: (name: string) => read(name).then((each) => each && reordered(each)),
    list: (page?: Parameters<LifecycleStore['list']>[0]) =>
      list(page).then((all) => all.map(reordered)),
    update: (name: string, change: Changing) =>
      update(name, (before) => {
        const given = reordered(before);
        const { pipeline, result } = change(given);
        return { pipeline: pipeline === given ? before : pipeline, result };
      }),
  })),
};

const right: Readonly<Record<string, CreateOn>> = {
  'memoryStore()': memoryStore,
  'versionedStore() over a slow table of JSON': (clock = systemClock) =>
    storeOn(slowTable({ clock }).table, clock),
  'two of versionedStore() over a table that tells of its writes': (clock = systemClock) =>
    storesOn(slowTable({ clock, tells: true }).table, clock),
  ...(isDeep ? rightInDepth : {}),
  'a store of a class that returns copies': () => new Classic(),
  'a store in memory with claims': shared(),
};

/** Stores that differ from a Map only while several calls are under way, or in what they report. */
const likeMaps = [
  'a store with a lock',
  'a store that reports no changes',
  'a store that reports late, and twice',
];

describe.each(Object.entries(right))('%s', (name, create) => {
  // The comparison with a Map takes half of the time, and makes one call after the other.
  const isUsual = ({ id }: StoreCheck) => id !== 'model.same' || !likeMaps.includes(name);
  const checks = isDeep ? storeChecks : storeChecks.filter(isUsual);
  it.each(checks.map(({ id, statement, check }) => [id, statement, check] as const))(
    'passes %s: %s',
    (_id, _statement, check) =>
      inVirtualTime((clock) => check((machines) => create(clock, machines), { clock })),
  );
});

describe.each(cases(Object.entries(brokenStores), 15))(
  'a store that %s',
  (_, { create, caughtBy }) => {
    it.each(Object.entries(caughtBy))('is caught by %s', async (id, seen) => {
      const error = await inVirtualTime((clock) =>
        rejectionOf(checkOf(id).check((machines) => create(clock, machines), { clock })),
      );
      expect(error).toBeInstanceOf(BrokenStoreError);
      expect(error).toMatchObject({ id, seen: expect.stringMatching(seen) });
    });
  },
);

describe.each([
  ['memoryStore', memoryStore],
  ['versionedStore', () => versionedStore(slowTable().table)],
])('%s', (_, create) => {
  test.each([
    ['a promise', async (before: Pipeline) => ({ pipeline: before, result: 1 })],
    ['nothing', () => undefined],
    ['no pipeline', () => ({ result: 1 })],
    ['a text', () => ({ pipeline: 'stopped', result: 1 })],
  ])('refuses a change that returns %s, and writes nothing', async (_, change) => {
    const store = create();
    await store.create(createPipeline('orders', { now: 0, id: 'orders-1' }));
    const before = await store.read('orders');
    const seen: string[] = [];
    store.watch?.((name) => seen.push(name));
    const update = store.update('orders', change as never);
    await expect(update).rejects.toThrow(InvalidInputError);
    await expect(update).rejects.toThrow(/the return value of change is .* not a promise/);
    expect(await store.read('orders')).toEqual(before);
    expect(seen).toEqual([]);
  });
});

describe('memoryStore', () => {
  test('keeps a copy of an unfrozen pipeline, and the very object of a frozen one', async () => {
    const store = memoryStore();
    const mine = structuredClone(running('mine')) as { createdAt: string } & Pipeline;
    await store.create(mine);
    mine.createdAt = 'changed';
    expect(await store.read('mine')).toEqual(running('mine'));
    const next = structuredClone(running('mine', 7)) as typeof mine;
    await store.update('mine', () => ({ pipeline: next, result: null }));
    next.createdAt = 'changed';
    expect(await store.read('mine')).toEqual(running('mine', 7));
    const frozen = running('frozen');
    await store.create(frozen);
    expect(await store.read('frozen')).toBe(frozen);
    expect((await store.list()).at(0)).toBe(frozen);
  });
});

describe('watchers', () => {
  test('are called although others throw or reject, whose errors go to the console', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const { watch, changed } = watchers();
    const heard: string[] = [];
    const mistake = new Error('a mistake of the listener');
    watch(() => {
      throw mistake;
    });
    watch((() => Promise.reject(mistake)) as () => void);
    watch((name) => heard.push(name));
    changed('orders');
    expect(heard).toEqual(['orders']);
    await new Promise((turn) => setImmediate(turn));
    const line = ['A listener of the store:', mistake];
    expect(logged.mock.calls).toEqual([line, line]);
  });

  test('are not called once another one has removed them in the midst of a change', () => {
    const { watch, changed } = watchers();
    const heard: string[] = [];
    watch(() => end());
    const end = watch((name) => heard.push(name));
    changed('orders');
    expect(heard).toEqual([]);
  });

  test('that are added in the midst of a change are called for the next one', () => {
    const { watch, changed } = watchers();
    const heard: string[] = [];
    const end = watch(() => {
      end();
      watch((name) => heard.push(name));
    });
    changed('orders');
    expect(heard).toEqual([]);
    changed('others');
    expect(heard).toEqual(['others']);
  });

  test('are each on their own, even if they are the same function', () => {
    const { watch, changed } = watchers();
    const heard: string[] = [];
    const listener = (name: string) => heard.push(name);
    const [end] = [watch(listener), watch(listener)];
    changed('twice');
    end();
    end();
    changed('once');
    expect(heard).toEqual(['twice', 'twice', 'once']);
  });
});

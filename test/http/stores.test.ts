/**
 * Stores against what is expected of them: ours keep it, stores that are broken on purpose do not, and each
 * of those is caught by the checks that are named.
 */
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { memoryStore } from '../../src/http/memory-store';
import { createPipeline, type Pipeline } from '../../src/http/pipeline';
import type { LifecycleStore } from '../../src/http/store';
import { StoreConflictError, versionedStore } from '../../src/http/versioned-store';
import { watchers } from '../../src/http/watchers';
import { InvalidDeploymentError, InvalidInputError } from '../../src/lifecycle';
import {
  BrokenStoreError,
  checkStore,
  type StoreCheck,
  storeChecks,
  TimeLimitError,
} from '../../src/testing';
import { counted, countOf, running } from '../../src/testing/store-samples';
import { brokenKeeping } from './broken-keeping';
import { brokenSharing } from './broken-sharing';
import { slowTable } from './slow-table';
import { type Broken, type Changing, locked, memory, type Store } from './store-mistakes';

const broken: Readonly<Record<string, Broken>> = { ...brokenKeeping, ...brokenSharing };

const checkOf = (id: string) => storeChecks.find((check) => check.id === id) as StoreCheck;

/** What it rejects with; undefined where it resolves. */
async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A store of somebody who writes classes, and gives out copies that may be changed. */
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

/** JSON with its keys in another order, as databases give it back that keep it in a form of their own. */
function reordered(pipeline: Pipeline): Pipeline {
  const sorting = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? 1 : -1)))
      : value;
  return JSON.parse(JSON.stringify(pipeline, sorting));
}

const right: Readonly<Record<string, () => LifecycleStore | Promise<LifecycleStore>>> = {
  'memoryStore()': memoryStore,
  'versionedStore() over a slow table of JSON': () => versionedStore(slowTable().table),
  'versionedStore() over the same with other delays': () =>
    versionedStore(slowTable({ seed: Date.now() }).table),
  'versionedStore() over a table that answers at once': () =>
    versionedStore(slowTable({ isQuick: true }).table),
  'a store with a lock': async () => locked({ letsGo: true }),
  'a store that does not tell of changes': () => {
    const { watch: _, ...store } = memoryStore() as Store;
    return store;
  },
  'a store that tells late, and twice': memory(({ watch }) => ({
    watch: (listener: (name: string) => void) => {
      let isEnded = false;
      const late = (name: string) => isEnded || listener(name);
      const end = watch((name) => {
        for (const delay of [1, 3]) setTimeout(late, delay, name);
      });
      return () => {
        isEnded = true;
        end();
      };
    },
  })),
  'a store that gives keys in another order': memory(({ read, list, update }) => ({
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
  'a store of a class that gives out copies': () => new Classic(),
};

describe.each(Object.entries(right))('%s', (_, create) => {
  it.each(storeChecks.map(({ id, statement, check }) => [id, statement, check] as const))(
    'passes %s: %s',
    (_id, _statement, check) => check(create),
  );
});

describe.each(Object.entries(broken))('a store that %s', (_, { create, caughtBy, timeLimit }) => {
  it.each(Object.entries(caughtBy))('is caught by %s', async (id, seen) => {
    const error = await rejectionOf(checkOf(id).check(create, { timeLimit }));
    expect(error).toBeInstanceOf(BrokenStoreError);
    expect(error).toMatchObject({ id, seen: expect.stringMatching(seen) });
  });
});

describe('the checks', () => {
  test('each catch some store', () => {
    const needed = new Set(Object.values(broken).flatMap(({ caughtBy }) => Object.keys(caughtBy)));
    expect([...needed].sort()).toEqual(storeChecks.map(({ id }) => id).sort());
    expect(Object.keys(broken).length).toBeGreaterThan(40);
  });

  test('are frozen, and say what must hold', () => {
    expect(Object.isFrozen(storeChecks)).toBe(true);
    for (const check of storeChecks) {
      expect(Object.isFrozen(check)).toBe(true);
      expect(check.id).toMatch(/^[a-z]+\.[a-z]+$/);
      expect(check.statement).toMatch(/^[A-Z][^\n]+\.$/);
    }
  });

  test('say in a few lines what was expected and what was seen', async () => {
    const { create } = broken['create overwrites'] as Broken;
    const error = await rejectionOf(checkOf('create.taken').check(create));
    expect((error as Error).message).toBe(
      [
        'create.taken: Where the name is taken create says false, and nothing is changed.',
        "  Expected: create('orders'), which is taken, to be false",
        '  Seen: true',
      ].join('\n'),
    );
  });

  test('name the place where what is read differs', async () => {
    const { create } = broken['keeps numbers of 32 bits'] as Broken;
    const error = await rejectionOf(checkOf('read.same').check(create));
    expect(error).toMatchObject({
      expected: "what read('created-5') gives, at deployment.generation, to be 9007199254740991",
      seen: '2147483647',
    });
  });

  test('shrink calls by chance to the shortest ones that show the mistake, and print the seed', async () => {
    const { create } = broken['counts what was removed as part of a page'] as Broken;
    const error = await rejectionOf(checkOf('model.same').check(create));
    expect((error as BrokenStoreError).seen).toMatch(
      /^undefined, after: create '\S+' \(\d+\)(; [^;]+){1,3} \(seed -?\d+, path "[\d:]*"\)$/,
    );
  });

  test('run a property as long as half of what one call may take, so that slow stores pass in time', async () => {
    let opened = 0;
    const create = () => {
      opened += 1;
      return memoryStore();
    };
    await checkOf('model.same').check(create);
    expect(opened).toBeGreaterThan(50);
    const wait = () => new Promise<void>((wake) => setTimeout(wake, 20));
    const slowToOpen = async () => {
      await wait();
      return create();
    };
    opened = 0;
    await checkOf('model.same').check(slowToOpen, { timeLimit: 100 });
    expect(opened).toBeLessThan(10);
  });
});

describe('checkStore', () => {
  test('resolves with nothing where all is well', async () => {
    expect(await checkStore(memoryStore)).toBeUndefined();
  });

  test('lists every failure', async () => {
    const { create } = broken['takes capitals for small letters'] as Broken;
    const error = (await rejectionOf(checkStore(create))) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    const ids = error.errors.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['names.apart', 'race.apart']));
    expect(ids).not.toContain('create.taken');
    const [first] = error.message.split('\n');
    expect(first).toBe(`${ids.length} of ${storeChecks.length} checks of the store have failed.`);
    for (const each of error.errors) expect(error.message).toContain(each.message);
  });

  test('hangs nowhere, and names the limit', async () => {
    const never = () => new Promise<never>(() => {});
    const silent = () => ({ create: never, read: never, list: never, update: never });
    const error = (await rejectionOf(checkStore(silent, { timeLimit: 10 }))) as AggregateError;
    const watching = storeChecks.filter(({ id }) => id.startsWith('watch'));
    expect(error.errors).toHaveLength(storeChecks.length - watching.length);
    for (const each of error.errors) {
      expect(each.expected).toMatch(/^(create|read|list|update)\(.*\) to settle within 10 ms$/);
      expect(each.seen).toMatch(/^it did not/);
    }
  });

  test('says what a store has rejected with, and keeps it as the cause', async () => {
    const cause = new Error('connection lost');
    const failing = memory(() => ({ list: () => Promise.reject(cause) }));
    const error = await rejectionOf(checkOf('list.empty').check(failing));
    expect(error).toMatchObject({
      expected: 'list() to resolve',
      seen: 'it rejected with Error: connection lost',
      cause: { cause },
    });
  });

  test('says so where a store gives out what is no pipeline', async () => {
    const listed = memory(() => ({ list: async () => [null] }));
    expect(await rejectionOf(checkOf('list.empty').check(listed))).toMatchObject({
      expected: 'list() to give an array of pipelines',
      seen: '[null]',
    });
    const given = memory(({ update }) => ({
      update: (name: string, change: Changing) => update(name, () => change({} as Pipeline)),
    }));
    for (const id of ['race.updates', 'race.readers', 'race.apart', 'race.removal']) {
      const error = await rejectionOf(checkOf(id).check(given));
      expect(error).toBeInstanceOf(BrokenStoreError);
      expect(error).toMatchObject({ expected: 'pipelines that can be worked with' });
    }
  });

  const failure = new Error('no database');
  test.each<[what: string, create: () => LifecycleStore | Promise<LifecycleStore>]>([
    [
      'throws',
      () => {
        throw failure;
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('rejects as createStore does where it %s', async (_, create) => {
    expect(await rejectionOf(checkStore(create))).toBe(failure);
    for (const { check } of storeChecks) expect(await rejectionOf(check(create))).toBe(failure);
  });

  test('rejects with TimeLimitError where createStore does not answer', async () => {
    const error = await rejectionOf(checkStore(() => new Promise(() => {}), { timeLimit: 10 }));
    expect(error).toBeInstanceOf(TimeLimitError);
    expect((error as Error).message).toBe('createStore: no answer within 10 ms');
  });

  test('rejects as createStore does where it fails only later', async () => {
    let opened = 0;
    const create = () => {
      opened += 1;
      if (opened > 3) throw failure;
      return memoryStore();
    };
    expect(await rejectionOf(checkOf('model.same').check(create))).toBe(failure);
  });

  test.each<[field: string, create: unknown, options?: unknown]>([
    ['createStore', undefined],
    ['createStore', memoryStore()],
    ['store', () => undefined],
    ['store', () => null],
    ['store', () => 'memory'],
    ['store.create', () => ({})],
    ['store.update', () => ({ ...memoryStore(), update: undefined })],
    ['store.watch', () => ({ ...memoryStore(), watch: null })],
    ['options', memoryStore, null],
    ['options', memoryStore, 4_000],
    ['timeLimit', memoryStore, { timeLimit: 0 }],
    ['timeLimit', memoryStore, { timeLimit: '4s' }],
    ['timeLimit', memoryStore, { timeLimit: Number.POSITIVE_INFINITY }],
    ['limit', memoryStore, { limit: 4_000 }],
  ])('rejects with InvalidInputError for a malformed %s', async (field, create, options) => {
    for (const check of [checkStore, checkOf('create.new').check]) {
      const error = await rejectionOf(check(create as never, options as never));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field });
    }
  });
});

describe('versionedStore', () => {
  const name = 'orders';
  const kept = async (store: LifecycleStore) => {
    await store.create(running(name));
    return store;
  };

  test('decides again where somebody else was faster, and loses nothing', async () => {
    const { table, tally } = slowTable();
    const store = await kept(versionedStore(table));
    const count = () =>
      store.update(name, (before) => ({ pipeline: counted(before), result: null }));
    await Promise.all(Array.from({ length: 200 }, count));
    expect(countOf(await store.read(name))).toBe(200);
    expect(tally.writes).toBe(200);
    expect(tally.conflicts).toBeGreaterThan(200);
  });

  test('gives up after so many attempts, with nothing written', async () => {
    const { table, rows } = slowTable();
    const before = await kept(versionedStore(table)).then(() => rows.get(name)?.text);
    for (const attempts of [1, 3]) {
      let changes = 0;
      const busy = versionedStore({ ...table, replace: async () => false }, { attempts });
      const seen: string[] = [];
      busy.watch?.((each) => seen.push(each));
      const error = await rejectionOf(
        busy.update(name, (each) => {
          changes += 1;
          return { pipeline: counted(each), result: null };
        }),
      );
      expect(error).toBeInstanceOf(StoreConflictError);
      expect(error).toMatchObject({ pipeline: name, attempts });
      const others = `was written by others in each of ${attempts} attempts`;
      expect((error as Error).message).toBe(`Pipeline 'orders' ${others}.`);
      expect({ changes, seen }).toEqual({ changes: attempts, seen: [] });
    }
    expect(rows.get(name)?.text).toBe(before);
  });

  test('gives up removals, too; by default after a thousand attempts', async () => {
    const { table, tally } = slowTable({ isQuick: true });
    await kept(versionedStore(table));
    const busy = versionedStore({ ...table, remove: async () => false });
    const error = await rejectionOf(busy.update(name, () => ({ pipeline: null, result: null })));
    expect(error).toMatchObject({ name: 'StoreConflictError', attempts: 1_000 });
    expect(tally.reads).toBe(1_000);
  });

  test.each([0, -1, 1.5, Number.NaN, '3'])('refuses %j attempts', (attempts) => {
    const { table } = slowTable();
    const wrong = () => versionedStore(table, { attempts: attempts as number });
    expect(wrong).toThrow(InvalidInputError);
    expect(wrong).toThrow('attempts is');
  });

  test.each<[what: string, change: (row: Record<string, unknown>) => unknown, field: string]>([
    ['is no object', () => 'text', 'pipeline'],
    ['has lost a field', ({ createdAt: _, ...rest }) => rest, 'createdAt'],
    ['has a field of another version', (row) => ({ ...row, owner: 'me' }), 'owner'],
    ['has lost what is so since when', ({ since: _, ...rest }) => rest, 'since'],
    ['has another name', (row) => ({ ...row, name: '../orders' }), 'name'],
  ])('rejects where a row %s, and changes nothing', async (_, change, field) => {
    await rejectsEverywhere(change, (error) => {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field });
    });
  });

  test('rejects where a row has a deployment that cannot occur, and says by which rule', async () => {
    const change = (row: Record<string, unknown>) => ({
      ...row,
      deployment: { ...(row.deployment as object), desiredStatus: 'Standby' },
    });
    await rejectsEverywhere(change, (error) => {
      expect(error).toBeInstanceOf(InvalidDeploymentError);
      expect((error as InvalidDeploymentError).problems[0]?.rule).toMatch(/^deployment\./);
    });
  });

  async function rejectsEverywhere(
    change: (row: Record<string, unknown>) => unknown,
    claim: (error: unknown) => void,
  ) {
    const { table, rows } = slowTable();
    const store = await kept(versionedStore(table));
    const { text, version } = rows.get(name) as { text: string; version: number };
    const corrupt = JSON.stringify(change(JSON.parse(text)));
    rows.set(name, { text: corrupt, version });
    const unwanted = vi.fn();
    claim(await rejectionOf(store.read(name)));
    claim(await rejectionOf(store.list()));
    claim(await rejectionOf(store.update(name, unwanted)));
    expect(unwanted).not.toHaveBeenCalled();
    expect(rows.get(name)?.text).toBe(corrupt);
  }

  test('rejects as its table does', async () => {
    const lost = new Error('connection lost');
    const failing = () => Promise.reject(lost);
    const { table } = slowTable();
    await kept(versionedStore(table));
    const all = { read: failing, list: failing, insert: failing };
    const store = versionedStore({ ...table, ...all });
    const change = (pipeline: Pipeline) => ({ pipeline: counted(pipeline), result: null });
    for (const call of [
      store.create(createPipeline('new', 0)),
      store.read(name),
      store.list(),
      store.update(name, change),
      versionedStore({ ...table, replace: failing }).update(name, change),
    ]) {
      expect(await rejectionOf(call)).toBe(lost);
    }
  });
});

describe('memoryStore', () => {
  test('keeps a copy of what is not frozen, and the very object of what is', async () => {
    const store = memoryStore();
    const mine = structuredClone(running('mine')) as { createdAt: string } & Pipeline;
    await store.create(mine);
    mine.createdAt = 'changed';
    expect(await store.read('mine')).toEqual(running('mine'));
    const frozen = running('frozen');
    await store.create(frozen);
    expect(await store.read('frozen')).toBe(frozen);
    expect((await store.list()).at(0)).toBe(frozen);
  });
});

describe('watchers', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('hear of a change although another one throws, which is thrown again outside', () => {
    const later: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (act: () => void) => later.push(act));
    const { watch, changed } = watchers();
    const heard: string[] = [];
    const mistake = new Error('a mistake of the listener');
    watch(() => {
      throw mistake;
    });
    watch((name) => heard.push(name));
    changed('orders');
    expect(heard).toEqual(['orders']);
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow(mistake);
  });

  test('hear nothing once another one has ended them, in the midst of a change', () => {
    const { watch, changed } = watchers();
    const heard: string[] = [];
    watch(() => end());
    const end = watch((name) => heard.push(name));
    changed('orders');
    expect(heard).toEqual([]);
  });

  test('who begins in the midst of a change hears of the next one', () => {
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

  test('are each on their own, although they are the same function', () => {
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

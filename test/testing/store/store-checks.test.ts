/** The checks of a store: their messages, the input they refuse, and that nothing hangs. */
import { describe, expect, test } from 'vitest';
import { type LifecycleStore, memoryStore, type Page, type Pipeline } from '../../../src/host';
import { InvalidInputError } from '../../../src/input';
import {
  BrokenStoreError,
  checkStore,
  type StoreCheck,
  storeChecks,
  TimeLimitError,
} from '../../../src/testing';
import { brokenStores } from '../../host/broken-stores';
import { type Broken, type Changing, memory } from '../../host/broken-stores/mistakes';
import { rejectionOf } from '../../host/rejection';
import { hostileNames, hostileValues } from '../../hostile';
import { inVirtualTime } from '../virtual-time';

const checkOf = (id: string) => storeChecks.find((check) => check.id === id) as StoreCheck;

describe('the checks', () => {
  test('each catch some store', () => {
    const needed = new Set(
      Object.values(brokenStores).flatMap(({ caughtBy }) => Object.keys(caughtBy)),
    );
    expect([...needed].sort()).toEqual(storeChecks.map(({ id }) => id).sort());
    expect(Object.keys(brokenStores).length).toBeGreaterThan(40);
  });

  test('are frozen, and state what must hold', () => {
    expect(Object.isFrozen(storeChecks)).toBe(true);
    for (const check of storeChecks) {
      expect(Object.isFrozen(check)).toBe(true);
      expect(check.id).toMatch(/^[a-z]+\.[a-z]+$/);
      expect(check.statement).toMatch(/^[A-Z][^\n]+\.$/);
    }
  });

  test('fail with a few lines that say what was expected and what was seen', async () => {
    const { create } = brokenStores['overwrites in create'] as Broken;
    const error = await rejectionOf(checkOf('create.taken').check(() => create()));
    expect((error as Error).message).toBe(
      [
        'create.taken: If the name is taken, create returns false and changes nothing.',
        "  Expected: create('orders'), which is taken, to be false",
        '  Seen: true',
      ].join('\n'),
    );
  });

  test('say what to do if a call takes too long: it may be the limit that is wrong', async () => {
    const slow = memory(({ read }, clock) => ({
      read: (name: string) => clock.sleep(5_000).then(() => read(name)),
    }));
    const check = (options: object) =>
      inVirtualTime((clock) =>
        checkOf('update.given').check(() => slow(clock), { clock, ...options }),
      );
    expect(((await rejectionOf(check({}))) as Error).message).toBe(
      [
        'update.given: A change is given the pipeline as last written, and the pipeline it returns is kept.',
        "  Expected: read('orders') to settle within 4000 ms",
        '  Seen: it did not',
        '  Hint: if the store is only slow, raise the option timeLimit, such as check(createStore, { timeLimit: 30_000 }), and the limit of the test.',
      ].join('\n'),
    );
    await check({ timeLimit: 30_000 });
  });

  test.each(['watch.told', 'watch.readable', 'model.same'])(
    'say the same if %s sees nothing in time',
    async (id) => {
      const mute = memory(({ list }) => ({
        watch: () => () => {},
        list: (page?: Page) => (page === undefined ? list() : new Promise(() => {})),
      }));
      const error = await inVirtualTime((clock) =>
        rejectionOf(checkOf(id).check(() => mute(clock), { clock })),
      );
      expect((error as Error).message).toMatch(/\n {2}Hint: .*timeLimit/);
    },
  );

  test('call several stores over the same data in turn, and as different processes', async () => {
    const calls: [number, string][] = [];
    const noting = (index: number, right: LifecycleStore): LifecycleStore => ({
      ...right,
      create: (pipeline) => {
        calls.push([index, 'create']);
        return right.create(pipeline);
      },
      update: (name, change) => {
        calls.push([index, 'update']);
        return right.update(name, change);
      },
    });
    const both = () => {
      const right = memoryStore();
      return [noting(0, right), noting(1, right)];
    };
    for (const { check } of storeChecks) await inVirtualTime((clock) => check(both, { clock }));
    for (const name of ['create', 'update']) {
      const shares = [0, 1].map((index) =>
        calls.filter((each) => each.join() === `${index},${name}`),
      );
      for (const share of shares) expect(share.length).toBeGreaterThan(100);
    }
  });

  test('name the field in which a pipeline that is read differs', async () => {
    const { create } = brokenStores['keeps numbers in 32 bits'] as Broken;
    const error = await rejectionOf(checkOf('read.same').check(() => create()));
    expect(error).toMatchObject({
      expected: "the result of read('created-5'), at deployment.generation, to be 9007199254740990",
      seen: '2147483647',
    });
  });

  test('shrink random calls to the shortest ones that show the mistake, and print the seed', async () => {
    const { create } = brokenStores['counts removed pipelines as part of a page'] as Broken;
    const error = await inVirtualTime((clock) =>
      rejectionOf(checkOf('model.same').check(() => create(clock), { clock })),
    );
    expect((error as BrokenStoreError).seen).toMatch(
      /^undefined, after: create '\S+' \(\d+\)(; [^;]+){1,3} \(seed -?\d+, path "[\d:]*"\)$/,
    );
  });

  test('stop random calls after half the time of one call, so that slow stores pass in time', () =>
    inVirtualTime(async (clock) => {
      const opened: number[] = [];
      const opening = (milliseconds: number) => async () => {
        await clock.sleep(milliseconds);
        opened.push(clock.now());
        return memoryStore();
      };
      await checkOf('model.same').check(opening(0), { clock });
      expect(opened).toHaveLength(251);
      opened.length = 0;
      await checkOf('model.same').check(opening(0), { clock, runs: 7 });
      expect(opened).toHaveLength(8);
      opened.length = 0;
      await checkOf('model.same').check(opening(20), { clock, timeLimit: 100 });
      // One at the beginning, and then as many as can begin within 50 ms.
      expect(opened).toHaveLength(4);
    }));
});

describe('checkStore', () => {
  test('resolves with nothing if all is well', async () => {
    const checked = inVirtualTime((clock) => checkStore(memoryStore, { clock }));
    expect(await checked).toBeUndefined();
  });

  test('lists every failure', async () => {
    const { create } = brokenStores['ignores case in names'] as Broken;
    const error = (await inVirtualTime((clock) =>
      rejectionOf(checkStore(() => create(clock), { clock })),
    )) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    const ids = error.errors.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['names.apart', 'race.apart']));
    expect(ids).not.toContain('create.taken');
    const [first] = error.message.split('\n');
    expect(first).toBe(`${ids.length} of ${storeChecks.length} checks of the store failed.`);
    for (const each of error.errors) expect(error.message).toContain(each.message);
  });

  test('hangs nowhere, and names the limit', async () => {
    const never = () => new Promise<never>(() => {});
    const silent = () => ({ create: never, read: never, list: never, update: never });
    const error = (await inVirtualTime((clock) =>
      rejectionOf(checkStore(silent, { timeLimit: 10, clock })),
    )) as AggregateError;
    const optional = storeChecks.filter(({ id }) => /^(watch|claims)/.test(id));
    expect(error.errors).toHaveLength(storeChecks.length - optional.length);
    for (const each of error.errors) {
      expect(each.expected).toMatch(/^(create|read|list|update)\(.*\) to settle within 10 ms$/);
      expect(each.seen).toMatch(/^it did not/);
    }
  });

  test('names the error that a store has rejected with, and keeps it as the cause', async () => {
    const cause = new Error('connection lost');
    const failing = memory(() => ({ list: () => Promise.reject(cause) }));
    const error = await rejectionOf(checkOf('list.empty').check(() => failing()));
    expect(error).toMatchObject({
      expected: 'list() to resolve',
      seen: 'it rejected with Error: connection lost',
      cause: { cause },
    });
  });

  test.each(hostileNames)('finds a store broken that rejects with %s', async (name) => {
    const failing = memory(() => ({ list: () => Promise.reject(hostileValues[name]) }));
    const error = await rejectionOf(checkOf('list.empty').check(() => failing()));
    expect(error).toMatchObject({ expected: 'list() to resolve' });
    expect((error as BrokenStoreError).seen).toMatch(/^it rejected with ./);
  });

  test('says so if a store returns something other than pipelines', async () => {
    const listed = memory(() => ({ list: async () => [null] }));
    expect(await rejectionOf(checkOf('list.empty').check(() => listed()))).toMatchObject({
      expected: 'list() to resolve with an array of pipelines',
      seen: '[null]',
    });
    const given = memory(({ update }) => ({
      update: (name: string, change: Changing) => update(name, () => change({} as Pipeline)),
    }));
    for (const id of ['race.updates', 'race.readers', 'race.apart', 'race.removal']) {
      const error = await rejectionOf(checkOf(id).check(() => given()));
      expect(error).toBeInstanceOf(BrokenStoreError);
      expect(error).toMatchObject({ expected: 'the store to return valid pipelines' });
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
  ])('rejects as createStore does if it %s', async (_, create) => {
    expect(await rejectionOf(checkStore(create))).toBe(failure);
    for (const { check } of storeChecks) expect(await rejectionOf(check(create))).toBe(failure);
  });

  test('rejects with TimeLimitError if createStore does not answer', async () => {
    const error = await inVirtualTime((clock) =>
      rejectionOf(checkStore(() => new Promise(() => {}), { timeLimit: 10, clock })),
    );
    expect(error).toBeInstanceOf(TimeLimitError);
    expect((error as Error).message).toBe(
      'createStore, limited by the option timeLimit: no answer within 10 ms',
    );
  });

  test('rejects as createStore does if it fails only later', async () => {
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
    ['store.watchesEveryWriter', () => ({ ...memoryStore(), watchesEveryWriter: 'yes' })],
    ['createStore', () => []],
    ['store.read', () => [memoryStore(), { ...memoryStore(), read: undefined }]],
    ['options', memoryStore, null],
    ['options', memoryStore, 4_000],
    ['timeLimit', memoryStore, { timeLimit: 0 }],
    ['timeLimit', memoryStore, { timeLimit: '4s' }],
    ['timeLimit', memoryStore, { timeLimit: Number.POSITIVE_INFINITY }],
    ['runs', memoryStore, { runs: 0 }],
    ['limit', memoryStore, { limit: 4_000 }],
    ['clock.sleep', memoryStore, { clock: Date }],
  ])('rejects with InvalidInputError for an invalid %s', async (field, create, options) => {
    for (const check of [checkStore, checkOf('create.new').check]) {
      const error = await rejectionOf(check(create as never, options as never));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field });
    }
  });
});

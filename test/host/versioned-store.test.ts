/** The store over a table that can compare and set: conflicts and malformed rows. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createPipeline, type Pipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import { StoreConflictError, versionedStore } from '../../src/host/versioned-store';
import { InvalidInputError } from '../../src/input/invalid-input';
import { InvalidDeploymentError } from '../../src/lifecycle';
import { counted, countOf, running } from '../../src/testing/store/sample-pipelines';
import { inVirtualTime } from '../testing/virtual-time';
import { rejectionOf } from './rejection';
import { slowTable, storeOn } from './slow-table';

describe('versionedStore', () => {
  const name = 'orders';
  const kept = async (store: LifecycleStore) => {
    await store.create(running(name));
    return store;
  };

  const count = (store: LifecycleStore, each = name) =>
    store.update(each, (before) => ({ pipeline: counted(before), result: null }));
  const times = <Value>(length: number, act: (index: number) => Value) =>
    Array.from({ length }, (_, index) => act(index));

  test('reads and writes once for each of 200 writers of a process', () =>
    inVirtualTime(async (clock) => {
      const { table, tally } = slowTable({ clock });
      const store = await kept(storeOn(table, clock));
      await Promise.all(times(200, () => count(store)));
      expect(tally).toEqual({ reads: 200, writes: 200, conflicts: 0 });
      expect(countOf(await store.read(name))).toBe(200);
    }));

  test('lets writers of a name write in the order in which they came', () =>
    inVirtualTime(async (clock) => {
      const store = await kept(storeOn(slowTable({ clock }).table, clock));
      const written: number[] = [];
      await Promise.all(
        times(20, async (index) => {
          await count(store);
          written.push(index);
        }),
      );
      expect(written).toEqual(times(20, (index) => index));
    }));

  test('lets writers of different names write at the same time', () =>
    inVirtualTime(async (clock) => {
      const { table } = slowTable({ clock });
      const store = storeOn(table, clock);
      const names = times(50, (index) => `pipeline-${index}`);
      for (const each of names) await store.create(running(each));
      const timeOf = async (acts: () => Promise<unknown>) => {
        const before = clock.now();
        await acts();
        return clock.now() - before;
      };
      const one = await timeOf(() => Promise.all(times(50, () => count(store, 'pipeline-0'))));
      const all = await timeOf(() => Promise.all(names.map((each) => count(store, each))));
      // Two calls, each of which travels for three milliseconds at most, both ways.
      expect(all).toBeLessThanOrEqual(12);
      expect(one).toBeGreaterThan(100);
    }));

  test('decides again if another process was faster, and loses nothing', () =>
    inVirtualTime(async (clock) => {
      const { table, tally } = slowTable({ clock });
      const [one, other] = [storeOn(table, clock), storeOn(table, clock)];
      await kept(one);
      await Promise.all(times(100, (index) => count(index % 2 === 0 ? one : other)));
      expect(countOf(await one.read(name))).toBe(100);
      expect(tally.writes).toBe(100);
      expect(tally.conflicts).toBeGreaterThan(10);
      // While one waits, the other writes: far fewer than if each had read with each write.
      expect(tally.reads).toBeLessThan(200);
    }));

  test('waits between its attempts: a random part of a bound that doubles', () =>
    inVirtualTime(async (clock) => {
      const { table } = slowTable({ isQuick: true });
      await kept(versionedStore(table));
      const at: number[] = [];
      const began = clock.now();
      const replace = async () => {
        at.push(clock.now() - began);
        return false;
      };
      const options = { clock, random: () => 0.5, attempts: 8, backoff: { first: 10, max: 100 } };
      const busy = versionedStore({ ...table, replace }, options);
      await rejectionOf(count(busy));
      expect(at).toEqual([0, 5, 15, 35, 75, 125, 175, 225]);
      expect(clock.now() - began).toBe(225);
    }));

  test('does not wait for a writer that hangs, once its turn has taken too long', () =>
    inVirtualTime(async (clock) => {
      const { table } = slowTable({ isQuick: true });
      await kept(versionedStore(table));
      let calls = 0;
      const hanging = {
        ...table,
        read: async (each: string) => {
          calls += 1;
          return calls === 1 ? new Promise<never>(() => {}) : table.read(each);
        },
      };
      const store = versionedStore(hanging, { clock });
      const began = clock.now();
      void count(store);
      await Promise.all(times(3, () => count(store)));
      expect(countOf(await store.read(name))).toBe(3);
      expect(clock.now() - began).toBe(5_000);
      // Those that come later do not wait at all.
      await count(store);
      expect(clock.now() - began).toBe(5_000);
    }));

  test('loses nothing if a writer was left behind and writes at last', () =>
    inVirtualTime(async (clock) => {
      const { table, tally } = slowTable({ isQuick: true });
      await kept(versionedStore(table));
      let isSlow = true;
      const late = {
        ...table,
        replace: async (...[each, pipeline, version]: Parameters<typeof table.replace>) => {
          const wait = isSlow ? 500 : 0;
          isSlow = false;
          await clock.sleep(wait);
          return table.replace(each, pipeline, version);
        },
      };
      const store = versionedStore(late, { clock, random: () => 0.5, turnLimit: 100 });
      await Promise.all(times(3, () => count(store)));
      expect(countOf(await store.read(name))).toBe(3);
      expect(tally).toMatchObject({ writes: 3, conflicts: 1 });
    }));

  test('gives the next writer its turn if a change throws or the table rejects', () =>
    inVirtualTime(async (clock) => {
      const { table } = slowTable({ clock });
      let reads = 0;
      const flaky = {
        ...table,
        read: async (each: string) => {
          reads += 1;
          if (reads === 2) throw new Error('connection lost');
          return table.read(each);
        },
      };
      const store = await kept(storeOn(flaky, clock));
      const throwing = store.update(name, () => {
        throw new Error('thrown by the change');
      });
      const results = await Promise.allSettled([throwing, count(store), count(store)]);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
      await clock.settle();
      expect(clock.sleepers).toBe(0);
    }));

  test('gives up after `attempts`, with nothing written', async () => {
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
      const advice = 'Try again, or raise the option attempts.';
      expect((error as Error).message).toBe(`Pipeline 'orders' ${others}. ${advice}`);
      expect({ changes, seen }).toEqual({ changes: attempts, seen: [] });
    }
    expect(rows.get(name)?.text).toBe(before);
  });

  test('gives up removals too, by default after a thousand attempts', () =>
    inVirtualTime(async (clock) => {
      const { table, tally } = slowTable({ isQuick: true });
      await kept(versionedStore(table));
      const busy = versionedStore({ ...table, remove: async () => false }, { clock });
      const error = await rejectionOf(busy.update(name, () => ({ pipeline: null, result: null })));
      expect(error).toMatchObject({ name: 'StoreConflictError', attempts: 1_000 });
      expect(tally.reads).toBe(1_000);
    }));

  test.each([
    [undefined, {}, 'table'],
    [{}, {}, 'table.read'],
    [{ ...slowTable().table, remove: 'no' }, {}, 'table.remove'],
    [slowTable().table, null, 'options'],
    [slowTable().table, { atempts: 3 }, 'atempts'],
    [slowTable().table, { onInvalid: 5 }, 'onInvalid'],
    [slowTable().table, { backoff: 100 }, 'backoff'],
    [slowTable().table, { backoff: { frist: 1 } }, 'backoff.frist'],
    [slowTable().table, { backoff: { first: 0 } }, 'backoff.first'],
    [slowTable().table, { backoff: { max: 1 } }, 'backoff.max'],
    [slowTable().table, { turnLimit: 0 }, 'turnLimit'],
    [slowTable().table, { turnLimit: Number.POSITIVE_INFINITY }, 'turnLimit'],
    [slowTable().table, { clock: Date }, 'clock.sleep'],
    [slowTable().table, { random: 0.5 }, 'random'],
    [{ ...slowTable().table, watch: true }, {}, 'table.watch'],
  ])('refuses a table that lacks a method, and malformed options: %#', (table, options, field) => {
    const make = versionedStore as (...given: unknown[]) => unknown;
    expect(() => make(table, options)).toThrow(InvalidInputError);
    expect(() => make(table, options)).toThrow(expect.objectContaining({ field }));
  });

  test('accepts null for a missing row, as many drivers return it', async () => {
    const { table } = slowTable();
    const store = versionedStore({
      ...table,
      read: async (each: string) => (await table.read(each)) ?? null,
    });
    const change = vi.fn();
    expect(await store.read('nobody')).toBeUndefined();
    expect(await store.update('nobody', change)).toBeUndefined();
    expect(change).not.toHaveBeenCalled();
  });

  test.each([0, -1, 1.5, Number.NaN, '3'])('refuses %j attempts', (attempts) => {
    const { table } = slowTable();
    const wrong = () => versionedStore(table, { attempts: attempts as number });
    expect(wrong).toThrow(InvalidInputError);
    expect(wrong).toThrow('attempts is');
  });

  test.each<[what: string, change: (row: Record<string, unknown>) => unknown, field: string]>([
    ['is not an object', () => 'text', 'pipeline'],
    ['has lost a field', ({ createdAt: _, ...rest }) => rest, 'createdAt'],
    ['has a field of another version', (row) => ({ ...row, owner: 'me' }), 'owner'],
    ['has lost its times', ({ since: _, ...rest }) => rest, 'since'],
    ['has another name', (row) => ({ ...row, name: '../orders' }), 'name'],
  ])('rejects if a row %s, and changes nothing', async (_, change, field) => {
    await rejectsEverywhere(change, (error) => {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field });
    });
  });

  test('rejects if a row has a deployment that cannot occur, and names the rule', async () => {
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
    const onInvalid = vi.fn();
    const store = await kept(versionedStore(table, { onInvalid }));
    const { text, version } = rows.get(name) as { text: string; version: number };
    const corrupt = JSON.stringify(change(JSON.parse(text)));
    rows.set(name, { text: corrupt, version });
    const unwanted = vi.fn();
    claim(await rejectionOf(store.read(name)));
    await store.create(createPipeline('zzz', { now: 0, id: 'zzz' }));
    for (const page of [{}, { limit: 1 }]) {
      const names = (await store.list(page)).map((each) => each.name);
      expect(names.at(-1)).toBe('zzz');
      expect(names).not.toContain(name);
      const [error, row] = onInvalid.mock.lastCall ?? [];
      claim(error);
      expect(row).toEqual(JSON.parse(corrupt));
    }
    claim(await rejectionOf(store.update(name, unwanted)));
    expect(unwanted).not.toHaveBeenCalled();
    expect(rows.get(name)?.text).toBe(corrupt);
  }

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('a mistake');
      },
    ],
    ['rejects', () => Promise.reject(new Error('a mistake'))],
  ])('lists what is valid although onInvalid %s, which the console tells', async (_, onInvalid) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const { table, rows } = slowTable();
    const store = await kept(versionedStore(table, { onInvalid }));
    rows.set('broken', { text: '{}', version: 9 });
    expect((await store.list()).map((each) => each.name)).toEqual([name]);
    await new Promise((turn) => setImmediate(turn));
    expect(logged.mock.calls).toEqual([['onInvalid:', new Error('a mistake')]]);
  });

  test('rejects as its table does', async () => {
    const lost = new Error('connection lost');
    const failing = () => Promise.reject(lost);
    const { table } = slowTable();
    await kept(versionedStore(table));
    const all = { read: failing, list: failing, insert: failing };
    const store = versionedStore({ ...table, ...all });
    const change = (pipeline: Pipeline) => ({ pipeline: counted(pipeline), result: null });
    for (const call of [
      store.create(createPipeline('new', { now: 0, id: 'new' })),
      store.read(name),
      store.list(),
      store.update(name, change),
      versionedStore({ ...table, replace: failing }).update(name, change),
    ]) {
      expect(await rejectionOf(call)).toBe(lost);
    }
  });
});

describe('the watch of a versioned store', () => {
  test('hears only what is written through the store itself, and says so', async () => {
    const { table } = slowTable({ isQuick: true });
    const [store, other] = [versionedStore(table), versionedStore(table)];
    const heard: string[] = [];
    store.watch?.((name) => heard.push(name));
    await other.create(running('others'));
    await store.create(running('orders'));
    expect(heard).toEqual(['orders']);
    expect(store.watchesEveryWriter).toBe(false);
  });

  test('hears every process if the table does, and itself without the table', async () => {
    const { told, table } = toldTable();
    const store = versionedStore(table);
    expect(store.watchesEveryWriter).toBe(true);
    const heard: string[] = [];
    store.watch?.((name) => heard.push(name));
    await store.create(running('orders'));
    for (const tell of told) tell('others');
    expect(heard).toEqual(['orders', 'others']);
  });

  test('listens to the table once, while there are listeners', () => {
    const { told, table } = toldTable();
    const store = versionedStore(table);
    expect(told.size).toBe(0);
    const ends = [store.watch?.(() => {}), store.watch?.(() => {})];
    expect(told.size).toBe(1);
    ends[0]?.();
    ends[0]?.();
    expect(told.size).toBe(1);
    ends[1]?.();
    expect(told.size).toBe(0);
    ends[1]?.();
    store.watch?.(() => {});
    expect(told.size).toBe(1);
  });

  test('rejects a table whose watch returns no function to end it with', () => {
    const watch = (() => {}) as never;
    const store = versionedStore({ ...slowTable().table, watch });
    expect(() => store.watch?.(() => {})).toThrow(InvalidInputError);
    expect(() => store.watch?.(() => {})).toThrow('the return value of table.watch is undefined');
  });

  /** A table that tells of whatever a test says. */
  function toldTable() {
    const told = new Set<(name: string) => void>();
    const watch = (listener: (name: string) => void) => {
      told.add(listener);
      return () => void told.delete(listener);
    };
    return { told, table: { ...slowTable({ isQuick: true }).table, watch } };
  }
});

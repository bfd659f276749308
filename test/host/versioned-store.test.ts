/** The store over a table that can compare and set: conflicts and malformed rows. */
import { describe, expect, test, vi } from 'vitest';
import { createPipeline, type Pipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import { StoreConflictError, versionedStore } from '../../src/host/versioned-store';
import { InvalidInputError } from '../../src/input/invalid-input';
import { InvalidDeploymentError } from '../../src/lifecycle';
import { counted, countOf, running } from '../../src/testing/store/sample-pipelines';
import { inVirtualTime } from '../testing/virtual-time';
import { rejectionOf } from './rejection';
import { slowTable } from './slow-table';

describe('versionedStore', () => {
  const name = 'orders';
  const kept = async (store: LifecycleStore) => {
    await store.create(running(name));
    return store;
  };

  test('decides again if somebody else was faster, and loses nothing', () =>
    inVirtualTime(async (clock) => {
      const { table, tally } = slowTable({ clock });
      const store = await kept(versionedStore(table));
      const count = () =>
        store.update(name, (before) => ({ pipeline: counted(before), result: null }));
      await Promise.all(Array.from({ length: 200 }, count));
      expect(countOf(await store.read(name))).toBe(200);
      expect(tally.writes).toBe(200);
      expect(tally.conflicts).toBeGreaterThan(200);
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
      expect((error as Error).message).toBe(`Pipeline 'orders' ${others}.`);
      expect({ changes, seen }).toEqual({ changes: attempts, seen: [] });
    }
    expect(rows.get(name)?.text).toBe(before);
  });

  test('gives up removals too, by default after a thousand attempts', async () => {
    const { table, tally } = slowTable({ isQuick: true });
    await kept(versionedStore(table));
    const busy = versionedStore({ ...table, remove: async () => false });
    const error = await rejectionOf(busy.update(name, () => ({ pipeline: null, result: null })));
    expect(error).toMatchObject({ name: 'StoreConflictError', attempts: 1_000 });
    expect(tally.reads).toBe(1_000);
  });

  test.each([
    [undefined, {}, 'table'],
    [{}, {}, 'table.read'],
    [{ ...slowTable().table, remove: 'no' }, {}, 'table.remove'],
    [slowTable().table, null, 'options'],
    [slowTable().table, { atempts: 3 }, 'atempts'],
    [slowTable().table, { onInvalid: 5 }, 'onInvalid'],
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

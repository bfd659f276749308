/** The store of `pipeline-lifecycle/sqlite`: contract, transactions, and what it listens to. */
import { join } from 'node:path';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { OpenFile } from '../../src/sqlite/open-file';
import { type StoreMachine, storeChecks } from '../../src/testing/store';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { asked, started } from '../host/claims/users-and-runners';
import { amount, sample } from '../tier';
import { until } from '../until';
import {
  columnIn,
  onSqlite,
  openConnection,
  openSqliteStore,
  temporaryFolder,
} from './opened-file';

const file = join(temporaryFolder(), 'pipelines.db');
const opened = [openSqliteStore(file), openSqliteStore(file)] as const;
const [user, other] = opened;
beforeAll(() => user.migrate());
beforeEach(() => run('DELETE FROM pipelines'));
afterAll(() => Promise.all(opened.map(({ close }) => close())));

const run = (sql: string) => onSqlite(file, (connection) => void connection.exec(sql));

/** The time limit is only for what hangs, however busy the machine is. */
const limits = { timeLimit: 60_000, runs: amount({ usual: 25, deep: 250 }) };

describe('two stores over one file', () => {
  const empty = async () => {
    run('DELETE FROM pipelines; DELETE FROM workers');
    return opened.map(({ store }) => store);
  };

  /** Opens a store for each machine, until the end of the test. */
  const emptyOn = async (machines: readonly StoreMachine[]) => {
    await empty();
    const stores = machines.map(({ clock }) => openSqliteStore(file, { clock }));
    onTestFinished(async () => {
      await Promise.all(stores.map(({ close }) => close()));
    });
    return stores.map(({ store }) => store);
  };

  it.each(
    sample(storeChecks, 12).map(({ id, statement, check }) => [id, statement, check] as const),
  )('pass %s: %s', (id, _statement, check) => {
    // Only the checks of claims halt machines.
    const create = id.startsWith('claims.') ? emptyOn : empty;
    return check(create, limits);
  });

  it('say that they watch every writer, so that the checks ask for it', () => {
    expect(opened.map(({ store }) => store.watchesEveryWriter)).toEqual([true, true]);
  });

  it('are told of a removal, and of what was written by hand', async () => {
    await user.store.create(fresh('removed'));
    const heard: string[] = [];
    const end = other.store.watch((name) => heard.push(name));
    await user.store.update('removed', () => ({ pipeline: null, result: null }));
    const json = JSON.stringify({ ...fresh('by-hand') });
    run(`INSERT INTO pipelines (name, pipeline) VALUES ('by-hand', '${json}')`);
    await until(() => heard.includes('removed') && heard.includes('by-hand'));
    expect(await user.store.read('by-hand')).toEqual(fresh('by-hand'));
    end();
  });

  it('are told of every pipeline if more has changed than is remembered', async () => {
    await Promise.all(['a', 'b'].map((name) => user.store.create(fresh(name))));
    const heard: string[] = [];
    const end = other.store.watch((name) => heard.push(name));
    run(`INSERT INTO changes (version, name)
      SELECT max(version) + 20000, 'c' FROM changes`);
    await until(() => ['a', 'b', 'c'].every((name) => heard.includes(name)));
    end();
  });

  it('remember only the last ten thousand changes', async () => {
    await user.store.create(started('orders'));
    run(`INSERT INTO changes (version, name)
      SELECT max(version) + 20000, 'orders' FROM changes`);
    await user.store.update('orders', asked('stop?force=true'));
    expect(columnIn(file, 'SELECT count(*) FROM changes')).toEqual([2]);
  });

  it('leave out of lists what is not JSON, and tell of it', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => user.store.create(fresh(name))));
    run(`UPDATE pipelines SET pipeline = 'garbage' WHERE name = 'b'`);
    const before = user.errors.length;
    expect(await user.store.list({ limit: 2 })).toEqual([fresh('a'), fresh('c')]);
    expect(user.errors.slice(before)).toMatchObject([{ field: 'pipeline', value: 'garbage' }]);
    await expect(user.store.read('b')).rejects.toMatchObject({ field: 'pipeline' });
  });
});

describe('what is written in one turn', () => {
  const commits = (spy: { mock: { calls: readonly (readonly unknown[])[] } }) =>
    spy.mock.calls.filter(([key]) => key === 'commit').length;

  test('is committed together', async () => {
    const spy = vi.spyOn(OpenFile.prototype, 'run');
    const names = Array.from({ length: 100 }, (_, index) => `p${index}`);
    const created = await Promise.all(names.map((name) => user.store.create(fresh(name))));
    expect(created).not.toContain(false);
    expect(commits(spy)).toBe(1);
  });

  test('is undone alone if it fails, and rejects with its own error', async () => {
    await Promise.all(['a', 'b'].map((name) => user.store.create(fresh(name))));
    const error = new Error('thrown');
    let calls = 0;
    const { update } = user.store;
    const before = update('a', asked('start?initial=paused'));
    // Decided before the transaction, and again within it, because the first one has written.
    const fails = update('a', (pipeline) => {
      calls += 1;
      if (calls === 2) throw error;
      return asked('start')(pipeline);
    });
    const after = [update('b', asked('start')), user.store.create(fresh('c'))];
    await expect(fails).rejects.toBe(error);
    await Promise.all([before, ...after]);
    expect(calls).toBe(2);
    const desired = (await user.store.list()).map(({ deployment }) => deployment.desiredStatus);
    expect(desired).toEqual(['Paused', 'Running', 'Stopped']);
  });

  test('fails together if SQLite undoes the whole transaction, and the next one works', async () => {
    run(`CREATE TRIGGER spoiled BEFORE INSERT ON pipelines WHEN NEW.name = 'spoiled'
      BEGIN SELECT RAISE(ROLLBACK, 'the whole transaction'); END`);
    const names = ['a', 'spoiled', 'b'];
    const results = await Promise.allSettled(names.map((name) => user.store.create(fresh(name))));
    expect(results.map(({ status }) => status)).toEqual(names.map(() => 'rejected'));
    run('DROP TRIGGER spoiled');
    expect(await user.store.create(fresh('a'))).toBe(true);
    expect(await user.store.list()).toEqual([fresh('a')]);
  });

  test('writes nothing, and locks nothing, if nothing changes', async () => {
    await user.store.create(fresh('a'));
    const spy = vi.spyOn(OpenFile.prototype, 'run');
    const same = await user.store.update('a', (pipeline) => ({ pipeline, result: 'same' }));
    expect(same).toBe('same');
    expect(spy).not.toHaveBeenCalled();
  });
});

describe('a file that another process has locked', () => {
  const locked = async (act: () => Promise<void>) => {
    const connection = openConnection(file);
    connection.exec('BEGIN IMMEDIATE');
    try {
      await act();
    } finally {
      connection.exec('ROLLBACK');
      connection.close();
    }
  };

  test('can be read, and is waited for no longer than busyTimeout', async () => {
    const hasty = openSqliteStore(file, { busyTimeout: 0 });
    await user.store.create(fresh('a'));
    await locked(async () => {
      expect(await hasty.store.read('a')).toEqual(fresh('a'));
      await expect(hasty.store.create(fresh('b'))).rejects.toMatchObject({
        name: 'SqliteBusyError',
        file,
        timeout: 0,
      });
    });
    expect(await hasty.store.create(fresh('b'))).toBe(true);
    await hasty.close();
  });

  test('is written once it is free, without blocking the process meanwhile', async () => {
    let isWritten = false;
    let created: Promise<void> | undefined;
    const attempts = vi.spyOn(OpenFile.prototype, 'run');
    await locked(async () => {
      created = user.store.create(fresh('a')).then(() => {
        isWritten = true;
      });
      await until(() => attempts.mock.calls.length > 3);
      expect(isWritten).toBe(false);
    });
    await created;
    expect(await user.store.read('a')).toEqual(fresh('a'));
  });
});

describe('a store that is closed', () => {
  test('writes what was asked before, and then nothing', async () => {
    const closing = openSqliteStore(file);
    const created = closing.store.create(fresh('a'));
    await Promise.all([closing.close(), closing.close()]);
    expect(await created).toBe(true);
    await expect(closing.store.read('a')).rejects.toThrow('is closed');
    await expect(closing.store.create(fresh('b'))).rejects.toThrow('is closed');
  });
});

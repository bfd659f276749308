/** The store of `pipeline-lifecycle/postgres` on a real server: contract, tables and messages. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, test } from 'vitest';
import { type PostgresStoreOptions, postgresStore } from '../../src/postgres';
import { migrations } from '../../src/postgres/migrations';
import { statementsFor } from '../../src/postgres/statements';
import { type StoreMachine, storeChecks } from '../../src/testing/store';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { started } from '../host/claims/users-and-runners';
import { amount, sample } from '../tier';
import { until } from '../until';
import { createDatabase, onPostgres } from './database';
import { type OpenedPostgresStore, openPostgresStore } from './opened-store';

let url: string;
let opened: readonly OpenedPostgresStore[] = [];
beforeAll(async () => {
  url = await createDatabase();
  opened = [openPostgresStore(url), openPostgresStore(url)];
  await opened[0]?.migrate();
});
afterAll(() => Promise.all(opened.map(({ close }) => close())));

const run = (text: string, values: unknown[] = []) =>
  onPostgres(url, (client) => client.query(text, values));

const empty = async () => {
  await run('TRUNCATE pipeline_lifecycle.pipelines, pipeline_lifecycle.workers');
  return opened.map(({ store }) => store);
};

/** Opens a store for each machine, until the end of the test. */
const emptyOn = async (machines: readonly StoreMachine[]) => {
  await empty();
  const stores = machines.map(({ clock }) => openPostgresStore(url, { clock }));
  onTestFinished(async () => {
    await Promise.all(stores.map(({ close }) => close()));
  });
  return stores.map(({ store }) => store);
};

/** The time limit is only for what hangs, however busy the machine is. */
const limits = { timeLimit: 60_000, runs: amount({ usual: 25, deep: 250 }) };

describe('two stores over one database', () => {
  it.each(
    sample(storeChecks, 12).map(({ id, statement, check }) => [id, statement, check] as const),
  )('pass %s: %s', (id, _statement, check) => {
    // Only the checks of claims halt machines, and to open a store takes a while.
    const create = id.startsWith('claims.') ? emptyOn : empty;
    return check(create, limits);
  });

  it('say that they watch every writer, so that the checks ask for it', () => {
    expect(opened.map(({ store }) => store.watchesEveryWriter)).toEqual([true, true]);
  });

  it('are told what was written while nobody could listen, once they listen again', async () => {
    const [deaf, writer] = opened as [OpenedPostgresStore, OpenedPostgresStore];
    await empty();
    const heard: string[] = [];
    const end = deaf.store.watch((name) => heard.push(name));
    const claims = await deaf.store.claims({ lease: 60_000 });
    let due = 0;
    claims.onDue?.(() => {
      due += 1;
    });
    await writer.store.create(fresh('before'));
    await until(() => heard.includes('before'));
    const database = new URL(url).pathname.slice(1);
    await onPostgres(inject('postgresUrl'), async (operator) => {
      const allow = (isAllowed: boolean) =>
        operator.query(`ALTER DATABASE "${database}" WITH ALLOW_CONNECTIONS ${isAllowed}`);
      const listeners = `FROM pg_stat_activity WHERE datname = $1 AND query ~ 'LISTEN|written_at >'`;
      await onPostgres(url, async (client) => {
        // Who is connected goes on, and nobody comes back.
        await allow(false);
        await operator.query(`SELECT pg_terminate_backend(pid) ${listeners}`, [database]);
        await until(() => deaf.errors.length > 0);
        due = 0;
        const { text } = statementsFor('pipeline_lifecycle').insert;
        // It is settled, so only whoever knows when it was written can tell of it.
        await client.query(text, ['meanwhile', JSON.stringify(fresh('meanwhile')), false]);
      });
      expect(heard).not.toContain('meanwhile');
      await allow(true);
    });
    await until(() => heard.includes('meanwhile') && due > 0);
    end();
    await claims.end();
  });
});

describe('the tables', () => {
  test('are made once, however many servers migrate at once', async () => {
    const address = await createDatabase();
    const servers = [1, 2, 3, 4].map(() => openPostgresStore(address));
    const taken = await Promise.all(servers.map(({ migrate }) => migrate()));
    const known = migrations.length;
    expect(taken.filter(({ from }) => from === 0)).toEqual([{ from: 0, to: known }]);
    expect(taken.filter(({ from }) => from === known)).toHaveLength(3);
    await Promise.all(servers.map(({ close }) => close()));
  });

  test('can be in several schemas of one database, whose names are quoted', async () => {
    const stores = ['Team-1', 'select'].map((schema) => openPostgresStore(url, { schema }));
    for (const { migrate, store } of stores) {
      await migrate();
      expect(await store.create(fresh('orders'))).toBe(true);
      expect(await store.list()).toEqual([fresh('orders')]);
    }
    await Promise.all(stores.map(({ close }) => close()));
  });

  test('of a newer version are refused, and left alone', async () => {
    const schema = 'newer';
    const { migrate, close } = openPostgresStore(url, { schema });
    await migrate();
    const next = migrations.length + 1;
    await run('INSERT INTO newer.migrations (version) VALUES ($1)', [next]);
    await expect(migrate()).rejects.toMatchObject({
      name: 'PostgresSchemaError',
      schema,
      found: next,
      known: migrations.length,
      message: expect.stringContaining('upgrade the package'),
    });
    await close();
  });

  test('that are missing are named, with what to call', async () => {
    const { store, close } = openPostgresStore(url, { schema: 'nowhere' });
    await expect(store.read('orders')).rejects.toMatchObject({
      name: 'PostgresSchemaError',
      found: null,
      message: expect.stringContaining('call migrate()'),
    });
    await close();
  });
});

describe('a pool of the caller', () => {
  test('is used with its password, outlives a broken connection, and is not ended', async () => {
    await empty();
    const { password, username, hostname, port, pathname } = new URL(url);
    const address = { user: username, host: hostname, port: Number(port) };
    const pool = new pg.Pool({ ...address, password, database: pathname.slice(1) });
    const errors: unknown[] = [];
    const { store, close } = postgresStore({ pool, onError: (error) => errors.push(error) });
    const heard: string[] = [];
    store.watch((name) => heard.push(name));
    await store.create(fresh('orders'));
    // Told by the store itself, and by its own connection, which needs the password.
    await until(() => heard.length > 1);
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
    await run('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await until(() => errors.length > 0);
    await close();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(pool.listenerCount('error')).toBe(0);
    await pool.end();
  });
});

describe('the options', () => {
  const connectionString = 'postgresql://user:secret@localhost/name';
  const open = () => {};
  test.each<[PostgresStoreOptions, string]>([
    [{}, 'connectionString'],
    [{ connectionString: '' }, 'connectionString'],
    [{ connectionString, pool: new pg.Pool() }, 'connectionString'],
    [{ pool: {} as never }, 'pool.query'],
    [{ pool: { query: open, on: open, off: open } as never }, 'pool.options'],
    [{ connectionString, schema: 'a"; DROP SCHEMA public' }, 'schema'],
    [{ connectionString, schema: 'pg_temp' }, 'schema'],
    [{ connectionString, schema: 'x'.repeat(41) }, 'schema'],
    [{ connectionString, queryTimeout: 0 }, 'queryTimeout'],
    [{ connectionString, onError: 'log' as never }, 'onError'],
    [{ connectionString, clock: {} as never }, 'clock.now'],
    [{ connectionString, password: 'secret' } as never, 'password'],
  ])('%#: are refused with the field, without its secrets', (options, field) => {
    const error = thrownBy(() => postgresStore(options));
    expect(error).toMatchObject({ name: 'InvalidInputError', field });
    expect(String(error)).not.toContain('secret');
  });
});

describe('five thousand settled pipelines', () => {
  const statements = statementsFor('pipeline_lifecycle');
  beforeAll(async () => {
    await empty();
    const insert = `INSERT INTO pipeline_lifecycle.pipelines (name, pipeline, due)
      SELECT 'pipeline-' || n, $1, false FROM generate_series(1, 5000) n ORDER BY random()`;
    await run(insert, [JSON.stringify(fresh('orders'))]);
    await run('ANALYZE pipeline_lifecycle.pipelines');
  });

  const planOf = async (prefix: string, text: string, values: unknown[]) => {
    const { rows } = await run(`EXPLAIN ${prefix} ${text}`, values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  test.each([
    ['the first page', ['', 100]],
    ['a page in the middle', ['pipeline-3000', 100]],
  ])('are listed by the primary key: %s', async (_, values) => {
    const plan = await planOf('', statements.list.text, values);
    expect(plan).toMatch(/^Limit .*\n *-> +Index Scan using pipelines_pkey on pipelines/);
    expect(plan).not.toContain('Sort');
  });

  test('cost a look for something to claim no row', async () => {
    const worker = '00000000-0000-4000-8000-000000000000';
    await run(statements.join.text, [worker, 60_000]);
    const plan = await planOf('(ANALYZE, TIMING OFF)', statements.acquire.text, [worker, 100]);
    expect(plan).toMatch(/Scan using pipelines_to_claim on pipelines .*\(actual rows=0\.?0* /);
    expect(plan).not.toContain('Seq Scan on pipelines');
    expect(plan).toContain('(never executed)');
    expect(plan).not.toContain('Rows Removed by Filter');
    await run(statements.leave.text, [worker]);
  });

  test('cost a renewal two looks at each lease, even if each is cheaper than an index', async () => {
    const ids = [...Array(8).keys()].map((index) => `00000000-0000-4000-8000-00000000000${index}`);
    for (const id of ids) await run(statements.join.text, [id, 60_000]);
    await run('ANALYZE pipeline_lifecycle.workers');
    const plan = await planOf('(ANALYZE, TIMING OFF)', statements.renew.text, [ids[0], 60_000]);
    const looks = plan.match(/Scan (using \w+ )?on workers.*\(actual .*/g);
    expect(looks).toHaveLength(2);
    for (const id of ids) await run(statements.leave.text, [id]);
  });

  test('do not hide the one that is due', async () => {
    await opened[0]?.store.create(started('orders'));
    const claims = await opened[1]?.store.claims({ lease: 60_000 });
    expect(await claims?.acquire(10)).toMatchObject([{ pipelineName: 'orders' }]);
    await claims?.end();
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

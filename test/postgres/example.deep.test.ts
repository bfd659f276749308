/**
 * The example of a store in PostgreSQL, on a real server: the contract of a store, the plan of its
 * lists, and what it hears of other processes.
 */
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { storeChecks } from '../../src/testing/store';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { amount } from '../tier';
import { until } from '../until';
import { createDatabase, onPostgres } from './database';
import { type OpenedStore, openStore, pipelineSchema, statements } from './example-store';

let url: string;
let opened: readonly OpenedStore[] = [];
beforeAll(async () => {
  url = await createDatabase();
  await onPostgres(url, (client) => client.query(pipelineSchema));
  opened = [openStore(url), openStore(url)];
});
afterAll(() => Promise.all(opened.map(({ close }) => close())));

const empty = async () => {
  await onPostgres(url, (client) => client.query('TRUNCATE pipelines'));
  return opened.map(({ store }) => store);
};

/** The time limit is only for what hangs, however busy the machine is. */
const limits = { timeLimit: 60_000, runs: amount({ usual: 25, deep: 250 }) };

describe('two stores in PostgreSQL, as two processes have them', () => {
  it.each(storeChecks.map(({ id, statement, check }) => [id, statement, check] as const))(
    'pass %s: %s',
    (_id, _statement, check) => check(empty, limits),
  );

  it('say that they watch every writer, so that the checks ask for it', () => {
    expect(opened.map(({ store }) => store.watchesEveryWriter)).toEqual([true, true]);
  });

  it('keep a removed pipeline apart from the next one of its name, by their versions', async () => {
    const [store] = await empty();
    const versions = new Set<string>();
    for (let round = 1; round <= 3; round += 1) {
      await store?.create(fresh('orders', round));
      const { rows } = await onPostgres(url, (client) => client.query(statements.read, ['orders']));
      versions.add(rows[0]?.version);
      await store?.update('orders', () => ({ pipeline: null, result: null }));
    }
    expect(versions.size).toBe(3);
  });

  it('are told what was written while nobody listened, once they listen again', async () => {
    const [deaf] = await empty();
    const heard: string[] = [];
    const end = deaf?.watch?.((name) => heard.push(name));
    const database = new URL(url).pathname.slice(1);
    await onPostgres(url, async (writer) => {
      const write = (name: string) =>
        writer.query(statements.insert, [name, JSON.stringify(fresh(name))]);
      await write('before');
      await until(() => heard.includes('before'));
      await onPostgres(inject('postgresUrl'), async (operator) => {
        const allow = (isAllowed: boolean) =>
          operator.query(`ALTER DATABASE "${database}" WITH ALLOW_CONNECTIONS ${isAllowed}`);
        // Who is connected goes on, and nobody comes back.
        await allow(false);
        const listeners = "FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'SELECT name%'";
        await operator.query(`SELECT pg_terminate_backend(pid) ${listeners}`, [database]);
        await until(() => (opened[0]?.errors.length ?? 0) > 0);
        await write('meanwhile');
        expect(heard).not.toContain('meanwhile');
        await allow(true);
      });
    });
    await until(() => heard.includes('meanwhile'));
    end?.();
  });
});

describe('the list in PostgreSQL', () => {
  test('sorts the characters of names by code unit', async () => {
    const characters = [...Array(128).keys()].map((code) => String.fromCharCode(code));
    const allowed = characters.filter((each) => /[A-Za-z0-9_-]/.test(each));
    const { rows } = await onPostgres(url, (client) =>
      client.query('SELECT each FROM unnest($1::text[]) each ORDER BY each COLLATE "C"', [allowed]),
    );
    expect(rows.map(({ each }) => each)).toEqual(allowed.sort());
  });

  describe('of five thousand pipelines', () => {
    beforeAll(async () => {
      await empty();
      await onPostgres(url, async (client) => {
        await client.query(
          "INSERT INTO pipelines SELECT 'pipeline-' || n, $1 FROM generate_series(1, 5000) n ORDER BY random()",
          [JSON.stringify(fresh('orders'))],
        );
        await client.query('ANALYZE pipelines');
      });
    });

    test.each([
      ['the first page', ['', 100]],
      ['a page in the middle', ['pipeline-3000', 100]],
      ['a page of the reconciler', ['pipeline-2', 1_000]],
    ])('reads %s from the primary key, in its order', async (_, parameters) => {
      const { rows } = await onPostgres(url, (client) =>
        client.query(`EXPLAIN ${statements.list}`, parameters),
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/^Limit .*\n *-> +Index Scan using pipelines_pkey on pipelines/);
      expect(plan).not.toContain('Sort');
    });
  });
});

/** The claims of workers in PostgreSQL: the common cases, and the statements that they cost. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type Claim, ClaimLostError } from '../../src/host';
import { migrations } from '../../src/postgres/migrations';
import { statementsFor } from '../../src/postgres/statements';
import { claimsTools, only, testClaims } from '../host/claims/claims-cases';
import { reported } from '../host/claims/users-and-runners';
import { HandClock } from '../host/hand-clock';
import { until } from '../until';
import { createDatabase, onPostgres } from './database';
import { type OpenedPostgresStore, openPostgresStore } from './opened-store';

const statements = statementsFor('pipeline_lifecycle');
let url: string;
/** Where users act. */
let user: OpenedPostgresStore;
const opened: OpenedPostgresStore[] = [];
beforeAll(async () => {
  url = await createDatabase();
  user = open();
  expect(await user.migrate()).toEqual({ from: 0, to: migrations.length });
});
beforeEach(async () => {
  await run('TRUNCATE pipeline_lifecycle.pipelines, pipeline_lifecycle.workers');
});
afterAll(() => Promise.all(opened.map(({ close }) => close())));

const run = async (text: string, values: unknown[] = []) =>
  (await onPostgres(url, (client) => client.query(text, values))).rows;

function open(clock?: HandClock): OpenedPostgresStore {
  const store = openPostgresStore(url, clock === undefined ? {} : { clock });
  opened.push(store);
  return store;
}

const underTest = { user: () => user, open };
const { worker, silentWorker, create } = claimsTools(underTest);

testClaims({
  ...underTest,
  areLeasesOver: async () => {
    const alive = 'SELECT FROM pipeline_lifecycle.workers WHERE lease_until > now()';
    return (await run(alive)).length === 0;
  },
  write: {
    allDue: () => run('UPDATE pipeline_lifecycle.pipelines SET due = DEFAULT'),
    pipeline: (name, json) =>
      run('UPDATE pipeline_lifecycle.pipelines SET pipeline = $2 WHERE name = $1', [name, json]),
    namesOfDue: async () => {
      const rows = await run(
        'SELECT name FROM pipeline_lifecycle.pipelines WHERE due ORDER BY name',
      );
      return rows.map(({ name }) => name);
    },
  },
});

describe('a change under a claim in PostgreSQL', () => {
  test('is one statement if nobody else has written', async () => {
    await create('orders');
    const { claims } = await worker();
    const claim = only(await claims.acquire(1));
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const outcome = await claims.update(claim, reported('provisioning'));
    expect(outcome).toMatchObject({ accepted: true });
    expect(query).toHaveBeenCalledTimes(1);
  });
});

describe('a database that cannot be reached', () => {
  test('costs a worker its claims once its lease is over by its own clock', async () => {
    await create('orders');
    const { claims, lost, errors, clock, taken } = await silentWorker(1);
    const claim = only(taken);
    const database = new URL(url).pathname.slice(1);
    await onPostgres(inject('postgresUrl'), async (operator) => {
      const allow = (isAllowed: boolean) =>
        operator.query(`ALTER DATABASE "${database}" WITH ALLOW_CONNECTIONS ${isAllowed}`);
      await allow(false);
      const all = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';
      await operator.query(all, [database]);
      clock.advance(100);
      await until(() => errors.length > 0);
      expect(lost).toEqual([]);
      clock.advance(199);
      expect(lost).toEqual([]);
      clock.advance(1);
      await until(() => lost.length > 0);
      expect(lost).toEqual([claim]);
      await expect(claims.update(claim, reported('provisioning'))).rejects.toThrow(ClaimLostError);
      await allow(true);
    });
    const again: Claim[] = [];
    await until(async () => {
      again.push(...(await claims.acquire(1).catch(() => [])));
      clock.advance(1);
      return again.length > 0;
    });
    expect(only(again).fence).toBeGreaterThan(claim.fence);
  });
});

describe('a claim that takes so long that the lease is over', () => {
  test('is free again after a renewal, although its worker was removed before', async () => {
    const clock = new HandClock();
    const { claims } = await worker({ lease: 60_000, clock });
    expect(await claims.acquire(1)).toEqual([]);
    const renewed = async () => {
      await until(() => clock.sleeping === 2);
      const query = vi.spyOn(pg.Client.prototype, 'query');
      clock.advance(20_000);
      await until(() => query.mock.calls.length > 0);
      await Promise.all(query.mock.results.map(({ value }) => value));
      query.mockRestore();
    };
    await create('orders');
    const slow = randomUUID();
    await run('INSERT INTO pipeline_lifecycle.workers VALUES ($1, now() + interval $$1 hour$$)', [
      slow,
    ]);
    await onPostgres(url, async (client) => {
      await client.query('BEGIN');
      const { rowCount } = await client.query(statements.acquire.text, [slow, 1]);
      expect(rowCount).toBe(1);
      await run('UPDATE pipeline_lifecycle.workers SET lease_until = now() WHERE id = $1', [slow]);
      await renewed();
      await client.query('COMMIT');
    });
    expect(await claims.acquire(1)).toEqual([]);
    await renewed();
    expect(await claims.acquire(1)).toMatchObject([{ pipelineName: 'orders' }]);
  });
});

describe('at rest', () => {
  test('a worker makes three statements a lease, whatever it has claimed, and changes one row', async () => {
    await create(...[...Array(50).keys()].map((index) => `pipeline-${index}`));
    const clock = new HandClock();
    const { claims, lost } = await worker({ lease: 60_000, clock });
    expect(await claims.acquire(50)).toHaveLength(50);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    for (let beat = 1; beat <= 3; beat += 1) {
      // It sleeps until its next renewal, and until its lease is over.
      await until(() => clock.sleeping === 2);
      clock.advance(20_000);
      await until(() => query.mock.calls.length === beat);
      await Promise.all(query.mock.results.map(({ value }) => value));
    }
    await until(() => clock.sleeping === 2);
    expect(query).toHaveBeenCalledTimes(3);
    expect(lost).toEqual([]);
  });
});

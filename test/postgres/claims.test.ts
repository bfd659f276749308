/**
 * The claims of workers in PostgreSQL. Workers that have died are played by clocks that stand
 * still: to the database they are silent, and they themselves notice nothing.
 */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type Claim, ClaimLostError, type Claims } from '../../src/host';
import { migrations } from '../../src/postgres/migrations';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { until } from '../until';
import { createDatabase, onPostgres } from './database';
import { HandClock } from './hand-clock';
import {
  asked,
  type OpenedPostgresStore,
  openPostgresStore,
  reported,
  started,
} from './opened-store';

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

/** A worker in a process of its own, with the claims that it was told to be lost. */
async function worker({ lease = 60_000, clock }: { lease?: number; clock?: HandClock } = {}) {
  const process = open(clock);
  const claims = await process.store.claims({ lease });
  const lost: Claim[] = [];
  claims.onLost((claim) => lost.push(claim));
  return { ...process, claims: claims as Required<Claims>, lost };
}

/** A worker that falls silent after it has claimed this many. */
async function silentWorker(limit: number) {
  for (;;) {
    const clock = new HandClock();
    const silent = await worker({ lease: 300, clock });
    // On a busy machine its lease may be over before it can claim anything.
    const taken = await silent.claims.acquire(limit).catch(() => []);
    if (taken.length === limit) return { ...silent, clock, taken };
  }
}

const create = (...names: string[]) =>
  Promise.all(names.map((name) => user.store.create(started(name))));
const namesOf = (claims: readonly Claim[]) => claims.map(({ pipelineName }) => pipelineName);
const only = ([claim]: readonly Claim[]) => claim as Claim;
const statusOf = async (name: string) => (await user.store.read(name))?.deployment.status;

/** Resolves once the leases of all workers are over, by the clock of the database. */
const leasesOver = () =>
  until(async () => {
    const alive = 'SELECT FROM pipeline_lifecycle.workers WHERE lease_until > now()';
    return (await run(alive)).length === 0;
  });

describe('acquire', () => {
  test('shares 200 pipelines among workers, each to one, with a fence of its own', async () => {
    await create(...[...Array(200).keys()].map((index) => `pipeline-${index}`));
    const workers = await Promise.all([worker(), worker(), worker()]);
    const taken: Claim[] = [];
    while (taken.length < 200) {
      const rounds = await Promise.all(workers.map(({ claims }) => claims.acquire(17)));
      taken.push(...rounds.flat());
    }
    expect(new Set(namesOf(taken)).size).toBe(200);
    expect(new Set(taken.map(({ fence }) => fence)).size).toBe(200);
    for (const { claims } of workers) expect(await claims.acquire(17)).toEqual([]);
  });

  test('takes those first that have been due for the longest time', async () => {
    for (const name of ['c', 'a', 'b']) await create(name);
    await user.store.create(fresh('settled'));
    await user.store.update('a', asked('stop?force=true'));
    await user.store.update('a', asked('start'));
    const { claims } = await worker();
    expect(namesOf(await claims.acquire(2))).toEqual(['c', 'b']);
    expect(namesOf(await claims.acquire(2))).toEqual(['a']);
    expect(await claims.acquire(0)).toEqual([]);
  });

  test('refuses a limit that is not a number', async () => {
    const { claims } = await worker();
    await expect(claims.acquire(-1)).rejects.toMatchObject({ field: 'limit' });
    await expect(user.store.claims({ lease: 0 })).rejects.toMatchObject({ field: 'lease' });
  });

  test('corrects a row that was marked due by hand, and puts off one that nobody can read', async () => {
    await user.store.create(fresh('settled'));
    await run('UPDATE pipeline_lifecycle.pipelines SET due = DEFAULT');
    await create('orders', 'unreadable');
    const { claims, errors } = await worker();
    await run(`UPDATE pipeline_lifecycle.pipelines SET pipeline = '{"format": 99}'
      WHERE name = 'unreadable'`);
    expect(namesOf(await claims.acquire(10))).toEqual(['orders']);
    expect(errors).toMatchObject([{ field: 'format' }]);
    expect(await claims.acquire(10)).toEqual([]);
    const rows = await run('SELECT name, due FROM pipeline_lifecycle.pipelines ORDER BY name');
    expect(rows.map(({ name, due }) => [name, due])).toEqual([
      ['orders', true],
      ['settled', false],
      ['unreadable', true],
    ]);
  });
});

describe('a change under a claim', () => {
  test('is written, in one statement if nobody else has written', async () => {
    await create('orders');
    const { claims } = await worker();
    const claim = only(await claims.acquire(1));
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const outcome = await claims.update(claim, reported('provisioning'));
    expect(outcome).toMatchObject({ accepted: true });
    expect(query).toHaveBeenCalledTimes(1);
    expect(await statusOf('orders')).toBe('Provisioning');
  });

  test('is decided anew if a user was faster, even if it would have changed nothing', async () => {
    await create('orders');
    const { claims } = await worker();
    const claim = only(await claims.acquire(1));
    await claims.update(claim, reported('provisioning'));
    await user.store.update('orders', asked('stop?force=true'));
    const seen = await claims.update(claim, (pipeline) => ({
      pipeline,
      result: pipeline.deployment.desiredStatus,
    }));
    expect(seen).toBe('Stopped');
    expect(await claims.update(claim, reported('running'))).toMatchObject({ accepted: false });
  });

  test('releases the claim if it settles or removes the pipeline', async () => {
    await create('orders', 'invoices');
    const [first, second] = await Promise.all([worker(), worker()]);
    const [one, two] = (await first.claims.acquire(2)) as [Claim, Claim];
    await first.claims.update(one, reported('provisioning'));
    await first.claims.update(one, reported('running'));
    await first.claims.update(two, () => ({ pipeline: null, result: null }));
    await expect(first.claims.update(one, reported('running'))).rejects.toThrow(ClaimLostError);
    expect(first.lost).toEqual([]);
    expect(await second.claims.acquire(2)).toEqual([]);
    await user.store.update(one.pipelineName, asked('stop?force=true'));
    const again = only(await second.claims.acquire(2));
    expect(again).toMatchObject({ pipelineName: one.pipelineName, pipelineId: one.pipelineId });
    expect(again.fence).toBeGreaterThan(one.fence);
  });

  test('rejects with the error of the change, and writes nothing', async () => {
    await create('orders');
    const { claims, lost } = await worker();
    const claim = only(await claims.acquire(1));
    const error = new Error('thrown');
    const thrown = claims.update(claim, () => {
      throw error;
    });
    await expect(thrown).rejects.toBe(error);
    expect(await claims.update(claim, reported('provisioning'))).toMatchObject({ accepted: true });
    expect(lost).toEqual([]);
  });

  test('resolves with undefined if a user has removed the pipeline', async () => {
    await create('orders');
    const { claims } = await worker();
    const claim = only(await claims.acquire(1));
    await user.store.update('orders', () => ({ pipeline: null, result: null }));
    expect(await claims.update(claim, reported('provisioning'))).toBeUndefined();
  });
});

describe('a claim that is given back', () => {
  test('can be taken at once, and whoever waits for one is told', async () => {
    await create('orders');
    const [first, second] = await Promise.all([worker(), worker()]);
    let due = 0;
    second.claims.onDue(() => {
      due += 1;
    });
    const claim = only(await first.claims.acquire(1));
    await until(() => due > 0);
    due = 0;
    await first.claims.release(claim);
    await until(() => due > 0);
    expect(only(await second.claims.acquire(1)).fence).toBeGreaterThan(claim.fence);
    // It is lost to the first one, for whom a second release does nothing.
    await first.claims.release(claim);
    await expect(first.claims.update(claim, reported('provisioning'))).rejects.toThrow(
      "The claim of pipeline 'orders' with fence",
    );
    expect(await first.claims.acquire(1)).toEqual([]);
  });

  test('is so with all others at the end of the worker', async () => {
    await create('orders', 'invoices');
    const [first, second] = await Promise.all([worker(), worker()]);
    await first.claims.acquire(2);
    await Promise.all([first.claims.end(), first.claims.end()]);
    expect(first.lost).toEqual([]);
    expect(await first.claims.acquire(2)).toEqual([]);
    expect(namesOf(await second.claims.acquire(2)).sort()).toEqual(['invoices', 'orders']);
  });
});

describe('a worker that is silent', () => {
  test('is replaced once its lease is over, and can write nothing from then on', async () => {
    await create('orders', 'invoices');
    const silent = await silentWorker(1);
    const claim = only(silent.taken);
    const living = await worker({ lease: 300 });
    const taken: Claim[] = [];
    await until(async () => {
      taken.push(...(await living.claims.acquire(2).catch(() => [])));
      return namesOf(taken).includes(claim.pipelineName);
    });
    const late = taken.find(({ pipelineName }) => pipelineName === claim.pipelineName);
    expect(late?.fence).toBeGreaterThan(claim.fence);
    const before = await user.store.read(claim.pipelineName);
    const written = silent.claims.update(claim, reported('provisioning'));
    await expect(written).rejects.toMatchObject({ name: 'ClaimLostError', claim });
    expect(await user.store.read(claim.pipelineName)).toEqual(before);
    expect(silent.lost).toEqual([claim]);
  });

  test('writes nothing after its lease, even if nobody has replaced it', async () => {
    await create('orders');
    const { claims, taken: silentClaims } = await silentWorker(1);
    const claim = only(silentClaims);
    await leasesOver();
    await expect(claims.update(claim, reported('provisioning'))).rejects.toThrow(ClaimLostError);
    const removed = claims.update(claim, () => ({ pipeline: null, result: null }));
    await expect(removed).rejects.toThrow(ClaimLostError);
    expect(await statusOf('orders')).toBe('Stopped');
  });

  test('loses everything if it comes back, and claims under a new name', async () => {
    await create('orders', 'invoices');
    const { claims, lost, clock, taken } = await silentWorker(2);
    await leasesOver();
    // By its own clock the lease lasts.
    clock.advance(100);
    await until(() => lost.length === 2);
    expect(namesOf(lost)).toEqual(namesOf(taken));
    const again: Claim[] = [];
    await until(async () => {
      again.push(...(await claims.acquire(2).catch(() => [])));
      clock.advance(100);
      return again.length >= 2;
    });
    expect(new Set(namesOf(again))).toEqual(new Set(['invoices', 'orders']));
    for (const { fence } of again) {
      expect(fence).toBeGreaterThan(Math.max(...taken.map((each) => each.fence)));
    }
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

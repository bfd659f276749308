/**
 * Workers while the server restarts: leases that are longer outlast it, shorter ones are lost and
 * taken again. An error that nobody handles would fail the run.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Claim } from '../../src/host';
import { reported, started } from '../host/claims/users-and-runners';
import { until } from '../until';
import { openPostgresStore } from './opened-store';
import { persistently } from './persistently';
import { type PostgresServer, startPostgres } from './server';

// The common server must not end while other tests use it.
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.end());

test('a restart is survived by claims, by what is heard, and by whoever waits for work', async () => {
  const [user, worker] = [openPostgresStore(server.url), openPostgresStore(server.url)];
  await user.migrate();
  const claims = await worker.store.claims({ lease: 60_000 });
  const lost: Claim[] = [];
  claims.onLost((claim) => lost.push(claim));
  const heard: string[] = [];
  user.store.watch((name) => heard.push(name));
  let due = 0;
  claims.onDue?.(() => {
    due += 1;
  });
  await user.store.create(started('orders'));
  await until(() => due > 0);
  const [claim] = (await claims.acquire(1)) as [Claim];

  await server.restart();
  await until(() => user.errors.length > 0 && worker.errors.length > 0);
  const outcome = await persistently(() => claims.update(claim, reported('provisioning')));
  expect(outcome).toMatchObject({ accepted: true });
  expect(lost).toEqual([]);
  due = 0;
  await persistently(() => user.store.create(started('invoices')));
  await until(() => due > 0);
  const more = await persistently(() => claims.acquire(10));
  expect(more).toMatchObject([{ pipelineName: 'invoices' }]);
  await persistently(() => claims.update(claim, reported('running')));
  await until(() => heard.includes('orders'));

  await Promise.all([user.close(), worker.close()]);
  for (const error of [...user.errors, ...worker.errors]) expect(error).toBeInstanceOf(Error);
});

test('claims whose lease is over by then are lost, and can be acquired again', async () => {
  const worker = openPostgresStore(server.url);
  const claims = await worker.store.claims({ lease: 100 });
  const lost: Claim[] = [];
  claims.onLost((claim) => lost.push(claim));
  await persistently(() => worker.store.create(started('returns')));
  // What the test before has left may be acquired as well, at any moment.
  const acquired = async () => {
    let found: Claim | undefined;
    await until(async () => {
      const claimed = await claims.acquire(10).catch(() => []);
      found = claimed.find(({ pipelineName }) => pipelineName === 'returns');
      return found !== undefined;
    });
    return found as Claim;
  };
  const first = await acquired();
  // A restart may take less time than the shortest lease.
  await server.hang();
  await until(() => lost.includes(first));
  await server.wake();
  await server.restart();
  expect((await acquired()).fence).toBeGreaterThan(first.fence);
  await worker.close();
});

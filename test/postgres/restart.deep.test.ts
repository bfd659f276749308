/**
 * The example of a store in PostgreSQL while the server restarts. An error that nobody handles
 * would fail the run.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyAction, type LifecycleStore, runReconciler } from '../../src/host';
import { type Action, type DeploymentStatus, parseRequest } from '../../src/lifecycle';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { FakeExecutor } from '../host/reconciler/fake-executor';
import { until } from '../until';
import { onPostgres } from './database';
import { openStore, pipelineSchema } from './example-store';
import { persistently } from './persistently';
import { type PostgresServer, startPostgres } from './server';

// The common server must not end while other tests use it.
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await onPostgres(server.url, (client) => client.query(pipelineSchema));
});
afterAll(() => server?.end());

test('a restart is survived by a user, by a reconciler in another process, and by what they hear', async () => {
  const [user, runner] = [openStore(server.url), openStore(server.url)];
  const end = new AbortController();
  const executor = new FakeExecutor();
  const onEvent = () => {};
  const ended = runReconciler({ store: runner.store, executor, signal: end.signal, onEvent });
  const heard: string[] = [];
  user.store.watch?.((name) => heard.push(name));

  await user.store.create(fresh('orders'));
  await persistently(() => act(user.store, parseRequest('start')));
  await reached(user.store, 'Running');

  await server.restart();
  await until(() => user.errors.length > 0 && runner.errors.length > 0);
  await persistently(() => act(user.store, parseRequest('stop?force=true')));
  await reached(user.store, 'Stopped');
  // On a new connection, the user is told of what the other process writes.
  await persistently(() => runner.store.create(fresh('invoices')));
  await until(() => heard.includes('invoices'));

  end.abort();
  await ended;
  await Promise.all([user.close(), runner.close()]);
  for (const error of [...user.errors, ...runner.errors]) expect(error).toBeInstanceOf(Error);
});

function act(store: LifecycleStore, action: Action) {
  const context = { capabilities: {}, now: Date.now() };
  return store.update('orders', (pipeline) => applyAction(pipeline, action, context));
}

async function reached(store: LifecycleStore, status: DeploymentStatus): Promise<void> {
  await until(async () => {
    const pipeline = await persistently(() => store.read('orders'));
    return pipeline?.deployment.status === status;
  });
}

/** Waiting by long polls: the outcome, whatever it takes. */
import { describe, expect, test } from 'vitest';
import { UnexpectedAnswerError } from '../../src/client';
import { createLifecycleHandler, noAuthentication } from '../../src/http';
import { noon, running } from '../http/handler-helpers';
import { clientFor, lost, passing, valueIn } from './client-helpers';

describe('a wait', () => {
  test('ends once the status is reached', async () => {
    const { client, bring, clock } = await clientFor();
    await client.start('orders');
    const wait = client.waitUntil('orders', ['Running', 'Paused']);
    await clock.settle();
    await bring('orders', { type: 'provisioning' }, { type: 'running' });
    expect(valueIn(await passing(clock, wait))).toMatchObject({
      outcome: 'reached',
      pipeline: { deployment_status: 'Running' },
    });
  });

  test('ends once the status cannot be reached without a user', async () => {
    const { client } = await clientFor();
    expect(valueIn(await client.waitUntil('orders', 'Running'))).toMatchObject({
      outcome: 'unreachable',
      pipeline: { deployment_status: 'Stopped' },
    });
    expect(valueIn(await client.waitUntil('orders', 'settled')).outcome).toBe('reached');
  });

  test('outlives the limit of the server, and lost connections', async () => {
    const { client, bring, clock, sent, through } = await clientFor();
    await client.start('orders');
    through(async (_, pass, count) => (count === 2 ? lost() : pass()));
    const wait = client.waitUntil('orders', 'settled');
    await clock.advance(100_000);
    const polls = sent.length;
    expect(polls).toBeGreaterThan(3);
    expect(new Set(sent)).toEqual(new Set(['GET /v0/pipelines/orders?wait=settled&timeout=30']));
    await bring('orders', { type: 'provisioning' }, { type: 'running' });
    expect(valueIn(await passing(clock, wait)).outcome).toBe('reached');
    expect(clock.now() - noon).toBeGreaterThanOrEqual(100_000);
  });

  test('ends with the pipeline', async () => {
    const { client, store, clock } = await clientFor();
    await client.start('orders');
    const wait = client.waitUntil('orders', 'Running');
    await clock.settle();
    await store.update('orders', () => ({ pipeline: null, result: null }));
    expect(await passing(clock, wait)).toMatchObject({ ok: false, code: 'UnknownPipelineName' });
  });

  test('ends with its signal, and leaves the server', async () => {
    const { client, clock } = await clientFor();
    await client.start('orders');
    const gone = new AbortController();
    const wait = client.waitUntil('orders', 'Running', { signal: gone.signal });
    const end = wait.catch((thrown: unknown) => thrown);
    await clock.settle();
    expect(clock.sleepers).toBe(1);
    gone.abort('enough');
    expect(await end).toBe('enough');
    await clock.settle();
    expect(clock.sleepers).toBe(0);
  });

  test('on a server that does not wait is an error, not a loop', async () => {
    const { client, through, sent, bring } = await clientFor();
    await bring('orders', ...running);
    through(async (request, pass) => {
      const { status, body, headers } = await pass(new Request(request.url.replace(/\?.*/, '')));
      return new Response(body, { status, headers });
    });
    await expect(client.waitUntil('orders', 'Running')).rejects.toThrow(UnexpectedAnswerError);
    expect(sent).toHaveLength(1);
  });

  test('on a handler of another address asks that one', async () => {
    const { store, client: _, clock } = await clientFor();
    const authenticate = noAuthentication;
    const handler = createLifecycleHandler({ store, authenticate, clock, basePath: '/api' });
    const { client } = await clientFor(
      {},
      {
        baseUrl: 'http://elsewhere/api/',
        fetch: async (url, init) => handler(new Request(url, init)),
      },
    );
    expect(valueIn(await client.waitUntil('orders', 'settled')).outcome).toBe('reached');
  });
});

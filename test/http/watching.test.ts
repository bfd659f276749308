/** Server-sent events: what is sent, when, and that the stream ends. */
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/host/pipeline';
import { VirtualClock } from '../host/virtual-clock';
import { until } from '../until';
import { countingListeners, handlerFor, noon, running } from './handler-helpers';

const keepAlive = 15_000;

async function watch(options: Parameters<typeof handlerFor>[0] = {}) {
  const clock = new VirtualClock(noon);
  const asked = await handlerFor({ clock, ...options });
  const gone = new AbortController();
  const request = new Request('http://localhost/v0/pipelines/orders/events', {
    signal: gone.signal,
  });
  const response = await asked.handler(request);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('The answer has no body.');
  let text = '';
  /** Returns the next event, or null at the end of the stream. */
  const next = async () => {
    while (!text.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
    const [first = '', ...rest] = text.split('\n\n');
    text = rest.join('\n\n');
    if (first.startsWith(':')) return { event: 'comment', data: first };
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(first)?.[1] ?? '';
    return { event: field('event'), data: JSON.parse(field('data')) };
  };
  return { ...asked, clock, response, next, gone, reader };
}

describe('the events of a pipeline', () => {
  test('begin with the pipeline now, and go on with each change', async () => {
    const { response, next, bring, ask, gone } = await watch();
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    const { body } = await ask('GET', '/v0/pipelines/orders');
    expect(await next()).toEqual({ event: 'pipeline', data: body });
    for (const event of running) {
      await bring('orders', event);
      expect((await next())?.data).toEqual((await ask('GET', '/v0/pipelines/orders')).body);
    }
    gone.abort();
  });

  test('leave out what changes nothing, and other pipelines', async () => {
    const { next, bring, ask, gone } = await watch();
    await next();
    await ask('POST', '/v0/pipelines/orders/dismiss_error');
    await bring('invoices', { type: 'start' });
    await bring('orders', { type: 'start', initial: 'paused' });
    expect((await next())?.data.deployment_desired_status).toBe('Paused');
    gone.abort();
  });

  test('end with the pipeline', async () => {
    const { next, ask } = await watch();
    await next();
    await ask('DELETE', '/v0/pipelines/orders');
    expect(await next()).toEqual({ event: 'deleted', data: { name: 'orders' } });
    expect(await next()).toBeNull();
  });

  test('end if another pipeline takes its name', async () => {
    const { next, ask, store } = await watch();
    await next();
    await ask('DELETE', '/v0/pipelines/orders');
    await store.create(createPipeline('orders', { now: noon + 1, id: 'orders-2' }));
    expect((await next())?.event).toBe('deleted');
    expect(await next()).toBeNull();
  });

  test('end with the credentials', async () => {
    const authenticate = () => ({ subject: 'ada', expiresAt: noon + 20_000 });
    const { next, clock } = await watch({ authenticate });
    await next();
    for (const pause of [keepAlive, 5_000]) {
      await until(() => clock.sleepers === 1);
      await clock.advance(pause);
      expect((await next())?.event).toBe('comment');
    }
    expect(await next()).toBeNull();
  });

  test('end once the caller may no longer read the pipeline', async () => {
    let isAllowed = true;
    const authenticate = () => ({ subject: 'ada', may: () => isAllowed });
    const { next, bring, events } = await watch({ authenticate });
    await next();
    isAllowed = false;
    await bring('orders', { type: 'start' });
    expect(await next()).toMatchObject({ event: 'failed', data: { error_code: 'Forbidden' } });
    expect(await next()).toBeNull();
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  test('are told to the host, once for each stream, unless nobody is shown them', async () => {
    let isAllowed = true;
    const authenticate = () => ({ subject: 'ada', may: () => isAllowed });
    const { next, bring, events, ask, handler } = await watch({ authenticate });
    const streamed = () => events.flatMap((event) => (event.type === 'streamed' ? [event] : []));
    await next();
    await bring('orders', { type: 'start' });
    const { data } = (await next()) ?? {};
    expect(streamed().map(({ pipeline }) => pipeline.revision)).toEqual([1, data.revision]);
    expect(streamed()[0]).toMatchObject({ pipelineName: 'orders', caller: { subject: 'ada' } });
    await ask('HEAD', '/v0/pipelines/orders/events');
    const signal = AbortSignal.abort();
    await handler(new Request('http://localhost/v0/pipelines/orders/events', { signal }));
    isAllowed = false;
    await bring('orders', { type: 'stop' });
    expect((await next())?.event).toBe('failed');
    expect(streamed()).toHaveLength(2);
  });

  test('of many watchers are made from one read for each change', async () => {
    const clock = new VirtualClock(noon);
    const { store } = await handlerFor();
    let reads = 0;
    const counting = {
      ...store,
      read: (name: string) => {
        reads += 1;
        return store.read(name);
      },
    };
    const { handler, bring } = await handlerFor({ store: counting, clock });
    const watchers = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const { body } = await handler(new Request('http://localhost/v0/pipelines/orders/events'));
        const reader = body?.getReader() ?? expect.fail();
        await reader.read();
        return reader;
      }),
    );
    const next = watchers.map((reader) => reader.read());
    await clock.settle();
    const before = reads;
    await bring('orders', { type: 'start' });
    const chunks = new Set((await Promise.all(next)).map(({ value }) => value));
    expect(reads - before).toBe(1);
    expect(chunks.size).toBe(1);
    await Promise.all(watchers.map((reader) => reader.cancel()));
  });

  test.each(['the request', 'the stream'])(
    'leave nobody listening once %s is gone',
    async (what) => {
      const { counting, listeners } = countingListeners((await handlerFor()).store);
      const { next, gone, reader } = await watch({ store: counting });
      await next();
      await until(() => listeners() === 1);
      if (what === 'the request') gone.abort();
      else await reader.cancel();
      await until(() => listeners() === 0);
    },
  );

  test('end once the client is gone, although nobody holds the request any more', async () => {
    const gone = new AbortController();
    const { handler } = await handlerFor({ clock: new VirtualClock(noon) });
    const { body } = await handler(
      new Request('http://localhost/v0/pipelines/orders/events', { signal: gone.signal }),
    );
    const reader = body?.getReader();
    await reader?.read();
    const last = reader?.read();
    setFlagsFromString('--expose-gc');
    for (let round = 0; round < 2; round += 1) {
      // A WeakRef holds its target until the turn ends.
      await new Promise((turn) => setImmediate(turn));
      runInNewContext('gc')();
    }
    gone.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  test('are kept alive while nothing happens', async () => {
    const { next, gone, clock } = await watch();
    await next();
    for (const _ of [1, 2]) {
      await until(() => clock.sleepers === 1);
      await clock.advance(keepAlive);
      expect((await next())?.event).toBe('comment');
    }
    gone.abort();
  });

  test('end after a quarter of an hour, so that the caller is authenticated again', async () => {
    const { next, gone, clock } = await watch();
    await next();
    for (let comments = 0; comments < 60; comments += 1) {
      await until(() => clock.sleepers === 1);
      await clock.advance(keepAlive);
      expect((await next())?.event).toBe('comment');
    }
    expect(await next()).toBeNull();
    expect(clock.now() - noon).toBe(15 * 60_000);
    expect(clock.sleepers).toBe(0);
    expect(gone.signal.aborted).toBe(false);
  });

  test('of an unknown pipeline are 404; with a query, 400', async () => {
    const { ask } = await handlerFor();
    expect((await ask('GET', '/v0/pipelines/nobody/events')).status).toBe(404);
    expect((await ask('GET', '/v0/pipelines/orders/events?wait=Running')).status).toBe(400);
  });

  test('end if the store fails, and that is reported', async () => {
    const { store } = await handlerFor();
    let reads = 0;
    const failing = {
      ...store,
      read: async (name: string) => {
        reads += 1;
        if (reads > 1) throw new Error('the database is gone');
        return store.read(name);
      },
    };
    const { next, bring, events } = await watch({ store: failing });
    await next();
    await bring('orders', { type: 'start' });
    const error = { message: 'Internal error. It has been logged.', error_code: 'InternalError' };
    expect(await next()).toEqual({ event: 'failed', data: { ...error, details: {} } });
    expect(await next()).toBeNull();
    const failed = events.filter((event) => event.type === 'failed');
    expect(failed).toMatchObject([{ error: new Error('the database is gone') }]);
  });

  test('come over HTTP/2 as well, which forbids some headers', async () => {
    const { handler, bring } = await handlerFor({ clock: new VirtualClock(noon) });
    const listener = getRequestListener(handler, { overrideGlobalObjects: false });
    const server = createServer(listener as Parameters<typeof createServer>[0]);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const session = connect(`http://127.0.0.1:${port}`);
    try {
      const stream = session.request({ ':path': '/v0/pipelines/orders/events' });
      let seen = '';
      stream.on('data', (data) => {
        seen += String(data);
      });
      await until(() => seen.includes('event: pipeline'));
      await bring('orders', { type: 'start' });
      await until(() => seen.includes('"deployment_desired_status":"Running"'));
      stream.close();
    } finally {
      session.destroy();
      server.close();
    }
  });
});

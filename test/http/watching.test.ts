/** Server-sent events: what is sent, when, and that it ends. */
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, test, vi } from 'vitest';
import { countingListeners, handlerFor, noon, running } from './handler-helpers';

const real = {
  now: () => Date.now(),
  sleep: (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((wake) => {
      const timer = setTimeout(wake, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        wake();
      });
    }),
};

async function streamOf(options: Parameters<typeof handlerFor>[0] = {}) {
  const asked = await handlerFor({ clock: real, ...options });
  const gone = new AbortController();
  const request = new Request('http://localhost/v0/pipelines/orders/events', {
    signal: gone.signal,
  });
  const response = await asked.handler(request);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('No stream.');
  let text = '';
  /** The next event, or null at the end. */
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
  return { ...asked, response, next, gone, reader };
}

describe('the events of a pipeline', () => {
  test('begin with the pipeline as it is, and go on with each change', async () => {
    const { response, next, bring, ask, gone } = await streamOf();
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

  test('say nothing of what changes nothing, or of others', async () => {
    const { next, bring, ask, gone } = await streamOf();
    await next();
    await ask('POST', '/v0/pipelines/orders/dismiss_error');
    await bring('invoices', { type: 'start' });
    await bring('orders', { type: 'start', initial: 'paused' });
    expect((await next())?.data.deployment_desired_status).toBe('Paused');
    gone.abort();
  });

  test('end with the pipeline', async () => {
    const { next, ask } = await streamOf();
    await next();
    await ask('DELETE', '/v0/pipelines/orders');
    expect(await next()).toEqual({ event: 'deleted', data: { name: 'orders' } });
    expect(await next()).toBeNull();
  });

  test('end where the pipeline is another of that name', async () => {
    const { next, ask, store } = await streamOf();
    await next();
    await ask('DELETE', '/v0/pipelines/orders');
    const { createPipeline } = await import('../../src/host/pipeline');
    await store.create(createPipeline('orders', noon + 1));
    expect((await next())?.event).toBe('deleted');
    expect(await next()).toBeNull();
  });

  test.each(['the request', 'the stream'])(
    'leave nobody listening once %s is gone',
    async (what) => {
      const { counting, listeners } = countingListeners((await handlerFor()).store);
      const { next, gone, reader } = await streamOf({ store: counting });
      await next();
      await real.sleep(10);
      expect(listeners()).toBe(1);
      if (what === 'the request') gone.abort();
      else await reader.cancel();
      await real.sleep(20);
      expect(listeners()).toBe(0);
    },
  );

  test('are kept alive where nothing happens', async () => {
    let now = noon;
    const fast = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
        await real.sleep(1);
      },
    };
    const { next, gone } = await streamOf({ clock: fast });
    await next();
    expect((await next())?.event).toBe('comment');
    expect((await next())?.event).toBe('comment');
    gone.abort();
  });

  test('end after a quarter of an hour, for the caller to be asked again who it is', async () => {
    let now = noon;
    const fast = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    const { next, gone } = await streamOf({ clock: fast });
    await next();
    let comments = 0;
    for (let event = await next(); event !== null; event = await next()) {
      expect(event.event).toBe('comment');
      comments += 1;
    }
    expect(now - noon).toBe(15 * 60_000);
    expect(comments).toBe(60);
    expect(gone.signal.aborted).toBe(false);
  });

  test('of a pipeline that does not exist are 404; with a query, 400', async () => {
    const { ask } = await handlerFor();
    expect((await ask('GET', '/v0/pipelines/nobody/events')).status).toBe(404);
    expect((await ask('GET', '/v0/pipelines/orders/events?wait=Running')).status).toBe(400);
  });

  test('a store that fails midway ends them, and is logged', async () => {
    const { store } = await handlerFor();
    let reads = 0;
    const failing = {
      ...store,
      read: async (name: string) => {
        reads += 1;
        if (reads > 2) throw new Error('the database is gone');
        return store.read(name);
      },
    };
    const { next, bring, events } = await streamOf({ store: failing });
    await next();
    await bring('orders', { type: 'start' });
    const error = { message: 'Internal error. It has been logged.', error_code: 'InternalError' };
    expect(await next()).toEqual({ event: 'failed', data: { ...error, details: {} } });
    expect(await next()).toBeNull();
    const failed = events.filter((event) => event.type === 'failed');
    expect(failed).toMatchObject([{ error: new Error('the database is gone') }]);
  });

  test('come by HTTP/2 as well, which forbids some headers', async () => {
    const { handler, bring } = await handlerFor({ clock: real });
    const server = createServer(getRequestListener(handler) as Parameters<typeof createServer>[0]);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const session = connect(`http://127.0.0.1:${port}`);
    try {
      const stream = session.request({ ':path': '/v0/pipelines/orders/events' });
      const seen: string[] = [];
      stream.on('data', (data) => seen.push(String(data)));
      await vi.waitFor(() => expect(seen.join('')).toContain('event: pipeline'));
      await bring('orders', { type: 'start' });
      await vi.waitFor(() =>
        expect(seen.join('')).toContain('"deployment_desired_status":"Running"'),
      );
      stream.close();
    } finally {
      session.destroy();
      server.close();
    }
  });
});

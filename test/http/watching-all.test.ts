/** The stream of all pipelines, beside what the tests of the client see of it. */
import { expect, test } from 'vitest';
import { VirtualClock } from '../host/virtual-clock';
import { handlerFor, noon } from './handler-helpers';

const url = 'http://localhost/v0/events';

async function readerFor(options: Parameters<typeof handlerFor>[0] = {}) {
  const clock = new VirtualClock(noon);
  const asked = await handlerFor({ clock, ...options });
  const { body, headers, status } = await asked.handler(new Request(url));
  // Without a decoder in between, which would read ahead.
  const reader = (body ?? expect.fail()).getReader();
  const next = async () => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return { ...asked, clock, next, reader, headers, status };
}

test('shows each pipeline as a poll does, and then how many there are', async () => {
  const { next, ask, reader, headers } = await readerFor();
  expect(headers.get('content-type')).toContain('text/event-stream');
  for (const name of ['invoices', 'orders']) {
    const { body } = await ask('GET', `/v0/pipelines/${name}`);
    expect(await next()).toBe(`event: pipeline\ndata: ${JSON.stringify(body)}\n\n`);
  }
  expect(await next()).toBe('event: listed\ndata: {"count":2}\n\n');
  await reader.cancel();
});

test('shows what changes in quick succession once', async () => {
  const { next, bring, reader } = await readerFor();
  for (let shown = 0; shown < 3; shown += 1) await next();
  await bring('orders', { type: 'start' }, { type: 'provisioning' }, { type: 'running' });
  expect(await next()).toContain('"revision":4');
  await reader.cancel();
});

test.each([true, false])(
  'is kept alive, and ends after a quarter of an hour (watch: %s)',
  async (isWatched) => {
    const { store } = await handlerFor();
    const { watch: _, ...silent } = store;
    const { next, clock } = await readerFor({ store: isWatched ? store : silent });
    for (let shown = 0; shown < 3; shown += 1) await next();
    let isOver = false;
    const comments: (string | null)[] = [];
    const reading = (async () => {
      for (let piece = await next(); piece !== null; piece = await next()) comments.push(piece);
      isOver = true;
    })();
    await clock.runUntil(() => isOver);
    await reading;
    expect(new Set(comments)).toEqual(new Set([': still here\n\n']));
    expect(comments.length).toBeGreaterThan(50);
    expect(clock.now() - noon).toBe(15 * 60_000);
    expect(clock.sleepers).toBe(0);
  },
);

test('takes no parameters, and only GET and HEAD', async () => {
  const { ask, handler } = await handlerFor();
  expect((await ask('GET', '/v0/events?limit=1')).status).toBe(400);
  expect((await ask('POST', '/v0/events')).headers.get('allow')).toBe('GET, HEAD');
  const head = await handler(new Request(url, { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([200, null]);
});

test('of a store that fails is an error, and ends with one if it fails later', async () => {
  const { store } = await handlerFor();
  let isBroken = true;
  const failing = {
    ...store,
    list: async () => (isBroken ? Promise.reject(new Error('the disk is full')) : store.list()),
    read: async () => Promise.reject(new Error('the disk is full')),
  };
  const { ask } = await handlerFor({ store: failing });
  expect((await ask('GET', '/v0/events')).status).toBe(500);
  isBroken = false;
  const { next, bring, events } = await readerFor({ store: failing });
  for (let shown = 0; shown < 3; shown += 1) await next();
  const end = next();
  await bring('orders', { type: 'start' });
  expect(await end).toMatch(/^event: failed\ndata: .*InternalError/);
  expect(await next()).toBeNull();
  expect(events.some(({ type }) => type === 'failed')).toBe(true);
});

test('tells the host of each event, and of nothing that is not shown', async () => {
  const may = (_: unknown, name: string) => name === 'orders';
  const { next, events, reader } = await readerFor({
    authenticate: () => ({ subject: 'ada', may }),
  });
  expect(await next()).toContain('"name":"orders"');
  expect(await next()).toContain('"count":1');
  const streamed = events.flatMap((event) => (event.type === 'streamed' ? [event] : []));
  expect(streamed.map(({ pipelineName }) => pipelineName)).toEqual(['orders']);
  await reader.cancel();
});

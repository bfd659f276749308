/** Ports whose promises never settle: every request is answered all the same. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import type { LifecycleStore } from '../../src/host/store';
import { PortTimeoutError } from '../../src/host/time';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { openApi } from '../../src/http/openapi';
import { InvalidInputError } from '../../src/input/invalid-input';
import { VirtualClock } from '../host/virtual-clock';
import { until } from '../until';
import { holdTime, hook, sign } from './authentication/bearer-tokens';
import { handlerFor, type StoreHandlerOptions } from './handler-helpers';

holdTime();

const never = () => new Promise<never>(() => {});

/** Returns a handler over a store whose calls, once `hang` was called, are these. */
async function hangingHandler(
  options: Partial<StoreHandlerOptions>,
  hanging: Partial<LifecycleStore> = {},
) {
  const clock = new VirtualClock();
  const inner = memoryStore();
  const store = { ...inner };
  const handler = await handlerFor({ clock, store, ...options });
  return { ...handler, clock, inner, hang: () => Object.assign(store, hanging) };
}

describe('a call that never settles is answered with 503, and told', () => {
  type Case = readonly [
    call: string,
    request: readonly [method: string, path: string, init?: RequestInit],
    options: Partial<StoreHandlerOptions>,
    hanging: Partial<LifecycleStore>,
  ];
  const create = { body: '{"name":"new"}', headers: { 'content-type': 'application/json' } };
  test.each<Case>([
    ['store.read', ['GET', '/v0/pipelines/orders'], {}, { read: never }],
    ['store.read', ['GET', '/v0/pipelines/orders?wait=Running'], {}, { read: never }],
    ['store.read', ['GET', '/v0/pipelines/orders/events'], {}, { read: never }],
    ['store.list', ['GET', '/v0/pipelines'], {}, { list: never }],
    ['store.create', ['POST', '/v0/pipelines', create], {}, { create: never }],
    ['store.update', ['POST', '/v0/pipelines/orders/start'], {}, { update: never }],
    ['store.update', ['DELETE', '/v0/pipelines/orders'], {}, { update: never }],
    ['authenticate', ['GET', '/v0/pipelines/orders'], { authenticate: never }, {}],
    ['authenticate', ['GET', '/v0/nowhere'], { authenticate: never }, {}],
    ['capabilities', ['POST', '/v0/pipelines/orders/start'], { capabilities: never }, {}],
  ])('%s of %j', async (call, [method, path, init], options, hanging) => {
    const { ask, events, clock, hang } = await hangingHandler(options, hanging);
    hang();
    const before = clock.now();
    const asked = ask(method, path, init);
    await clock.advance(30_000);
    const { status, headers, body } = await asked;
    expect([status, body.error_code, body.details]).toEqual([503, 'Unavailable', {}]);
    expect(headers.get('retry-after')).toBe('5');
    expect(clock.now() - before).toBe(30_000);
    expect(clock.sleepers).toBe(0);
    expect(events).toMatchObject([
      { type: 'failed', error: new PortTimeoutError(call, 30_000), method, path },
      { type: 'answered', httpStatus: 503, errorCode: 'Unavailable' },
    ]);
  });

  test('a key lookup', async () => {
    let isAsked = false;
    const key = () => {
      isAsked = true;
      return never();
    };
    const { ask, events, clock } = await hangingHandler({ authenticate: hook({ key }) });
    const headers = { authorization: `Bearer ${await sign()}` };
    const asked = ask('GET', '/v0/pipelines/orders', { headers });
    await until(() => isAsked);
    await clock.advance(30_000);
    expect((await asked).status).toBe(503);
    expect(events[0]).toMatchObject({ type: 'failed', error: { call: 'authenticate' } });
  });

  test('after the time that `timeout` says', async () => {
    const { ask, clock } = await hangingHandler({ timeout: 70, authenticate: never });
    const asked = ask('GET', '/v0/pipelines/orders');
    await clock.advance(70);
    expect((await asked).status).toBe(503);
  });
});

test('a read that hangs behind a stream ends it with the event `failed`', async () => {
  const { handler, events, clock, inner, hang } = await hangingHandler({}, { read: never });
  const response = await handler(new Request('http://localhost/v0/pipelines/orders/events'));
  const text = response.text();
  await clock.settle();
  hang();
  await inner.update('orders', (pipeline) => ({
    pipeline: { ...pipeline, revision: 2 },
    result: 1,
  }));
  await clock.settle();
  await clock.advance(30_000);
  expect(await text).toMatch(/event: failed\ndata: .*"error_code":"Unavailable"/);
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { call: 'store.read' } });
});

test('an action that was given up is not decided any more', async () => {
  const clock = new VirtualClock();
  const store = memoryStore();
  const update: LifecycleStore['update'] = async (...call) => {
    await clock.sleep(60_000);
    return store.update(...call);
  };
  const { ask } = await handlerFor({ clock, store: { ...store, update } });
  const asked = ask('POST', '/v0/pipelines/orders/start');
  await clock.advance(30_000);
  expect((await asked).status).toBe(503);
  await clock.advance(60_000);
  expect((await store.read('orders'))?.deployment.desiredStatus).toBe('Stopped');
});

test('calls that settle leave no timer', async () => {
  const clock = new VirtualClock();
  const { ask } = await handlerFor({ clock, capabilities: () => ({}) });
  await ask('POST', '/v0/pipelines/orders/start');
  await ask('GET', '/v0/pipelines');
  expect(clock.sleepers).toBe(0);
});

test('a `watch` that is asynchronous and rejects is told, and polls go on', async () => {
  const clock = new VirtualClock();
  const watch = (async () => {
    throw new Error('Not connected.');
  }) as never;
  const { ask, events } = await handlerFor({ clock, store: { ...memoryStore(), watch } });
  const asked = ask('GET', '/v0/pipelines/orders?wait=Running&timeout=1');
  await clock.advance(1_000);
  expect((await asked).status).toBe(200);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'failed', error: new Error('Not connected.') }),
  );
});

describe('the description', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of OpenAPI is looked into freely.
  const { paths } = openApi() as any;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as object).map(([method, { responses }]) => [method, path, responses]),
  );

  test.each(operations)(
    'has the 503 of every endpoint with credentials: %s %s',
    (_, path, responses) => {
      const isPublic = path === '/openapi.json';
      expect(responses[503]?.description?.includes('`Unavailable`') ?? false).toBe(!isPublic);
      if (!isPublic) expect(responses[503].headers).toHaveProperty('Retry-After');
    },
  );
});

test.each([0, -1, Number.POSITIVE_INFINITY, '30s'])(
  'the timeout %j is refused',
  async (timeout) => {
    const options = { authenticate: noAuthentication, timeout: timeout as number };
    await expect(handlerFor(options)).rejects.toThrow(InvalidInputError);
    await expect(handlerFor(options)).rejects.toMatchObject({ field: 'timeout' });
  },
);

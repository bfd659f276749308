/**
 * Malformed bytes over real connections, to the handler on a server of Node: whatever a client
 * sends, and however it leaves, the server goes on and answers the next good request.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore } from '../../../src/host/memory-store';
import { applyAction, createPipeline } from '../../../src/host/pipeline';
import { createLifecycleHandler, type HandlerEvent } from '../../../src/http';
import { bearer } from '../../../src/http/authentication';
import { randomOf } from '../../../src/testing/random';
import { amount } from '../../tier';
import { until } from '../../until';
import { keys } from './drafts';
import { attack, attackKinds, attackOf } from './socket';

const seed = Number(process.env.FUZZ_SEED ?? 20_261_121);
/** The number of attacks of each kind. */
const count = amount({ usual: 8, deep: 80 });

const store = memoryStore();
const failures: HandlerEvent[] = [];
let listeners = 0;
let server: Server;
let port = 0;

beforeAll(async () => {
  for (const name of ['orders', 'payments', 'waiting'])
    await store.create(createPipeline(name, { now: Date.now(), id: name }));
  // Nothing runs it, so whoever waits for it waits for long.
  const context = { capabilities: {}, now: Date.now() };
  await store.update('waiting', (pipeline) => applyAction(pipeline, { type: 'start' }, context));
  const handler = createLifecycleHandler({
    store: { ...store, watch: watched },
    authenticate: bearer({ apiKeys: [keys.operator] }),
    onEvent: (event) => {
      if (event.type === 'failed') failures.push(event);
    },
  });
  // The classes of the platform stay as they are, because other tests share this process.
  const listener = getRequestListener(handler, { overrideGlobalObjects: false });
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Watches the store, and counts the listeners. */
function watched(listener: (name: string) => void): () => void {
  listeners += 1;
  const unwatch = store.watch?.(listener);
  return () => {
    listeners -= 1;
    unwatch?.();
  };
}

const innards = /\n\s+at |node_modules|node:internal|file:\/\//;
const serverErrors = ['500', '502', '504', '505'];

test.each(attackKinds)(`a client that sends %s harms nobody (seed ${seed})`, async (kind) => {
  const random = randomOf(seed + attackKinds.indexOf(kind));
  const attacks = Array.from({ length: count }, () => attackOf(kind, random));
  for (let at = 0; at < count; at += 8) {
    const answers = await Promise.all(
      attacks.slice(at, at + 8).map((each) => attack(port, each, fewGoodRequests)),
    );
    for (const [index, answer] of answers.entries()) {
      const what = JSON.stringify(attacks[at + index]).slice(0, 500);
      const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
      expect(
        statuses.filter((each) => serverErrors.includes(each ?? '')),
        what,
      ).toEqual([]);
      expect(answer, what).not.toMatch(innards);
    }
    expect(await statusOfGoodRequest()).toBe(200);
  }
  expect(failures).toEqual([]);
});

async function statusOfGoodRequest(): Promise<number> {
  const headers = { authorization: `Bearer ${keys.operator}` };
  const response = await fetch(`http://127.0.0.1:${port}/v0/pipelines/payments`, { headers });
  expect(await response.json()).toMatchObject({ name: 'payments', deployment_status: 'Stopped' });
  return response.status;
}

/** The server has taken turns for other clients in between. */
async function fewGoodRequests(): Promise<void> {
  for (let request = 0; request < 3; request += 1) await statusOfGoodRequest();
}

test('all requests of a connection are answered in order', async () => {
  const paths = [
    '/v0/pipelines/orders',
    '/nowhere',
    '/v0/pipelines/nobody',
    '/v0/pipelines/payments',
  ];
  const pieces = paths.map((path, index) => {
    const end = index === paths.length - 1 ? 'close' : 'keep-alive';
    const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${end}\r\n`;
    return `${head}Authorization: Bearer ${keys.operator}\r\n\r\n`;
  });
  const good = { kind: 'good', pieces: [pieces.join('')], end: 'wait' } as const;
  const answer = await attack(port, good, () => new Promise(() => {}));
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
  expect(statuses).toEqual(['200', '404', '404', '200']);
});

test('no wait is left once the clients are gone', async () => {
  await until(() => listeners === 0);
});

test('only what was asked for has changed', async () => {
  const pipelines = await store.list();
  const names = pipelines.map(({ name }) => name);
  expect(
    names.filter((name) => !['cut', 'half', 'orders', 'payments', 'waiting'].includes(name)),
  ).toEqual([]);
  const { deployment } = pipelines.find(({ name }) => name === 'payments') ?? {};
  expect(deployment?.generation).toBe(0);
});

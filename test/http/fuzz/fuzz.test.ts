/**
 * Malformed requests, straight to the handler: each answer is documented, small and discreet, and a
 * refused request changes nothing. The same seed sends the same requests; FUZZ_SEED is another one.
 */
import { describe, expect, test } from 'vitest';
import type { LifecycleStore } from '../../../src/host/store';
import type { LifecycleHandler } from '../../../src/http/handler';
import { amount } from '../../tier';
import { type FuzzOptions, fuzz } from './run';

const seed = Number(process.env.FUZZ_SEED ?? 20_261_121);
const count = amount({ usual: 500, deep: 100_000 });

/** The least number of answers with each status, of 100,000: with fewer, the requests are tame. */
const leastOf100k: Readonly<Record<number, number>> = {
  ...{ 200: 3_000, 201: 100, 202: 1_000, 204: 50, 304: 200 },
  ...{ 400: 10_000, 401: 5_000, 403: 3_000, 404: 10_000, 405: 5_000, 409: 1_000 },
  ...{ 413: 1_000, 414: 3_000, 501: 20, 503: 500 },
};

test(`${count} malformed requests are answered as documented (seed ${seed})`, async () => {
  const { findings, statuses, unsendable } = await fuzz({ seed, count });
  process.stdout.write(
    `fuzz, seed ${seed}: ${JSON.stringify(statuses)}; ${unsendable} drafts that no Request can hold\n`,
  );
  expect(findings).toEqual([]);
  const rare = Object.entries(leastOf100k).filter(([status, least]) => {
    return (statuses[Number(status)] ?? 0) < Math.ceil((least * count) / 100_000);
  });
  expect(rare).toEqual([]);
  expect(Object.keys(statuses).filter((status) => !(status in leastOf100k))).toEqual([]);
});

/** Handlers and stores with a bug, and the words of its finding. */
const bugs: readonly (readonly [string, Partial<FuzzOptions>, RegExp])[] = [
  [
    'fails on a name',
    { wrapStore: (store) => ({ ...store, read: failing(store, 'constructor') }) },
    /an error of the server|failed: Error: no such function/,
  ],
  [
    'answers 500 to a name',
    { wrapHandler: answering((request) => request.url.includes('hasOwn'), { status: 500 }) },
    /an error of the server/,
  ],
  ['shows a stack', { wrapHandler: altering((text) => withStack(text)) }, /shows its innards/],
  [
    'answers a code that is not listed',
    { wrapHandler: altering((text) => text.replace('"InvalidRequest"', '"BadRequest"')) },
    /400 BadRequest is not listed/,
  ],
  [
    'adds to the envelope',
    { wrapHandler: altering((text) => text.replace(/}\s*$/, ', "status": 400 }')) },
    /no envelope/,
  ],
  [
    'answers at length',
    { wrapHandler: altering((text) => text.replace('"message": "', `$&${'x'.repeat(5_000)}`)) },
    /a body of \d+ bytes/,
  ],
  ['repeats the credentials', { wrapHandler: repeating }, /tells the secret/],
  ['forgets the header Allow', { wrapHandler: forgetting('allow') }, /405 .*allow: null/],
  ['rejects', { wrapHandler: rejecting }, /rejects: Error: of no use/],
  [
    'writes where it reads',
    { wrapStore: (store) => ({ ...store, read: writing(store) }) },
    /changed the store without saying so/,
  ],
];

describe('a bug is found:', () => {
  test.each(bugs)('a server that %s', async (_, planted, words) => {
    const { findings } = await fuzz({ seed, count: 10_000, enough: 1, ...planted });
    expect(findings.join('\n')).toMatch(words);
  });
});

function failing({ read }: LifecycleStore, name: string): LifecycleStore['read'] {
  return async (asked) => {
    if (asked === name) throw new Error('no such function');
    return read(asked);
  };
}

function writing({ read, update }: LifecycleStore): LifecycleStore['read'] {
  return async (name) => {
    // Another pipeline: a wait for one that changes whenever it is read would never end.
    if (name !== 'audit')
      await update('audit', (pipeline) => ({ pipeline: { ...pipeline }, result: null }));
    return read(name);
  };
}

function answering(when: (request: Request) => boolean, init: ResponseInit) {
  return (handler: LifecycleHandler): LifecycleHandler =>
    async (request) =>
      when(request) ? new Response('{}', init) : handler(request);
}

/** Changes the bodies of errors. */
function altering(change: (text: string) => string) {
  return (handler: LifecycleHandler): LifecycleHandler =>
    async (request) => {
      const response = await handler(request);
      const { status, headers } = response;
      return status < 400
        ? response
        : new Response(change(await response.text()), { status, headers });
    };
}

function forgetting(header: string) {
  return (handler: LifecycleHandler): LifecycleHandler =>
    async (request) => {
      const response = await handler(request);
      response.headers.delete(header);
      return response;
    };
}

function withStack(text: string): string {
  const stack = JSON.stringify(new Error('here').stack).slice(1, -1);
  return text.replace('"message": "', `$&${stack}`);
}

function repeating(handler: LifecycleHandler): LifecycleHandler {
  return async (request) => {
    const response = await handler(request);
    const sent = request.headers.get('authorization');
    if (response.status === 401 && sent !== null) response.headers.set('x-sent', sent);
    return response;
  };
}

function rejecting(handler: LifecycleHandler): LifecycleHandler {
  return async (request) => {
    if (request.headers.has('range')) throw new Error('of no use');
    return handler(request);
  };
}

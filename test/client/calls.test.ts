/** Calls of the client to the real handler: every endpoint, refusals, and lost answers. */
import { describe, expect, test } from 'vitest';
import { ConnectionError, createClient, UnexpectedAnswerError } from '../../src/client';
import { bearer, openApi } from '../../src/http';
import { actionTypes, decide, toRequest } from '../../src/lifecycle';
import { noon, running } from '../http/handler-helpers';
import { clientFor, lost, passing, pollOf, valueIn } from './client-helpers';

describe('every endpoint', () => {
  test('has a method', async () => {
    const { client, sent, bring } = await clientFor();
    await client.create('fresh');
    await client.list({ after: 'a', limit: 2 });
    await client.get('orders');
    await client.describe();
    for (const type of actionTypes) await client[type]('invoices');
    await bring('orders', ...running);
    await client.waitUntil('orders', 'Running');
    for await (const _ of client.watch('orders')) break;
    for await (const _ of client.watchAll()) break;
    await client.delete('fresh');
    const called = sent.map((each) =>
      each
        .replace(/\?.*/, '')
        .replace('/v0', '')
        .replace(/^(\w+) \/pipelines\/\w+/, '$1 /pipelines/{pipeline_name}'),
    );
    const documented = Object.entries(openApi().paths as object).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path.replace('/v0', '')}`),
    );
    expect(new Set(called)).toEqual(new Set(documented));
  });

  test('answers as a value: a new pipeline, a list, the description', async () => {
    const { client } = await clientFor();
    expect(await client.create('fresh')).toMatchObject({
      ...{ ok: true, httpStatus: 201, attempts: 1 },
      value: { name: 'fresh', deployment_status: 'Stopped', generation: 0 },
    });
    const names = valueIn(await client.list()).map(({ name }) => name);
    expect(names).toEqual(['fresh', 'invoices', 'orders']);
    expect(valueIn(await client.list({ after: 'fresh', limit: 1 }))).toHaveLength(1);
    expect(valueIn(await client.describe())).toMatchObject({ openapi: '3.1.1' });
    expect(await client.delete('fresh')).toMatchObject({ ok: true, httpStatus: 204, value: null });
  });

  test('takes the parameters of an action, and gives the next version', async () => {
    const { client, sent } = await clientFor();
    const answer = await client.start('orders', { initial: 'paused', bootstrapPolicy: 'allow' });
    expect(answer).toMatchObject({ ok: true, httpStatus: 202, value: { checkpoint: null } });
    expect(sent).toEqual(['POST /v0/pipelines/orders/start?initial=paused&bootstrap_policy=allow']);
    const polled = await client.get('orders');
    expect(polled.ok && answer.ok && polled.etag === answer.etag).toBe(true);
    expect(await pollOf(client)).toMatchObject({ deployment_desired_status: 'Paused' });
  });

  test('gives the checkpoint of an activation', async () => {
    const { client, bring } = await clientFor();
    await bring('orders', ...running, { type: 'checkpointed', checkpoint: 7 });
    await bring('orders', { type: 'stop', force: true }, { type: 'stopping' });
    await bring('orders', { type: 'deprovisioned' }, { type: 'start', initial: 'standby' });
    await bring('orders', { type: 'provisioning' }, { type: 'standby' });
    expect(valueIn(await client.activate('orders'))).toEqual({ checkpoint: 7 });
  });
});

describe('a refusal', () => {
  test('of the lifecycle has its code, hint and details', async () => {
    const { client, bring, store } = await clientFor();
    await bring('orders', ...running, { type: 'stop' }, { type: 'suspending' });
    const answer = await client.resume('orders');
    const pipeline = (await store.read('orders')) ?? expect.fail();
    const decision = decide(pipeline.deployment, { type: 'resume' });
    if (decision.accepted || answer.ok) return expect.fail();
    expect(answer).toMatchObject({
      httpStatus: 400,
      code: 'IllegalPipelineAction',
      hint: expect.stringContaining('Only /stop?force=true'),
      message: expect.any(String),
      retryAfter: null,
    });
    expect(answer.details).toMatchObject(decision.error.details);
    expect(await client.stop('orders')).toMatchObject({ httpStatus: 503, retryAfter: 1 });
  });

  test.each([
    [401, 'Unauthorized', {}],
    [403, 'Forbidden', { token: 'k'.repeat(40) }],
  ])('%i %s comes of credentials', async (httpStatus, code, ofClient) => {
    const authenticate = bearer({
      apiKeys: [{ key: 'k'.repeat(40), subject: 'ada', may: () => false }],
    } as never);
    const { client } = await clientFor({ authenticate }, ofClient);
    expect(await client.get('orders')).toMatchObject({ ok: false, httpStatus, code });
  });

  test('404, 409, 412 and 400 of the host are values', async () => {
    const { client } = await clientFor();
    expect(await client.get('nobody')).toMatchObject({
      ...{ ok: false, httpStatus: 404, code: 'UnknownPipelineName' },
    });
    expect(await client.create('orders')).toMatchObject({ httpStatus: 409, code: 'DuplicateName' });
    expect(await client.create('not a name')).toMatchObject({ code: 'InvalidRequest' });
    const conflict = await client.stop('orders', {}, { onlyIf: { etag: '"another"' } });
    expect(conflict).toMatchObject({ httpStatus: 412, code: 'PreconditionFailed', attempts: 1 });
    await client.start('orders');
    expect(await client.delete('orders')).toMatchObject({
      ...{ httpStatus: 400, code: 'DeleteRestrictedToFullyStopped' },
      hint: expect.stringContaining('force=true'),
    });
  });

  test.each([
    [405, 'UnsupportedPipelineAction', { suspendable: false }],
    [501, 'EnterpriseFeature', { checkpointing: false }],
  ])('%i %s comes of capabilities', async (httpStatus, code, capabilities) => {
    const { client, bring } = await clientFor({ capabilities });
    await bring('orders', ...running);
    expect(await client.stop('orders')).toMatchObject({ ok: false, httpStatus, code });
  });

  test.each([413, 429, 500, 502, 503, 504])('%i of a gateway has no code', async (httpStatus) => {
    const { client, through, clock, sent } = await clientFor();
    const headers = { 'content-type': 'text/html', 'retry-after': '120' };
    through(async () => new Response('<h1>Sorry</h1>', { status: httpStatus, headers }));
    const refusal = await passing(clock, client.stop('orders'));
    expect(refusal).toMatchObject({ ok: false, httpStatus, code: null, hint: null, details: {} });
    expect(refusal.ok || refusal.message).toContain('text/html');
    // Two minutes are longer than anybody should be kept waiting.
    expect(refusal).toMatchObject({ retryAfter: 120, attempts: 1 });
    expect(sent).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('to a call that changes something is an error that says so, after one attempt', async () => {
    const { client, through, sent } = await clientFor();
    through(lost);
    for (const call of [client.stop('orders'), client.create('x'), client.delete('orders')]) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ mayHaveChanged: true, attempts: 1 });
      expect(String(error)).toContain('poll before you send it again');
    }
    expect(sent).toHaveLength(3);
  });

  test('to a poll is asked for again, with pauses, and then an error', async () => {
    const { client, through, clock, sent } = await clientFor();
    through(lost);
    const error = await passing(
      clock,
      client.get('orders').catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ name: 'ConnectionError', mayHaveChanged: false, attempts: 4 });
    expect(sent).toHaveLength(4);
    expect(clock.now() - noon).toBe(250 + 500 + 1_000);
  });

  test('but one that comes later is as good', async () => {
    const { client, through, clock } = await clientFor();
    through(async (_, pass, count) => (count < 3 ? lost() : pass()));
    expect(await passing(clock, client.get('orders'))).toMatchObject({ ok: true, attempts: 3 });
  });

  test('a body that breaks off counts as lost', async () => {
    const { client, through, clock } = await clientFor();
    through(async (_, pass, count) => {
      if (count > 1) return pass();
      const broken = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{ "na')),
        pull: (controller) => controller.error(new TypeError('terminated')),
      });
      return new Response(broken);
    });
    expect(await passing(clock, client.get('orders'))).toMatchObject({ ok: true, attempts: 2 });
  });

  test.each(['<html>Please log in</html>', '{}', '[1]', 'null'])(
    'a 200 with %s is not an answer of the API',
    async (body) => {
      const { client, through } = await clientFor();
      through(async () => new Response(body));
      await expect(client.get('orders')).rejects.toThrow(UnexpectedAnswerError);
      if (body !== '[1]') await expect(client.list()).rejects.toThrow(UnexpectedAnswerError);
    },
  );
});

describe('an answer that passes by itself', () => {
  test('is asked for again after the time that it names', async () => {
    const { client, through, clock, sent } = await clientFor();
    const headers = { 'retry-after': '7' };
    through(async (_, pass, count) =>
      count > 1 ? pass() : new Response('', { status: 429, headers }),
    );
    // Whoever is turned away because of the rate has changed nothing.
    expect(await passing(clock, client.start('orders'))).toMatchObject({ ok: true, attempts: 2 });
    expect(clock.now() - noon).toBe(7_000);
    expect(sent).toHaveLength(2);
  });

  test('is not asked for again if the lifecycle has refused', async () => {
    const { client, bring, sent } = await clientFor();
    await bring('orders', ...running, { type: 'stop' }, { type: 'suspending' });
    const onlyIf = await pollOf(client);
    expect(await client.stop('orders', {}, { onlyIf })).toMatchObject({ httpStatus: 503 });
    expect(sent).toHaveLength(2);
  });
});

describe('an abort', () => {
  const reason = new Error('the page is closed');
  const forever = new Promise<never>(() => {});

  test('before a call sends nothing', async () => {
    const { client, sent } = await clientFor();
    const signal = AbortSignal.abort(reason);
    await expect(client.get('orders', { signal })).rejects.toBe(reason);
    await expect(client.stop('orders', {}, { signal })).rejects.toBe(reason);
    await expect(client.delete('orders', { signal })).rejects.toBe(reason);
    await expect(client.waitUntil('orders', 'settled', { signal })).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  test.each([
    ['the token', { token: () => forever }, undefined],
    ['the answer', {}, () => forever],
    ['the body', {}, async () => new Response(new ReadableStream({}))],
    ['the next attempt', { sleep: () => forever }, lost],
  ])('while it waits for %s ends it at once', async (_, ofClient, wire) => {
    const { client, through, clock } = await clientFor({}, ofClient);
    if (wire !== undefined) through(wire);
    const gone = new AbortController();
    const { signal } = gone;
    const calls = [client.get('orders', { signal }), client.list({ signal })];
    calls.push(client.waitUntil('orders', 'Running', { signal }) as never);
    const ends = calls.map((call) => call.catch((thrown: unknown) => thrown));
    await clock.settle();
    gone.abort(reason);
    expect(await Promise.all(ends)).toEqual([reason, reason, reason]);
  });
});

describe('credentials', () => {
  test('go with each request, and are asked for each time', async () => {
    let asked = 0;
    const token = async () => `token-${++asked}`;
    const { client, through } = await clientFor({}, { token });
    const seen: (string | null)[] = [];
    through(async (request, pass) => {
      seen.push(request.headers.get('authorization'));
      return pass();
    });
    await client.get('orders');
    await client.start('orders');
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('that are malformed are named, but not shown', async () => {
    const secret = 'line\nbreak';
    const options = { baseUrl: 'http://localhost/v0' };
    expect(() => createClient({ ...options, token: secret })).toThrow(/token/);
    const { client } = await clientFor({}, { token: () => secret });
    const error = await client.get('orders').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('the result of token');
    expect(String(error)).not.toContain('break\n');
    expect(String(error)).not.toContain(secret);
  });
});

describe('a mistake', () => {
  test.each(['', 'localhost', 'ftp://x/', '//host/v0', 'http://', 'http://h/v0?x=1', 'http://h/#'])(
    'in the address is an error: %j',
    (baseUrl) => expect(() => createClient({ baseUrl })).toThrow(/baseUrl/),
  );

  test.each(['', '.', '..'])('the name %j reaches no other endpoint', async (name) => {
    const { client, sent } = await clientFor();
    await expect((async () => client.get(name))()).rejects.toThrow(/pipelineName/);
    await expect(client.delete(name)).rejects.toThrow(/pipelineName/);
    expect(sent).toEqual([]);
  });

  test('a name with a slash stays one segment', async () => {
    const { client, sent } = await clientFor();
    expect(await client.stop('orders/../invoices')).toMatchObject({ httpStatus: 404 });
    expect(sent).toEqual(['POST /v0/pipelines/orders%2F..%2Finvoices/stop']);
  });

  test('in a parameter is an error before anything is sent', async () => {
    const { client, sent } = await clientFor();
    const misspelled = { forced: true } as never;
    await expect((async () => client.stop('orders', misspelled))()).rejects.toThrow(/forced/);
    await expect((async () => client.stop('orders', {}, misspelled))()).rejects.toThrow(/forced/);
    await expect(client.waitUntil('orders', 'Runing' as never)).rejects.toThrow(/Runing/);
    await expect(client.waitUntil('orders', [])).rejects.toThrow(/target/);
    expect(sent).toEqual([]);
    expect(toRequest({ type: 'stop' })).toBe('stop');
  });
});

/** Pipelines over HTTP: create, list, poll with ETag and with `wait`, delete; and permissions. */
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/host/pipeline';
import { bearer } from '../../src/http/authentication';
import type { Caller } from '../../src/http/authentication/authentication';
import { pipelineSchema } from '../../src/http/endpoints/schemas';
import type { Action } from '../../src/lifecycle';
import type { Observation } from '../../src/lifecycle/observation';
import { VirtualClock } from '../host/virtual-clock';
import { countingListeners, handlerFor, noon, running } from './handler-helpers';

const json = (value: unknown) => ({ body: JSON.stringify(value) });

describe('a poll', () => {
  test('has every field, each with its time', async () => {
    const { ask, bring } = await handlerFor();
    await bring('orders', ...running);
    const { status, body } = await ask('GET', '/v0/pipelines/orders');
    expect(status).toBe(200);
    const since = '2026-01-31T12:00:00.000Z';
    expect(body).toEqual({
      name: 'orders',
      id: 'orders',
      created_at: since,
      revision: 4,
      generation: 1,
      checkpoint_sequence_number: null,
      deployment_status: 'Running',
      deployment_status_since: since,
      deployment_desired_status: 'Running',
      deployment_desired_status_since: since,
      deployment_resources_status: 'Provisioned',
      deployment_resources_status_since: since,
      deployment_resources_desired_status: 'Provisioned',
      deployment_resources_desired_status_since: since,
      deployment_error: null,
      deployment_error_since: since,
      deployment_initial: 'running',
      deployment_initial_since: since,
      bootstrap_policy: 'await_approval',
      bootstrap_policy_since: since,
      bootstrap_approved: false,
      capabilities: { checkpointing: true, suspendable: true, standby: true },
    });
    expect(pipelineSchema.safeParse(body).success).toBe(true);
  });

  test('of an unknown name is 404, in whatever characters', async () => {
    const { ask } = await handlerFor();
    for (const [path, name] of [
      ['nobody', 'nobody'],
      ['a%2Fb', 'a/b'],
      ['%E0%A4%A', '%E0%A4%A'],
      ['__proto__', '__proto__'],
      ['%00', '\u0000'],
    ] as const) {
      const { status, body } = await ask('GET', `/v0/pipelines/${path}`);
      expect([status, body.error_code, body.details.pipeline_name]).toEqual([
        404,
        'UnknownPipelineName',
        name,
      ]);
    }
  });

  test('is 304 if nothing has changed', async () => {
    const { ask, bring } = await handlerFor();
    const first = await ask('GET', '/v0/pipelines/orders');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toBe('"orders.1"');
    const headers = { 'if-none-match': tag };
    for (const each of [
      headers,
      { 'if-none-match': `"other", W/${tag}` },
      { 'if-none-match': '*' },
    ]) {
      const again = await ask('GET', '/v0/pipelines/orders', { headers: each });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    }
    await bring('orders', { type: 'start' });
    const changed = await ask('GET', '/v0/pipelines/orders', { headers });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });

  test('by HEAD is the same without the body', async () => {
    const { ask } = await handlerFor();
    const [head, get] = [
      await ask('HEAD', '/v0/pipelines/orders'),
      await ask('GET', '/v0/pipelines/orders'),
    ];
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([
      200,
      '',
      get.headers.get('etag'),
    ]);
  });

  test('with another method is 405', async () => {
    const { ask } = await handlerFor();
    const { status, headers, body } = await ask('PUT', '/v0/pipelines/orders');
    expect([status, headers.get('allow'), body.error_code]).toEqual([
      405,
      'DELETE, GET, HEAD',
      'MethodNotAllowed',
    ]);
    expect((await ask('PUT', '/v0/pipelines')).headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('a poll with `wait`', () => {
  const error = { message: 'No nodes.', error_code: 'ProvisioningFailed', details: {} };

  test('answers once the status is reached, and not before', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    const [start, ...reports] = running;
    await bring('orders', start);
    let isAnswered = false;
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running,Paused').finally(() => {
      isAnswered = true;
    });
    for (const event of reports) {
      await clock.settle();
      expect(isAnswered).toBe(false);
      expect(clock.sleepers).toBe(1);
      await bring('orders', event);
    }
    const { body, headers } = await poll;
    expect(body.deployment_status).toBe('Running');
    expect(headers.get('wait-outcome')).toBe('reached');
    expect(clock.sleepers).toBe(0);
  });

  test('answers immediately if it has the status, or if the timeout is 0', async () => {
    const { ask } = await handlerFor({ clock: new VirtualClock(noon) });
    for (const query of ['wait=Stopped', 'wait=Running&timeout=0']) {
      const { status, body } = await ask('GET', `/v0/pipelines/orders?${query}`);
      expect([status, body.deployment_status]).toEqual([200, 'Stopped']);
    }
  });

  test.each([
    ['the timeout', '&timeout=1', 1_000],
    ['half a minute by default', '', 30_000],
  ])('answers with the present status after %s', async (_, timeout, milliseconds) => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    await bring('orders', { type: 'start' });
    const poll = ask('GET', `/v0/pipelines/orders?wait=Running${timeout}`);
    await clock.advance(milliseconds - 1);
    expect(clock.sleepers).toBe(1);
    await clock.advance(1);
    expect(clock.sleepers).toBe(0);
    const { status, body, headers } = await poll;
    expect([status, body.deployment_status]).toEqual([200, 'Stopped']);
    expect(headers.get('wait-outcome')).toBe('timeout');
  });

  test('answers once the pipeline fails, because it will not reach the status by itself', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    await bring('orders', { type: 'start' }, { type: 'provisioning' });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running');
    await clock.settle();
    await bring('orders', { type: 'failed', error });
    const { body, headers } = await poll;
    expect(body).toMatchObject({ deployment_status: 'Stopping', deployment_error: error });
    expect(headers.get('wait-outcome')).toBe('unreachable');
  });

  test('answers immediately if the pipeline has failed, unless it still reaches the status', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    await bring('orders', { type: 'start' }, { type: 'provisioning' }, { type: 'failed', error });
    const { body } = await ask('GET', '/v0/pipelines/orders?wait=Running');
    expect(body).toMatchObject({ deployment_status: 'Stopping', deployment_error: error });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Stopped,Running');
    await clock.settle();
    await bring('orders', { type: 'deprovisioned' });
    expect((await poll).body.deployment_status).toBe('Stopped');
  });

  test('is 404 if the pipeline is deleted meanwhile', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring, store } = await handlerFor({ clock });
    await bring('orders', { type: 'start' });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running');
    await clock.settle();
    await store.update('orders', () => ({ pipeline: null, result: null }));
    expect((await poll).status).toBe(404);
  });

  test('is 404 if another pipeline takes the name meanwhile, even if it is as asked for', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring, store } = await handlerFor({ clock });
    await bring('orders', { type: 'start' });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running');
    await clock.settle();
    const other = await store.read('orders');
    if (other === undefined) throw new Error('It is gone.');
    await store.update('orders', () => ({ pipeline: null, result: null }));
    await store.create({ ...other, id: 'another' });
    await bring('orders', ...running.slice(1));
    expect((await poll).status).toBe(404);
  });

  test.each([
    ['because it is as asked for', true],
    ['after the timeout', false],
  ])(
    'is 403 if the caller may no longer read the pipeline when it ends %s',
    async (_, isReached) => {
      const clock = new VirtualClock(noon);
      let isAllowed = true;
      const authenticate = () => ({ subject: 'ada', may: () => isAllowed });
      const { ask, bring } = await handlerFor({ clock, authenticate });
      await bring('orders', { type: 'start' });
      const poll = ask('GET', '/v0/pipelines/orders?wait=Running');
      await clock.settle();
      isAllowed = false;
      if (isReached) await bring('orders', ...running.slice(1));
      else await clock.advance(30_000);
      const { status, body } = await poll;
      expect([status, body.error_code]).toEqual([403, 'Forbidden']);
    },
  );

  test('ends with the credentials', async () => {
    const clock = new VirtualClock(noon);
    const authenticate = () => ({ subject: 'ada', expiresAt: noon + 2_000 });
    const { ask, bring } = await handlerFor({ clock, authenticate });
    await bring('orders', { type: 'start' });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running');
    await clock.advance(2_000);
    expect((await poll).headers.get('wait-outcome')).toBe('timeout');
    expect(clock.sleepers).toBe(0);
  });

  test('settled answers once the start has taken effect, or rests in an approval', async () => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    const wait = () => ask('GET', '/v0/pipelines/orders?wait=settled');
    expect((await wait()).body.deployment_status).toBe('Stopped');
    await bring('orders', { type: 'start' });
    const started = wait();
    await clock.settle();
    expect(clock.sleepers).toBe(1);
    await bring('orders', { type: 'provisioning' }, { type: 'awaitingApproval' });
    const { body, headers } = await started;
    expect(body.deployment_status).toBe('AwaitingApproval');
    expect(headers.get('wait-outcome')).toBe('reached');
    const approved = wait();
    // It rests there until somebody approves.
    expect((await approved).body.deployment_status).toBe('AwaitingApproval');
    await bring('orders', { type: 'approve' });
    const running = wait();
    await clock.settle();
    await bring('orders', { type: 'running' });
    expect((await running).body.deployment_status).toBe('Running');
    await bring('orders', { type: 'pause' });
    const paused = wait();
    await clock.settle();
    await bring('orders', { type: 'failed', error });
    const failed = await paused;
    expect(failed.body.deployment_status).toBe('Stopping');
    expect(failed.headers.get('wait-outcome')).toBe('reached');
  });

  test.each<[wait: string, course: readonly (Action | Observation)[]]>([
    ['Running', []],
    ['Running', [{ type: 'start', initial: 'standby' }]],
    ['Standby', [{ type: 'start' }, { type: 'provisioning' }]],
    ['Running', [{ type: 'start' }, { type: 'provisioning' }, { type: 'awaitingApproval' }]],
    ['Paused,Standby', [...running, { type: 'stop', force: true }]],
    ['Provisioning', [...running]],
  ])('for %s ends at once if that takes a user', async (wait, course) => {
    const { ask, bring } = await handlerFor({ clock: new VirtualClock(noon) });
    await bring('orders', ...course);
    const { status, headers } = await ask('GET', `/v0/pipelines/orders?wait=${wait}`);
    expect([status, headers.get('wait-outcome')]).toEqual([200, 'unreachable']);
  });

  test('may be repeated, with commas or without', async () => {
    const { ask, bring } = await handlerFor({ clock: new VirtualClock(noon) });
    await bring('orders', ...running);
    for (const query of ['wait=Paused&wait=Running', 'wait=Paused,Standby&wait=Running']) {
      const { headers } = await ask('GET', `/v0/pipelines/orders?${query}`);
      expect(headers.get('wait-outcome')).toBe('reached');
    }
  });

  test('of a client that is gone is not told as an answer', async () => {
    const clock = new VirtualClock(noon);
    const { handler, bring, events } = await handlerFor({ clock });
    await bring('orders', { type: 'start' });
    const gone = new AbortController();
    const path = 'http://localhost/v0/pipelines/orders?wait=Running';
    const poll = handler(new Request(path, { signal: gone.signal }));
    await clock.settle();
    gone.abort();
    await poll;
    expect(events).toMatchObject([
      { type: 'abandoned', method: 'GET', path: '/v0/pipelines/orders?wait=Running' },
    ]);
  });

  test('finds what another process wrote, in a store that reports no changes', async () => {
    const clock = new VirtualClock(noon);
    const { store, bring } = await handlerFor();
    const { watch: _, ...silent } = store;
    const { ask } = await handlerFor({ store: silent, clock });
    await bring('orders', running[0]);
    const poll = ask('GET', '/v0/pipelines/orders?wait=Provisioning&timeout=5');
    await clock.settle();
    await bring('orders', running[1]);
    await clock.advance(500);
    expect((await poll).body.deployment_status).toBe('Provisioning');
    expect(clock.now() - noon).toBe(500);
  });

  test('stops listening once nobody waits any more', async () => {
    const clock = new VirtualClock(noon);
    const { counting, listeners } = countingListeners((await handlerFor()).store);
    const { handler, bring } = await handlerFor({ store: counting, clock });
    await bring('orders', { type: 'start' });
    const gone = new AbortController();
    const path = 'http://localhost/v0/pipelines/orders?wait=Running';
    const polls = [1, 2, 3].map(() => handler(new Request(path, { signal: gone.signal })));
    await clock.settle();
    expect(listeners()).toBe(1);
    gone.abort();
    await Promise.all(polls);
    expect(listeners()).toBe(0);
  });

  test.each([
    ['wait=Runing', 'wait', '"Stopped", "Provisioning"'],
    ['wait=', 'wait', 'one of'],
    ['wait=Running,', 'wait', 'commas between'],
    ['timeout=61', 'timeout', 'a whole number from 0 to 60'],
    ['timeout=-1', 'timeout', 'a whole number from 0 to 60'],
    ['timeout=1e1', 'timeout', 'a whole number from 0 to 60'],
    ['timeout=', 'timeout', 'a whole number from 0 to 60'],
    ['timeout=5', 'timeout', 'left out, or given together with wait'],
    ['=1', '', 'left out: the query has only wait, timeout'],
    ['wait=Running&wait=', 'wait', 'commas between'],
    ['wait=Running&timeout=1&timeout=2', 'timeout', 'given at most once'],
    ['until=Running', 'until', 'left out: the query has only wait, timeout'],
  ])('%s is refused', async (query, field, allowed) => {
    const { ask } = await handlerFor();
    const { status, body } = await ask('GET', `/v0/pipelines/orders?${query}`);
    expect([status, body.error_code, body.details.field]).toEqual([400, 'InvalidRequest', field]);
    expect(body.details.allowed).toContain(allowed);
  });
});

describe('the list', () => {
  test('has all pipelines, sorted by name', async () => {
    const { ask } = await handlerFor();
    const { status, body } = await ask('GET', '/v0/pipelines');
    expect(status).toBe(200);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['invoices', 'orders']);
    expect(body[0]).toEqual((await ask('GET', '/v0/pipelines/invoices')).body);
  });

  test('goes page by page along its links', async () => {
    const { ask, store } = await handlerFor();
    for (let index = 0; index < 23; index += 1) {
      await store.create(
        createPipeline(`p${String(index).padStart(2, '0')}`, { now: noon, id: `p${index}` }),
      );
    }
    const seen: string[] = [];
    for (let path: string | undefined = '/v0/pipelines?limit=5'; path !== undefined; ) {
      const { body, headers } = await ask('GET', path);
      expect(body.length).toBeLessThanOrEqual(5);
      seen.push(...body.map(({ name }: { name: string }) => name));
      path = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toHaveLength(25);
    expect(seen).toEqual([...seen].sort());
  });

  test('is 304 if nothing has changed', async () => {
    const { ask, bring } = await handlerFor();
    const { headers } = await ask('GET', '/v0/pipelines');
    const had = { headers: { 'if-none-match': headers.get('etag') ?? '' } };
    expect((await ask('GET', '/v0/pipelines', had)).status).toBe(304);
    await bring('orders', { type: 'start' });
    expect((await ask('GET', '/v0/pipelines', had)).status).toBe(200);
  });
});

describe('create and delete', () => {
  test('a pipeline is created, and deleted once it is stopped', async () => {
    const { ask, bring, events } = await handlerFor();
    const created = await ask('POST', '/v0/pipelines', json({ name: 'new_one-1' }));
    expect([created.status, created.headers.get('location')]).toEqual([
      201,
      '/v0/pipelines/new_one-1',
    ]);
    expect(created.body).toEqual((await ask('GET', '/v0/pipelines/new_one-1')).body);
    await bring('new_one-1', { type: 'start' });
    const refused = await ask('DELETE', '/v0/pipelines/new_one-1');
    expect([refused.status, refused.body.error_code]).toEqual([
      400,
      'DeleteRestrictedToFullyStopped',
    ]);
    expect(refused.body.details).toMatchObject({ status: 'Stopped', desired_status: 'Running' });
    await bring('new_one-1', { type: 'stop', force: true });
    expect((await ask('DELETE', '/v0/pipelines/new_one-1')).status).toBe(204);
    expect((await ask('DELETE', '/v0/pipelines/new_one-1')).status).toBe(404);
    const told = events.filter(({ type }) => type === 'created' || type === 'deleted');
    expect(told).toMatchObject([
      { type: 'created' },
      { type: 'deleted', pipelineName: 'new_one-1' },
    ]);
  });

  test('the body of a deletion would be ignored, and is refused', async () => {
    const { ask, store } = await handlerFor();
    const init = { body: '{"force":true}', headers: { 'content-length': '14' } };
    const refused = await ask('DELETE', '/v0/pipelines/orders', init);
    expect([refused.status, refused.body.details.field]).toEqual([400, 'body']);
    expect(await store.read('orders')).toBeDefined();
    const large = { body: ' '.repeat(20_000), headers: { 'transfer-encoding': 'chunked' } };
    expect((await ask('DELETE', '/v0/pipelines/orders', large)).status).toBe(413);
  });

  test('a missing field has no value in the answer', async () => {
    const { ask } = await handlerFor();
    const { body } = await ask('POST', '/v0/pipelines', { body: '{}' });
    expect(body.details).toEqual({ field: 'name', allowed: '1 to 100 letters, digits, - or _' });
  });

  test('a name is given only once', async () => {
    const { ask, bring, store } = await handlerFor();
    await bring('orders', { type: 'start' });
    const { status, body } = await ask('POST', '/v0/pipelines', json({ name: 'orders' }));
    expect([status, body.error_code]).toEqual([409, 'DuplicateName']);
    expect((await store.read('orders'))?.deployment.generation).toBe(1);
  });

  test.each([
    ['', 'body', 'a JSON object'],
    ['{', 'body', 'a JSON object'],
    ['null', 'body', 'a JSON object'],
    ['["orders"]', 'body', 'a JSON object'],
    ['{}', 'name', '1 to 100 letters'],
    ['{"name":7}', 'name', '1 to 100 letters'],
    ['{"name":""}', 'name', '1 to 100 letters'],
    ['{"name":"a b"}', 'name', '1 to 100 letters'],
    ['{"name":"a\\n"}', 'name', '1 to 100 letters'],
    [`{"name":"${'x'.repeat(101)}"}`, 'name', '1 to 100 letters'],
    ['{"name":"x","initial":"paused"}', 'initial', 'left out: a new pipeline has only name'],
    ['{"name":"x","__proto__":{}}', '__proto__', 'left out'],
  ])('the body %s is refused', async (text, field, allowed) => {
    const { ask } = await handlerFor();
    const { status, body } = await ask('POST', '/v0/pipelines', { body: text });
    expect([status, body.error_code, body.details.field]).toEqual([400, 'InvalidRequest', field]);
    expect(body.details.allowed).toContain(allowed);
  });

  test('a body that is too large is refused', async () => {
    const { ask } = await handlerFor();
    const { status, body } = await ask('POST', '/v0/pipelines', {
      body: `{"name":"${'x'.repeat(20_000)}"}`,
    });
    expect([status, body.error_code]).toEqual([413, 'PayloadTooLarge']);
  });

  // Some hosts hold the next request on a connection until the body before it has been read.
  test.each([
    [200_000, 'read to its end', { isCancelled: false, connection: null }],
    [5_000_000, 'given up with its connection', { isCancelled: true, connection: 'close' }],
  ])('a body of %i bytes is %s', async (length, _, expected) => {
    const { handler } = await handlerFor();
    let [left, isCancelled] = [length, false];
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left <= 0) return controller.close();
        controller.enqueue(new Uint8Array(10_000));
        left -= 10_000;
      },
      cancel() {
        isCancelled = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
    const response = await handler(new Request('http://localhost/v0/pipelines', init));
    expect(response.status).toBe(413);
    const connection = response.headers.get('connection');
    expect({ isCancelled, connection }).toEqual(expected);
    if (!isCancelled) expect(left).toBe(0);
  });
});

test('a key that is given twice is refused, and named', async () => {
  for (const [body, field] of [
    ['{"name":"one","name":"two"}', '$.name'],
    ['{"name":"one","n\\u0061me":"two"}', '$.name'],
    ['{"name":{"a":1,"a":2}}', '$.name.a'],
  ] as const) {
    const { ask, store } = await handlerFor();
    const answer = await ask('POST', '/v0/pipelines', { body });
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        message: `${field} is given twice, but must be given at most once.`,
        error_code: 'InvalidRequest',
        details: { field, allowed: 'given at most once' },
      },
    ]);
    expect(await store.read('one')).toBeUndefined();
    expect(await store.read('two')).toBeUndefined();
  }
});

describe('permissions', () => {
  const key = 'k'.repeat(32);
  const may: Caller['may'] = (operation, name) => name === 'orders' && operation !== 'delete';
  const authenticate = bearer({ apiKeys: [{ key, subject: 'ann', may }] });
  const headers = { authorization: `Bearer ${key}` };

  test('without credentials everything is 401, even if it does not exist', async () => {
    const { ask } = await handlerFor({ authenticate });
    for (const [method, path] of [
      ['GET', '/v0/pipelines/orders'],
      ['GET', '/v0/pipelines/nobody'],
      ['GET', '/v0/pipelines'],
      ['POST', '/v0/pipelines/orders/start?initial=runing'],
      ['POST', '/v0/nothing'],
      ['PUT', '/v0/pipelines'],
      ['GET', '/'],
    ] as const) {
      const answer = await ask(method, path);
      expect([answer.status, answer.body.error_code]).toEqual([401, 'Unauthorized']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="pipelines"');
    }
    const wrong = await ask('GET', '/v0/pipelines', { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a forbidden operation is 403, the same for a pipeline that exists and one that does not', async () => {
    const { ask } = await handlerFor({ authenticate });
    for (const [method, path] of [
      ['GET', '/v0/pipelines/NAME'],
      ['GET', '/v0/pipelines/NAME/events'],
      ['POST', '/v0/pipelines/NAME/start'],
      ['POST', '/v0/pipelines/NAME/start?initial=runing'],
      ['DELETE', '/v0/pipelines/NAME'],
    ] as const) {
      const [there, not] = await Promise.all(
        ['invoices', 'nobody'].map((name) => ask(method, path.replace('NAME', name), { headers })),
      );
      expect([there?.status, there?.body.error_code]).toEqual([403, 'Forbidden']);
      expect(not?.text).toBe(there?.text);
    }
    expect(
      (await ask('POST', '/v0/pipelines', { ...json({ name: 'invoices' }), headers })).status,
    ).toBe(403);
    expect((await ask('DELETE', '/v0/pipelines/orders', { headers })).status).toBe(403);
  });

  test('a permitted operation is done, and the list has the visible pipelines', async () => {
    const { ask, events } = await handlerFor({ authenticate });
    expect((await ask('POST', '/v0/pipelines/orders/start', { headers })).status).toBe(202);
    const { body } = await ask('GET', '/v0/pipelines?limit=1', { headers });
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['orders']);
    const decided = events.find((event) => event.type === 'decided');
    expect(decided).toMatchObject({ caller: { subject: 'ann' } });
  });

  test('invisible pipelines take no place of a page, and end no list', async () => {
    const { ask, store } = await handlerFor({
      authenticate: () => ({ subject: 'ann', may: (_, name) => /9$/.test(name) }),
    });
    for (let index = 0; index < 2_500; index += 1) {
      await store.create(
        createPipeline(`p${String(index).padStart(4, '0')}`, { now: noon, id: `p${index}` }),
      );
    }
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = '/v0/pipelines?limit=100'; path !== undefined; ) {
      const { body, headers } = await ask('GET', path);
      sizes.push(body.length);
      seen.push(...body.map(({ name }: { name: string }) => name));
      path = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(sizes).toEqual([100, 100, 50]);
    const all = Array.from({ length: 250 }, (_, index) => `p${String(index).padStart(3, '0')}9`);
    expect(seen).toEqual(all);
  });

  test('a permission that is a promise by mistake allows nothing', async () => {
    const promising = (async () => true) as unknown as Caller['may'];
    const { ask } = await handlerFor({ authenticate: () => ({ subject: 'bob', may: promising }) });
    expect((await ask('GET', '/v0/pipelines/orders')).status).toBe(403);
  });

  test('a broken hook lets nobody in', async () => {
    for (const broken of [() => undefined, () => true, async () => ({})] as unknown[]) {
      const { ask } = await handlerFor({ authenticate: broken as typeof authenticate });
      expect((await ask('GET', '/v0/pipelines/orders')).status).toBe(500);
    }
  });

  test('the OpenAPI document is public', async () => {
    const { ask } = await handlerFor({ authenticate });
    expect((await ask('GET', '/v0/openapi.json')).status).toBe(200);
    const written = await ask('POST', '/v0/openapi.json');
    expect([written.status, written.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await ask('GET', '/v0/openapi.json?pretty=true')).body).toMatchObject({
      error_code: 'InvalidRequest',
      details: { field: 'pretty', value: '(not shown)' },
    });
  });
});

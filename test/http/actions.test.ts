/** The seven actions over HTTP: the documented answers, body for body. */
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/host/pipeline';
import {
  actions,
  actionTypes,
  type Capabilities,
  canBeAcceptedLater,
  decide,
  everyAction,
  everyCapabilities,
  reachableDeployments,
  toRequest,
  wireName,
  withPipelineName,
} from '../../src/lifecycle';
import quotes from '../quotes.json';
import { amount } from '../tier';
import { until } from '../until';
import { handlerFor, noon, running } from './handler-helpers';

const exampleIn = (name: string) =>
  Object.values(quotes.examples).find(({ documents }) => documents.includes(name))?.body;

describe('the examples of the documents, byte for byte', () => {
  test('400: start while stopping', async () => {
    const { ask, bring } = await handlerFor();
    await bring('orders', ...running, { type: 'stop', force: true }, { type: 'stopping' });
    const { status, text, headers } = await ask('POST', '/v0/pipelines/orders/start');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/json');
    expect(text).toBe(exampleIn('start'));
    expect(text).toBe(exampleIn('stop'));
    expect((await ask('POST', '/v0/pipelines/orders/resume')).text).toBe(exampleIn('resume'));
  });

  test.each(['activate', 'approve'])('404: %s of an unknown pipeline', async (name) => {
    const { ask } = await handlerFor();
    const { status, text } = await ask('POST', `/v0/pipelines/non-existent-pipeline/${name}`);
    expect(status).toBe(404);
    expect(text).toBe(exampleIn(name));
  });
});

describe('an accepted action', () => {
  test('is answered with 202 and no body', async () => {
    const { ask, store } = await handlerFor();
    const path = '/v0/pipelines/orders/start?initial=paused';
    const { status, text, headers } = await ask('POST', path);
    expect([status, text, headers.get('content-length')]).toEqual([202, '', '0']);
    const { deployment, since } = (await store.read('orders')) ?? expect.fail();
    expect(deployment).toMatchObject({ desiredStatus: 'Paused', initial: 'paused', generation: 1 });
    expect(since.deployment_desired_status).toBe(new Date(noon).toISOString());
  });

  test('has the documented defaults', async () => {
    const { ask, store } = await handlerFor();
    await ask('POST', '/v0/pipelines/orders/start');
    const { deployment } = (await store.read('orders')) ?? expect.fail();
    const { initial, bootstrapPolicy } = actions.start.parameters;
    expect(deployment.initial).toBe(initial.default);
    expect(deployment.bootstrapPolicy).toBe(bootstrapPolicy.default);
  });

  test.each([
    ['a checkpoint', 7, 7],
    ['no checkpoint', null, 0],
  ])('activate and approve, with %s, answer with its number', async (_, checkpoint, number) => {
    const { ask, bring, store } = await handlerFor();
    await bring('orders', { type: 'start', initial: 'standby' });
    await bring('orders', { type: 'provisioning' }, { type: 'standby' });
    if (checkpoint !== null) {
      await store.update('orders', (pipeline) => ({
        pipeline: { ...pipeline, deployment: { ...pipeline.deployment, checkpoint } },
        result: undefined,
      }));
    }
    const activated = await ask('POST', '/v0/pipelines/orders/activate?initial=paused');
    expect([activated.status, activated.body]).toEqual([
      202,
      { checkpoint_sequence_number: number },
    ]);
    await bring('orders', { type: 'awaitingApproval' });
    const approved = await ask('POST', '/v0/pipelines/orders/approve');
    expect([approved.status, approved.body]).toEqual([202, { checkpoint_sequence_number: number }]);
  });
});

describe('every action in every deployment', () => {
  // In the usual tier, every 40th of the deployments.
  const stride = amount({ usual: 40, deep: 1 });

  test.each(everyCapabilities)('is answered as `decide` says: %o', async (capabilities) => {
    const { ask, store, events } = await handlerFor({ capabilities });
    const deployments = reachableDeployments(capabilities);
    for (const deployment of deployments.filter((_, index) => index % stride === 0)) {
      for (const action of everyAction) {
        await store.update('orders', () => ({
          pipeline: { ...createPipeline('orders', { now: noon, id: 'orders-1' }), deployment },
          result: undefined,
        }));
        const decision = decide(deployment, action, capabilities);
        const answer = await ask('POST', `/v0/pipelines/orders/${toRequest(action)}`);
        expect(answer.status).toBe(decision.httpStatus);
        expect(answer.headers.get('allow')).toBe(answer.status === 405 ? 'POST' : null);
        const passes = canBeAcceptedLater(deployment, action, capabilities);
        const retryAfter = answer.status === 503 && passes ? '1' : null;
        expect(answer.headers.get('retry-after')).toBe(retryAfter);
        if (!decision.accepted) {
          expect(answer.body).toEqual(withPipelineName(decision.error, 'orders'));
        }
        expect(actions[action.type].answers).toContain(answer.status);
        expect((await store.read('orders'))?.deployment).toEqual(decision.deployment);
      }
    }
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
  });
});

describe('the body of an action', () => {
  const sent = (body: string, headers?: Record<string, string>) => ({
    body,
    headers: headers ?? { 'content-length': String(body.length) },
  });
  const path = '/v0/pipelines/orders/start';

  test.each(['', '{}', ' {}\n'])('may be empty, or an empty object: %j', async (body) => {
    const { ask } = await handlerFor();
    expect((await ask('POST', path, sent(body))).status).toBe(202);
  });

  test.each(['{"initial":"paused"}', 'initial=paused', 'null', '[]'])(
    'is refused, because its fields would be ignored: %s',
    async (body) => {
      for (const headers of [undefined, { 'transfer-encoding': 'chunked' }]) {
        const { ask, store } = await handlerFor();
        const answer = await ask('POST', path, sent(body, headers));
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({
          error_code: 'InvalidRequest',
          details: { field: 'body', value: '(not shown)' },
        });
        expect(answer.body.details.allowed).toContain('start takes its parameters in the query');
        expect((await store.read('orders'))?.deployment.desiredStatus).toBe('Stopped');
      }
    },
  );

  test('is read up to its limit', async () => {
    const { ask } = await handlerFor();
    const answer = await ask('POST', path, sent(' '.repeat(20_000)));
    expect([answer.status, answer.body.error_code]).toEqual([413, 'PayloadTooLarge']);
  });
});

describe('a malformed request', () => {
  test.each([
    ['start?initial=runing', 'initial', 'runing', '"standby", "paused", "running"'],
    ['start?initial=', 'initial', '', 'one of'],
    [
      'start?foo=1',
      'foo',
      '(not shown)',
      'left out: start has only initial, bootstrap_policy, dismiss_error',
    ],
    ['start?dismissError=true', 'dismissError', '(not shown)', 'left out'],
    ['start?dismiss_error=yes', 'dismiss_error', 'yes', 'one of true, false'],
    ['stop?force=TRUE', 'force', 'TRUE', 'one of true, false'],
    ['stop?force=true&force=false', 'force', '(not shown)', 'given at most once'],
    ['pause?force=true', 'force', '(not shown)', 'no fields'],
    ['activate?initial=standby', 'initial', 'standby', '"paused", "running"'],
    ['resume?__proto__=1', '__proto__', '(not shown)', 'no fields'],
  ])('%s', async (request, field, value, allowed) => {
    const { ask, store } = await handlerFor();
    const before = await store.read('orders');
    const { status, body } = await ask('POST', `/v0/pipelines/orders/${request}`);
    expect(status).toBe(400);
    expect(body.error_code).toBe('InvalidRequest');
    expect(body.message).toContain(field);
    expect(body.details).toMatchObject({ field, value });
    expect(body.details.allowed).toContain(allowed);
    expect(await store.read('orders')).toBe(before);
  });

  test.each(actionTypes.map(wireName))(
    'any method but POST of %s is 405, with the allowed one',
    async (name) => {
      const { ask } = await handlerFor();
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
        const { status, headers } = await ask(method, `/v0/pipelines/orders/${name}`);
        expect([status, headers.get('allow')]).toEqual([405, 'POST']);
      }
    },
  );

  test('an unknown path is 404, and names the way to all of them', async () => {
    const { ask } = await handlerFor();
    for (const path of [
      '/v0',
      '/v0/',
      '/v0/pipelines/orders/begin',
      '/v0/pipelines/orders/start/',
      '/v1/pipelines',
    ]) {
      const { status, body } = await ask('POST', path);
      expect([status, body.error_code]).toEqual([404, 'UnknownEndpoint']);
      expect(body.message).toBe('No such path. GET /v0/openapi.json lists all of them.');
    }
  });

  test('a path that is too long is 414', async () => {
    const { ask } = await handlerFor();
    const { status, body } = await ask('POST', `/v0/pipelines/orders/start?a=${'x'.repeat(9_000)}`);
    expect([status, body.error_code]).toEqual([414, 'UriTooLong']);
  });
});

describe('an option of the host:', () => {
  test('capabilities, of all pipelines or of each', async () => {
    const open: Partial<Capabilities> = { checkpointing: false };
    const forAll = await handlerFor({ capabilities: open });
    await forAll.bring('orders', ...running);
    expect((await forAll.ask('POST', '/v0/pipelines/orders/stop')).status).toBe(501);
    const forEach = await handlerFor({
      capabilities: async (name) => (name === 'orders' ? open : {}),
    });
    for (const [name, status] of [
      ['orders', 501],
      ['invoices', 202],
    ] as const) {
      await forEach.bring(name, ...running);
      expect((await forEach.ask('POST', `/v0/pipelines/${name}/stop`)).status).toBe(status);
    }
  });

  test('onAccepted is called with an action that was accepted and written, and its error is no answer', async () => {
    const heard: unknown[] = [];
    const { ask, events, store } = await handlerFor({
      onAccepted: async ({ pipelineName, action, decision, caller }) => {
        const stored = await store.read(pipelineName);
        heard.push([pipelineName, action.type, decision.changed, caller.subject]);
        expect(stored?.deployment).toBe(decision.deployment);
        throw new Error('no reconciler');
      },
    });
    expect((await ask('POST', '/v0/pipelines/orders/start')).status).toBe(202);
    expect((await ask('POST', '/v0/pipelines/orders/pause')).status).toBe(400);
    await until(() => events.some(({ type }) => type === 'failed'));
    expect(heard).toEqual([['orders', 'start', true, 'anybody']]);
    const failed = events.filter((event) => event.type === 'failed');
    expect(failed).toMatchObject([{ error: new Error('no reconciler') }]);
  });

  test('onEvent is called for every request, with its decision and its answer', async () => {
    const { ask, events } = await handlerFor();
    await ask('POST', '/v0/pipelines/orders/start?initial=paused');
    await ask('POST', '/v0/pipelines/orders/resume');
    await ask('GET', '/v0/pipelines/orders');
    await ask('GET', '/v0/pipelines/nobody');
    expect(
      events.map((event) => {
        if (event.type === 'answered')
          return [event.method, event.path, event.httpStatus, event.errorCode];
        if (event.type === 'decided') return [event.action.type, event.decision.accepted];
        return event.type;
      }),
    ).toEqual([
      ['start', true],
      ['POST', '/v0/pipelines/orders/start?initial=paused', 202, null],
      ['resume', false],
      ['POST', '/v0/pipelines/orders/resume', 400, 'IllegalPipelineAction'],
      'read',
      ['GET', '/v0/pipelines/orders', 200, null],
      ['GET', '/v0/pipelines/nobody', 404, 'UnknownPipelineName'],
    ]);
  });

  test('another base path, or none', async () => {
    for (const basePath of ['', '/api/v1']) {
      const { ask } = await handlerFor({ basePath });
      expect((await ask('POST', `${basePath}/pipelines/orders/start`)).status).toBe(202);
      expect((await ask('GET', `${basePath}/openapi.json`)).body.servers).toEqual([
        { url: basePath || '/' },
      ]);
    }
  });

  test('a function that throws is a 500 without details, and is reported', async () => {
    for (const thrown of [new Error('secret of /srv/me'), 'secret text', null]) {
      const { ask, events } = await handlerFor({
        capabilities: () => {
          throw thrown;
        },
      });
      const { status, text, body } = await ask('POST', '/v0/pipelines/orders/start');
      expect([status, body.error_code, body.details]).toEqual([500, 'InternalError', {}]);
      expect(text).not.toMatch(/secret|srv|at /);
      expect(events).toContainEqual(expect.objectContaining({ type: 'failed', error: thrown }));
      const answered = events.filter(({ type }) => type === 'answered');
      expect(answered).toMatchObject([{ httpStatus: 500, errorCode: 'InternalError' }]);
    }
  });

  test('a listener that throws harms no request', async () => {
    const { ask } = await handlerFor({
      onEvent: () => {
        throw new Error('the log is full');
      },
    });
    expect((await ask('POST', '/v0/pipelines/orders/start')).status).toBe(202);
  });
});

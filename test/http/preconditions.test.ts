/** If-Match, `id` and `generation`: a request acts on what its sender has read, or on nothing. */
import { describe, expect, test } from 'vitest';
import { actionTypes, wireName } from '../../src/lifecycle';
import { handlerFor, running } from './handler-helpers';

const one = '/v0/pipelines/orders';
const requests = [
  ...actionTypes.map((type) => ['POST', `${one}/${wireName(type)}`] as const),
  ['DELETE', one] as const,
];

describe.each(requests)('%s %s', (method, path) => {
  const course = method === 'DELETE' ? [] : running;

  test('acts if the pipeline is as its sender has read it', async () => {
    const { ask, bring } = await handlerFor();
    await bring('orders', ...course);
    const unconditional = await ask(method, path);
    const another = await handlerFor();
    await another.bring('orders', ...course);
    const read = await another.ask('GET', one);
    const ifMatch = `"another", ${read.headers.get('etag')}`;
    const init = { headers: { 'if-match': ifMatch } };
    const acted = await another.ask(
      method,
      `${path}?id=orders&generation=${read.body.generation}`,
      init,
    );
    expect([acted.status, acted.text]).toEqual([unconditional.status, unconditional.text]);
  });

  test.each([
    ['another entity tag', { 'if-match': '"orders.99"' }, ''],
    ['a weak entity tag', { 'if-match': `W/"orders.${course.length + 1}"` }, ''],
    ['another generation', {}, '?generation=7'],
    ['another id', {}, '?id=orders-2'],
    ['one of the two', { 'if-match': '*' }, '?generation=7'],
  ])('changes nothing with %s, and says what is true now', async (_, headers, query) => {
    const { ask, bring, store, events } = await handlerFor();
    await bring('orders', ...course);
    const before = await store.read('orders');
    const read = await ask('GET', one);
    const answer = await ask(method, `${path}${query}`, { headers: { ...headers } });
    const { generation, revision, deployment_status, deployment_desired_status } = read.body;
    const etag = read.headers.get('etag');
    expect(answer.status).toBe(412);
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.body).toMatchObject({
      error_code: 'PreconditionFailed',
      details: {
        ...{ pipeline_name: 'orders', id: 'orders', etag, generation, revision },
        ...{ deployment_status, deployment_desired_status },
      },
    });
    expect(await store.read('orders')).toBe(before);
    expect(events.some(({ type }) => type === 'decided' || type === 'deleted')).toBe(false);
  });

  test.each([
    ['If-Match', { 'if-match': 'orders.1' }, '', 'with its quotes'],
    ['If-Match', { 'if-match': '"orders.1" "orders.2"' }, '', 'commas between'],
    ['id', {}, '?id=', 'the id of a pipeline'],
    ['id', {}, '?id=a&id=a', 'given at most once'],
    ['generation', {}, '?generation=', 'such as 3'],
    ['generation', {}, '?generation=-1', 'such as 3'],
    ['generation', {}, '?generation=1.5', 'such as 3'],
    ['generation', {}, '?generation=9007199254740993', 'such as 3'],
    ['generation', {}, '?generation=1&generation=1', 'given at most once'],
  ])('names a malformed %s: %j%s', async (field, headers, query, allowed) => {
    const { ask } = await handlerFor();
    const { status, body } = await ask(method, `${path}${query}`, { headers: { ...headers } });
    expect([status, body.error_code, body.details.field]).toEqual([400, 'InvalidRequest', field]);
    expect(body.details.allowed).toContain(allowed);
  });
});

test('a graceful stop that is retried cannot hit the next deployment', async () => {
  const { ask, bring } = await handlerFor();
  await bring('orders', ...running);
  const stop = `${one}/stop?generation=1`;
  expect((await ask('POST', stop)).status).toBe(202);
  const tooEarly = await ask('POST', stop);
  expect([tooEarly.status, tooEarly.headers.get('retry-after')]).toEqual([503, '1']);
  await bring('orders', { type: 'suspending' }, { type: 'suspended', checkpoint: 1 });
  await bring('orders', { type: 'deprovisioned' }, ...running);
  expect((await ask('POST', stop)).status).toBe(412);
  expect((await ask('GET', one)).body.deployment_desired_status).toBe('Running');
});

test('the answer to an action has the version that it has written, to act on next', async () => {
  const { ask } = await handlerFor();
  const started = await ask('POST', `${one}/start`);
  const etag = started.headers.get('etag') ?? '';
  expect(etag).toBe((await ask('GET', one)).headers.get('etag'));
  const headers = { 'if-match': etag };
  expect((await ask('POST', `${one}/stop?force=true`, { headers })).status).toBe(202);
  expect((await ask('POST', `${one}/stop?force=true`, { headers })).status).toBe(412);
});

test('a later pipeline of the name has another version, though as many writes', async () => {
  const { ask } = await handlerFor();
  const create = () => ask('POST', '/v0/pipelines', { body: '{"name":"later"}' });
  const first = await create();
  expect((await ask('DELETE', '/v0/pipelines/later')).status).toBe(204);
  const second = await create();
  expect(second.body.revision).toBe(first.body.revision);
  expect(second.body.id).not.toBe(first.body.id);
  const headers = { 'if-match': first.headers.get('etag') ?? '' };
  expect((await ask('DELETE', '/v0/pipelines/later', { headers })).status).toBe(412);
});

test.each(['id', 'generation'])('no endpoint without a condition takes `%s`', async (field) => {
  const { ask } = await handlerFor();
  for (const path of [one, '/v0/pipelines', `${one}/events`]) {
    const { status, body } = await ask('GET', `${path}?${field}=1`);
    expect([status, body.details.field]).toEqual([400, field]);
  }
});

/** The capabilities in the body of a poll: everywhere the same, and never an old copy. */
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/host';
import { toWire } from '../../src/http';
import { handlerFor, noon, running } from './handler-helpers';

const all = { checkpointing: true, suspendable: true, standby: true };

describe('the capabilities', () => {
  test('are in each body that shows a pipeline', async () => {
    const capabilities = (name: string) => (name === 'orders' ? { standby: false } : {});
    const { ask } = await handlerFor({ capabilities });
    const without = { ...all, standby: false };
    expect((await ask('GET', '/v0/pipelines/orders')).body.capabilities).toEqual(without);
    expect((await ask('GET', '/v0/pipelines/orders?wait=settled')).body.capabilities).toEqual(
      without,
    );
    const { body } = await ask('GET', '/v0/pipelines');
    expect(body.map(({ capabilities }: { capabilities: object }) => capabilities)).toEqual([
      ...[all, without],
    ]);
    const created = await ask('POST', '/v0/pipelines', { body: '{"name":"fresh"}' });
    expect(created.body.capabilities).toEqual(all);
  });

  test('change the ETag, so that no cache keeps old ones', async () => {
    let capabilities = {};
    const { ask } = await handlerFor({ capabilities: async () => capabilities });
    const first = await ask('GET', '/v0/pipelines/orders');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await ask('GET', '/v0/pipelines/orders', { headers })).status).toBe(304);
    capabilities = { standby: false, suspendable: false };
    const second = await ask('GET', '/v0/pipelines/orders', { headers });
    expect(second).toMatchObject({ status: 200, body: { capabilities: { standby: false } } });
    expect(second.headers.get('etag')).toBe('"orders.1~suspendable~standby"');
    const both = { 'if-none-match': second.headers.get('etag') ?? '' };
    expect((await ask('GET', '/v0/pipelines/orders', { headers: both })).status).toBe(304);
  });

  test('are no part of a precondition: an action is for a version of the pipeline', async () => {
    let capabilities = {};
    const { ask, bring } = await handlerFor({ capabilities: async () => capabilities });
    await bring('orders', ...running);
    const { headers } = await ask('GET', '/v0/pipelines/orders');
    capabilities = { suspendable: false };
    const ifMatch = { 'if-match': headers.get('etag') ?? '' };
    const paused = await ask('POST', '/v0/pipelines/orders/pause', { headers: ifMatch });
    expect(paused.status).toBe(202);
    const next = await ask('GET', '/v0/pipelines/orders');
    expect(next.headers.get('etag')).toBe(paused.headers.get('etag'));
    const again = await ask('POST', '/v0/pipelines/orders/pause', { headers: ifMatch });
    expect(again.status).toBe(412);
    expect(again.headers.get('etag')).toBe(next.headers.get('etag'));
    const removal = await ask('DELETE', '/v0/pipelines/orders', { headers: ifMatch });
    expect(removal.headers.get('etag')).toBe(next.headers.get('etag'));
  });

  test('that are malformed, or cannot be had, are the fault of the server', async () => {
    const { ask, events } = await handlerFor({ capabilities: () => ({ standby: 1 }) as never });
    for (const path of ['/v0/pipelines', '/v0/pipelines/orders']) {
      expect((await ask('GET', path)).body.error_code).toBe('InternalError');
    }
    expect(events.filter(({ type }) => type === 'failed')).toHaveLength(2);
    const created = await ask('POST', '/v0/pipelines', { body: '{"name":"fresh"}' });
    expect(created.status).toBe(500);
  });

  test('that are left out are present, as everywhere', () => {
    const pipeline = createPipeline('orders', { now: noon, id: 'first' });
    expect(toWire(pipeline).capabilities).toEqual(all);
    expect(toWire(pipeline, { standby: false }).capabilities).toEqual({ ...all, standby: false });
    expect(() => toWire(pipeline, { stanby: false } as never)).toThrow(/stanby/);
  });
});

test('a poll says if bootstrapping is approved', async () => {
  const { ask, bring } = await handlerFor();
  await bring('orders', { type: 'start' }, { type: 'provisioning' }, { type: 'awaitingApproval' });
  expect((await ask('GET', '/v0/pipelines/orders')).body.bootstrap_approved).toBe(false);
  await bring('orders', { type: 'approve' });
  expect((await ask('GET', '/v0/pipelines/orders')).body.bootstrap_approved).toBe(true);
});

/** The service over a store: each call is one step, and decides as the lifecycle does. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import { pipelineVersion } from '../../src/host/precondition';
import { serviceOf } from '../../src/host/store-service';
import { decide } from '../../src/lifecycle';
import { rejectionOf } from './rejection';

const clock = { now: () => 1_000, sleep: async () => {} };
const start = { action: { type: 'start' }, capabilities: {} } as const;
const reference = { pipelineName: 'orders', pipelineId: 'first' };

async function serviceWithOrders() {
  const store = memoryStore();
  const service = serviceOf(store, { clock });
  const orders = createPipeline('orders', { now: 0, id: 'first' });
  await service.create(orders);
  return { store, service, orders };
}

describe('an action', () => {
  test('is decided, written with its time, and answered', async () => {
    const { service, store } = await serviceWithOrders();
    const answer = (await service.act('orders', start)) ?? expect.fail();
    expect(answer.decision).toMatchObject({ accepted: true, httpStatus: 202 });
    expect(answer.pipeline).toEqual(await store.read('orders'));
    expect(answer.pipeline.since.deployment_desired_status).toBe('1970-01-01T00:00:01.000Z');
  });

  test('that is refused changes nothing', async () => {
    const { service, orders } = await serviceWithOrders();
    const answer = await service.act('orders', { ...start, action: { type: 'pause' } });
    expect(answer?.decision).toMatchObject({ accepted: false });
    expect(answer?.pipeline).toEqual(orders);
  });

  test.each([
    ['another version', { versions: ['first.7', 'second.1'] }],
    ['no version at all', { versions: [] }],
    ['another generation', { generation: 3 }],
  ])('for %s is not decided', async (_, precondition) => {
    const { service, orders, store } = await serviceWithOrders();
    const answer = await service.act('orders', { ...start, precondition });
    expect(answer).toEqual({ pipeline: orders, decision: null });
    expect(await store.read('orders')).toEqual(orders);
  });

  test('for the version and the generation that were read is decided', async () => {
    const { service, orders } = await serviceWithOrders();
    const versions = ['first.7', pipelineVersion(orders)];
    const precondition = { versions, generation: orders.deployment.generation };
    expect((await service.act('orders', { ...start, precondition }))?.decision).not.toBeNull();
  });

  test('uses the decide of the host', async () => {
    const { store } = await serviceWithOrders();
    const asked: string[] = [];
    const own: typeof decide = (deployment, action, capabilities) => {
      asked.push(action.type);
      return decide(deployment, action, capabilities);
    };
    await serviceOf(store, { clock, decide: own }).act('orders', start);
    expect(asked).toEqual(['start']);
  });

  test.each([
    ['a malformed version', { versions: [7] }, 'versions[0]'],
    ['versions in a text, not a list', { versions: 'first.1' }, 'versions'],
    ['a malformed generation', { generation: -1 }, 'generation'],
    ['an unknown condition', { revision: 1 }, 'revision'],
  ])('names %s', async (_, precondition, field) => {
    const { service } = await serviceWithOrders();
    const request = { ...start, precondition } as never;
    expect(await rejectionOf(service.act('orders', request))).toMatchObject({ field });
  });
});

test('an observation counts for the pipeline that it is about, and for no later one', async () => {
  const { service } = await serviceWithOrders();
  await service.act('orders', start);
  const provisioning = { type: 'provisioning', generation: 1 } as const;
  const other = { ...reference, pipelineId: 'second' };
  expect(await service.report(other, provisioning)).toBeUndefined();
  expect((await service.read('orders'))?.deployment.status).toBe('Stopped');
  expect(await service.report(reference, provisioning)).toMatchObject({ accepted: true });
  expect((await service.read('orders'))?.deployment.status).toBe('Provisioning');
});

describe('a removal', () => {
  test('takes a pipeline that is fully stopped, of the version that was read', async () => {
    const { service, orders } = await serviceWithOrders();
    const late = await service.remove('orders', { versions: ['first.9'] });
    expect(late).toEqual({ pipeline: orders, result: 'preconditionFailed' });
    expect(await service.remove('orders')).toEqual({ pipeline: orders, result: 'removed' });
    expect(await service.read('orders')).toBeUndefined();
  });

  test('leaves one that was started', async () => {
    const { service } = await serviceWithOrders();
    await service.act('orders', start);
    expect(await service.remove('orders')).toMatchObject({ result: 'notFullyStopped' });
    expect(await service.read('orders')).toBeDefined();
  });
});

test('nothing is found under a name that nobody has', async () => {
  const { service } = await serviceWithOrders();
  const nobody = { pipelineName: 'nobody', pipelineId: 'first' };
  expect(await service.read('nobody')).toBeUndefined();
  expect(await service.act('nobody', start)).toBeUndefined();
  expect(await service.remove('nobody')).toBeUndefined();
  expect(await service.report(nobody, { type: 'paused' })).toBeUndefined();
});

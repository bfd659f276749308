/** A handler in front of a service that is reached by a wire answers as one over a store does. */
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/host/pipeline';
import type { PipelineService } from '../../src/host/service';
import { serviceOf } from '../../src/host/store-service';
import { createLifecycleHandler } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { randomOf } from '../../src/testing/random';
import { VirtualClock } from '../host/virtual-clock';
import { amount } from '../tier';
import { handlerFor, noon, standingClock } from './handler-helpers';
import { randomRequest } from './random-request';

/** Returns a service each call of which passes through JSON, as between two processes. */
function overAWire(service: PipelineService): PipelineService {
  const passed = (value: unknown) =>
    value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  const call =
    (name: keyof PipelineService) =>
    async (...given: unknown[]) => {
      const own = service[name] as (...given: unknown[]) => Promise<unknown>;
      return passed(await own(...given.map(passed)));
    };
  const methods = ['create', 'read', 'list', 'act', 'report', 'remove'] as const;
  const calls = Object.fromEntries(methods.map((name) => [name, call(name)]));
  return {
    ...(calls as unknown as PipelineService),
    ...(service.watch && { watch: service.watch }),
  };
}

async function bothHandlers() {
  const direct = await handlerFor();
  const behind = await handlerFor();
  const service = overAWire(serviceOf(behind.store, { clock: standingClock }));
  const options = { authenticate: noAuthentication, clock: standingClock };
  const handler = createLifecycleHandler({ service, ...options });
  const ask = async (method: string, path: string, headers: Record<string, string>) => {
    const request = new Request(`http://localhost${path}`, { method, headers });
    const response = await handler(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  };
  return { direct, behind: { ...behind, ask } };
}

describe('the same requests get the same answers', () => {
  const seeds = Array.from({ length: amount({ usual: 5, deep: 100 }) }, (_, index) => index + 1);
  test.each(seeds)('seed %i', async (seed) => {
    const { direct, behind } = await bothHandlers();
    const random = randomOf(seed);
    const statuses = new Set<number>();
    for (let made = 0; made < 120; made += 1) {
      const request = await randomRequest(random, direct.store.read);
      const { name, method, path, headers } = request;
      const expected = await direct.ask(method, path, { headers });
      const seen = await behind.ask(method, path, headers);
      expect(seen.text).toBe(expected.text);
      expect(seen.status).toBe(expected.status);
      expect([...seen.headers]).toEqual([...expected.headers]);
      statuses.add(seen.status);
      const event = random.pick([
        ...(['provisioning', 'running', 'paused', 'stopping', 'deprovisioned'] as const),
      ]);
      for (const { bring } of [direct, behind]) await bring(name, { type: event }).catch(() => {});
    }
    expect(statuses.size).toBeGreaterThan(3);
  });
});

test('a wait sees what the service does', async () => {
  const clock = new VirtualClock(noon);
  const { store } = await handlerFor();
  const service = overAWire(serviceOf(store, { clock }));
  const handler = createLifecycleHandler({ service, authenticate: noAuthentication, clock });
  const url = 'http://localhost/v0/pipelines/orders';
  const waiting = handler(new Request(`${url}?wait=Provisioning`));
  await handler(new Request(`${url}/start`, { method: 'POST' }));
  const reference = { pipelineName: 'orders', pipelineId: 'orders' };
  await service.report(reference, { type: 'provisioning', generation: 1 });
  expect(await (await waiting).json()).toMatchObject({ deployment_status: 'Provisioning' });
});

describe('the options of a handler name', () => {
  const service = serviceOf({ ...overlooked() });
  test.each([
    ['a service without a method', { service: { ...service, act: undefined } }, 'service.act'],
    ['both a service and a store', { service, store: overlooked() }, 'store'],
    ['a decide beside a service', { service, decide: () => {} }, 'decide'],
    ['a watch that cannot be called', { service: { ...service, watch: 3 } }, 'service.watch'],
    ['neither a service nor a store', {}, 'store'],
  ])('%s', (_, options, field) => {
    const make = () =>
      createLifecycleHandler({ authenticate: noAuthentication, ...options } as never);
    expect(make).toThrow(expect.objectContaining({ name: 'InvalidInputError', field }));
  });

  function overlooked() {
    const pipeline = createPipeline('orders', { now: 0, id: 'first' });
    const read = async () => pipeline;
    return { create: async () => true, read, list: async () => [pipeline], update: read as never };
  }
});

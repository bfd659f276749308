/** A handler in front of Restate answers as one over a store in memory does. */
import { expect, test } from 'vitest';
import {
  applyObservation,
  createPipeline,
  memoryStore,
  type PipelineService,
  serviceOf,
  stepOf,
} from '../../src/host';
import { createLifecycleHandler } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import type { ObservationType } from '../../src/lifecycle';
import { restateService } from '../../src/restate';
import { randomOf } from '../../src/testing/random';
import { noon, standingClock } from '../http/handler-helpers';
import { randomRequest } from '../http/random-request';
import { amount } from '../tier';
import { describeOnRestate, injectedRestate, startWorker } from './worker';

const forever = () => new Promise<never>(() => {});
const longest = 2_147_483_647;

/** Returns a service in memory that begins the first task of each pipeline, which never ends. */
function inMemory(): PipelineService {
  const store = memoryStore();
  const service = serviceOf(store, { clock: standingClock });
  const begun = new Set<string>();
  return {
    ...service,
    act: async (name, request) => {
      const answer = await service.act(name, request);
      await store.update(name, (pipeline) => {
        const step = stepOf(pipeline);
        const result = undefined;
        if (step.type !== 'report' || begun.has(pipeline.id)) return { pipeline, result };
        begun.add(pipeline.id);
        return { ...applyObservation(pipeline, step.observation, { now: noon }), result };
      });
      return answer;
    },
  };
}

/** Returns a service in Restate whose tasks never end, so that only the test moves a pipeline. */
async function inRestate(): Promise<PipelineService> {
  const methods = ['provision', 'activate', 'bootstrap', 'pause', 'resume', 'suspend'] as const;
  const does = Object.fromEntries([...methods, 'deprovision'].map((name) => [name, forever]));
  const { prefix } = await startWorker(does, { grace: longest });
  const { ingress } = injectedRestate();
  return restateService({ ingress, prefix, clock: standingClock });
}

/** Returns a handler over a service with two pipelines. */
async function handlerOver(service: PipelineService) {
  for (const name of ['orders', 'invoices']) {
    await service.create(createPipeline(name, { now: noon, id: name }));
  }
  const options = { authenticate: noAuthentication, clock: standingClock };
  const handler = createLifecycleHandler({ service, ...options });
  const ask = async (method: string, path: string, headers: Record<string, string>) => {
    const response = await handler(new Request(`http://localhost${path}`, { method, headers }));
    const { status } = response;
    return { status, headers: [...response.headers], text: await response.text() };
  };
  return { service, ask };
}

describeOnRestate('the same requests get the same answers', () => {
  const seeds = Array.from({ length: amount({ usual: 1, deep: 20 }) }, (_, index) => index + 1);
  test.each(seeds)('seed %i', async (seed) => {
    const memory = await handlerOver(inMemory());
    const restate = await handlerOver(await inRestate());
    const random = randomOf(seed);
    const statuses = new Set<number>();
    for (let made = 0; made < amount({ usual: 20, deep: 60 }); made += 1) {
      const request = await randomRequest(random, memory.service.read);
      const { name, current, method, path, headers } = request;
      expect(await restate.service.read(name)).toEqual(current);
      const expected = await memory.ask(method, path, headers);
      expect(await restate.ask(method, path, headers)).toEqual(expected);
      statuses.add(expected.status);
      const type: ObservationType = random.pick(['running', 'paused', 'stopping', 'deprovisioned']);
      const reference = { pipelineName: name, pipelineId: random.pick([name, name, 'another']) };
      const outcomes = [memory, restate].map(({ service }) =>
        service.report(reference, { type, generation: 1 } as never),
      );
      const [outcome, same] = await Promise.all(outcomes);
      expect(same).toEqual(outcome);
    }
    expect(statuses.size).toBeGreaterThan(3);
  });
});

describeOnRestate('a list', () => {
  test('has every pipeline that was created, in pages, sorted by name', async () => {
    const { service } = await startWorker();
    expect(await service.list()).toEqual([]);
    const names = ['b', 'B', 'a_1', 'a-1', 'a10', 'a9', 'Z', '0'];
    const sorted = [...names].sort();
    const create = (name: string) =>
      service.create(createPipeline(name, { now: noon, id: `id-of-${name}` }));
    expect(await Promise.all(names.map(create))).toEqual(names.map(() => true));
    expect(await create('b')).toBe(false);
    const listed = async (page: object) => (await service.list(page)).map(({ name }) => name);
    expect(await listed({})).toEqual(sorted);
    expect(await listed({ limit: 3 })).toEqual(sorted.slice(0, 3));
    expect(await listed({ after: sorted[2], limit: 3 })).toEqual(sorted.slice(3, 6));
    expect(await listed({ after: 'zzz' })).toEqual([]);
    expect((await service.remove('b'))?.result).toBe('removed');
    expect(await listed({})).toEqual(sorted.filter((name) => name !== 'b'));
    expect(await service.remove('b')).toBeUndefined();
  });
});

describeOnRestate('a name that cannot be one', () => {
  test('is that of no pipeline', async () => {
    const { service } = await startWorker();
    for (const name of ['', 'a/b', '../x', 'ö', 'x'.repeat(101)]) {
      expect(await service.read(name)).toBeUndefined();
      expect(await service.remove(name)).toBeUndefined();
    }
  });
});

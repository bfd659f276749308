/** The reconciler, step by step: its calls of the executor, its reports, and its retries. */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/lifecycle/observation';
import { amount } from '../../tier';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];

describe('every step', () => {
  test('provision is claimed first, then the executor is asked, then its answer is reported', async () => {
    const world = await new World({
      does: {
        provision: async (task) => {
          expect((await world.deployment('a')).status).toBe('Provisioning');
          expect(task.deployment.generation).toBe(1);
          return 'paused';
        },
      },
    }).create('a', 'start?initial=paused');
    await world.start().until('a', 'Paused');
    expect(world.executor.asked).toEqual(['provision']);
    expect(world.of('begun').map(({ step }) => step)).toEqual(['provision', 'awaitProvisioned']);
    expect(world.reported).toEqual(['provisioning', 'paused']);
    expect(await world.stop()).toMatchObject({ steps: 2, reports: 2, stale: 0, retries: 0 });
  });

  test.each([
    ['standby', 'Standby'],
    ['paused', 'Paused'],
    ['running', 'Running'],
  ] as const)('provision as %s', async (initial, status) => {
    const world = await new World().create('a', `start?initial=${initial}`);
    await world.start().until('a', status);
  });

  test('activate leads to either status', async () => {
    const world = await new World().create('a', 'start?initial=standby');
    await world.start().until('a', 'Standby');
    await world.act('a', 'activate?initial=paused');
    await world.until('a', 'Paused');
    expect(world.executor.asked).toEqual(['provision', 'activate']);
  });

  test('activate, then approval: it waits until the user approves, then bootstraps', async () => {
    const world = await new World({ does: { activate: () => 'awaitingApproval' } }).create(
      'a',
      'start?initial=standby',
    );
    await world.start().until('a', 'Standby');
    await world.act('a', 'activate');
    await world.until('a', 'AwaitingApproval');
    await world.clock.advance(3_600_000);
    expect(world.executor.asked).toEqual(['provision', 'activate']);
    expect(world.of('begun')).toHaveLength(3);
    expect(world.clock.sleepers).toBe(1);
    await world.act('a', 'approve');
    await world.until('a', 'Running');
    expect(world.executor.asked).toEqual(['provision', 'activate', 'bootstrap']);
  });

  test('pause and resume', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', 'pause');
    await world.until('a', 'Paused');
    await world.act('a', 'resume');
    await world.until('a', 'Running');
    expect(world.executor.asked).toEqual(['provision', 'pause', 'resume']);
  });

  test('suspend is reported first, ends with its checkpoint, and everything is deleted', async () => {
    const world = await new World({ does: { suspend: () => ({ checkpoint: 42 }) } }).create(
      'a',
      'start',
    );
    await world.start().until('a', 'Running');
    await world.act('a', 'stop');
    await world.until('a', 'Stopped');
    expect(world.reported.slice(2)).toEqual(['suspending', 'suspended', 'deprovisioned']);
    expect(world.executor.asked).toEqual(['provision', 'suspend', 'deprovision']);
    expect(await world.deployment('a')).toMatchObject({ checkpoint: 42, error: null });
  });

  test('deprovision is reported first', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.reported.slice(2)).toEqual(['stopping', 'deprovisioned']);
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
  });

  test('a settled pipeline costs no call, no write and no timer', async () => {
    const world = new World();
    await world.create('never-started');
    await world.create('up', 'start');
    await world.observe('up', ...isUp);
    world.start();
    await world.clock.advance(3_600_000);
    expect(world.events).toEqual([]);
    // The sleep of the resync.
    expect(world.clock.sleepers).toBe(1);
  });

  test('each report carries the generation of its task', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', 'stop');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    expect(world.of('reported').map(({ observation }) => observation.generation)).toEqual([
      1, 1, 1, 1, 1, 2, 2,
    ]);
  });
});

describe('claims', () => {
  test('a claim that is stale because a stop was faster does not reach the executor', async () => {
    const world = await new World().create('a', 'start');
    const { store } = world;
    let isStopped = false;
    world.start({
      store: {
        ...store,
        update: async (name, change) => {
          if (!isStopped) {
            isStopped = true;
            await world.act('a', 'stop?force=true');
          }
          return store.update(name, change);
        },
      },
    });
    await world.clock.advance(60_000);
    expect(world.executor.asked).toEqual([]);
    expect(world.of('stale')).toMatchObject([
      { step: 'provision', observation: { type: 'provisioning', generation: 1 } },
    ]);
    expect(await world.stop()).toMatchObject({ stale: 1, reports: 0 });
  });

  test('of two reconcilers one claim is stale, both may ask, and the pipeline comes up', async () => {
    const world = await new World().create('a', 'start');
    await world.start().start().until('a', 'Running');
    expect(world.reported.filter((type) => type === 'provisioning')).toHaveLength(1);
    expect(world.of('stale')).toMatchObject([{ step: 'provision' }]);
    // The one whose claim was stale cannot know if the other one is alive.
    expect(world.executor.asked).toEqual(['provision', 'provision']);
    expect(world.executor.calls.map(({ task }) => task.deployment.generation)).toEqual([1, 1]);
  });
});

describe('retries', () => {
  test('an error is tried again, each time after twice the wait, up to the cap', async () => {
    const times: number[] = [];
    const world: World = await new World({
      does: {
        provision: () => {
          times.push(world.clock.now());
          if (times.length === 11) return 'running';
          throw new Error(`No. ${times.length}`);
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // Half of 200, 400, …, 30,000.
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000]);
    const retried = world.of('retried');
    expect(retried.map(({ delay }) => delay)).toEqual(waits);
    expect(retried.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(retried.map((event) => (event.error as Error).message)).toContain('No. 3');
    expect(await world.stop()).toMatchObject({ retries: 10, failures: 0 });
  });

  test('the jitter is a random part of the whole wait', async () => {
    const parts = [0.25, 1 - 1e-9, 0.125];
    const world = await new World({
      backoff: { first: 1_000, max: 2_000 },
      random: () => parts.shift() ?? 0.5,
      does: {
        provision: () => {
          if (parts.length > 0) throw new Error('No.');
          return 'running';
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    expect(world.of('retried').map(({ delay }) => delay)).toEqual([250, 1_999, 250]);
  });

  test('the waits start again with another step', async () => {
    let fails = 3;
    const flaky = () => {
      fails -= 1;
      if (fails >= 0) throw new Error('No.');
    };
    const world = await new World({ does: { pause: flaky, resume: flaky } }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    await world.start().until('a', 'Paused');
    fails = 2;
    await world.act('a', 'resume');
    await world.until('a', 'Running');
    expect(world.of('retried').map(({ delay }) => delay)).toEqual([100, 200, 400, 100, 200]);
  });

  test('a stop ends the wait before the next try', async () => {
    const world = await new World({
      backoff: { first: 30_000, max: 30_000 },
      does: { provision: () => Promise.reject(new Error('No.')) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    const before = world.clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.clock.now()).toBe(before);
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
  });

  test.each([
    ['suspend', 'stop'],
    ['deprovision', 'stop?force=true'],
  ] as const)('%s is tried without end', async (method, request) => {
    const tries = amount({ usual: 100, deep: 1_000 });
    let fails = tries;
    const world = await new World({
      does: {
        [method]: () => {
          fails -= 1;
          if (fails >= 0) throw new Error('No.');
          return { checkpoint: 1 };
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', request);
    await world.until('a', 'Stopped');
    expect(world.of('retried')).toHaveLength(tries);
    expect((await world.deployment('a')).error).toBeNull();
  });

  test('a step that is done but changes nothing is tried again later, not immediately', async () => {
    // It comes up with another status than asked for, which is stale.
    let answers = 3;
    const world = await new World({
      does: {
        provision: (task, method) => {
          answers -= 1;
          return answers >= 0 ? 'paused' : rightAnswer(task, method);
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    expect(world.of('stale')).toHaveLength(3);
    expect(world.of('retried')).toMatchObject([
      { delay: 100, error: null },
      { delay: 200, error: null },
      { delay: 400, error: null },
    ]);
  });
});

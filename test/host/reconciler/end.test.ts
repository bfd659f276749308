/** The reconciler as a whole: its listeners, its end, its options, and thousands of pipelines. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/host/memory-store';
import { applyAction, createPipeline } from '../../../src/host/pipeline';
import type { ReconcilerOptions } from '../../../src/host/reconciler/options';
import { runReconciler } from '../../../src/host/reconciler/reconciler';
import { systemClock } from '../../../src/host/time/clock';
import { InvalidInputError } from '../../../src/input/invalid-input';
import { amount } from '../../tier';
import { FakeExecutor, rightAnswer } from './fake-executor';
import { World } from './world';

const minute = 60_000;

describe('listeners', () => {
  test('one that throws or rejects ends nothing, and is counted', async () => {
    const world = await new World().create('a', 'start');
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === 'begun') throw new Error('No.');
      return Promise.reject(new Error('Not later either.'));
    };
    await world.start({ onEvent }).until('a', 'Running');
    expect(await world.stop()).toMatchObject({ steps: 2, reports: 2, listenerFailures: 4 });
  });

  test('a `random` that throws breaks one try, and the next resync carries on', async () => {
    let fails = 1;
    const world = await new World({
      random: () => {
        throw new Error('No chance.');
      },
      does: {
        provision: (...call) => {
          if (fails-- > 0) throw new Error('No.');
          return rightAnswer(...call);
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    expect(world.of('broken')).toMatchObject([{ pipelineName: 'a' }]);
  });
});

describe('the end', () => {
  test('tasks are called off and awaited, and their results are written', async () => {
    const world: World = await new World({
      does: {
        provision: async ({ signal }) => {
          await world.clock.sleep(9 * minute, signal);
          await world.clock.sleep(3_000);
          return 'running';
        },
      },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(minute);
    const before = world.clock.now();
    const report = await world.stop();
    expect(world.clock.now() - before).toBe(3_000);
    expect((await world.deployment('a')).status).toBe('Running');
    expect(report).toMatchObject({ steps: 2, reports: 2, aborted: 1, abandoned: 0 });
    expect(world.clock.sleepers).toBe(0);
  });

  test('a task that does not end is awaited for the grace period; later, nothing is written', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.deaf(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(minute);
    const before = world.clock.now();
    const report = await world.stop();
    expect(world.clock.now() - before).toBe(5_000);
    expect(report).toMatchObject({ aborted: 1, abandoned: 1 });
    // The task itself still sleeps.
    expect(world.clock.sleepers).toBe(1);
    await world.clock.advance(60 * minute);
    expect((await world.deployment('a')).status).toBe('Provisioning');
    expect(world.events.at(-1)).toMatchObject({ type: 'abandoned' });
  });

  test('the next reconciler carries on where this one was', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.deaf(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    await world.stop();
    await world.start().until('a', 'Running');
    expect(world.executor.asked).toEqual(['provision', 'provision']);
  });

  test('ends the wait before the next try, and leaves no timer', async () => {
    const world = await new World({
      backoff: { first: minute, max: minute },
      does: { provision: () => Promise.reject(new Error('No.')) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    const before = world.clock.now();
    await world.stop();
    expect(world.clock.now()).toBe(before);
    expect(world.clock.sleepers).toBe(0);
    await world.act('a', 'stop');
    await world.clock.advance(60 * minute);
    expect(world.executor.asked).toEqual(['provision']);
  });

  test('the store is no longer watched, even if unwatching throws', async () => {
    let listeners = 0;
    const { store } = new World();
    const watch = () => {
      listeners += 1;
      return () => {
        listeners -= 1;
        throw new Error('No.');
      };
    };
    const world = new World({ store: { ...store, watch } }).start();
    await world.clock.advance(minute);
    expect(listeners).toBe(1);
    expect(await world.stop()).toMatchObject({ storeFailures: 1 });
    expect(listeners).toBe(0);
  });

  test('before the start: nothing is done', async () => {
    const executor = new FakeExecutor();
    const store = memoryStore();
    const report = await runReconciler({ store, executor, signal: AbortSignal.abort() });
    expect(Object.values(report).every((count) => count === 0)).toBe(true);
    await expect(
      executor.report({ pipelineName: 'a', pipelineId: 'a' }, { type: 'running' }),
    ).rejects.toThrow('Nobody');
  });

  test('on the system clock, which leaves no timer', async () => {
    const controller = new AbortController();
    const store = memoryStore();
    const executor = new FakeExecutor({
      provision: async ({ signal }) => {
        controller.abort();
        await systemClock.sleep(60 * minute, signal);
        throw signal.reason;
      },
    });
    await store.create(createPipeline('a', { now: Date.now(), id: 'a' }));
    await store.update('a', (pipeline) =>
      applyAction(pipeline, { type: 'start' }, { capabilities: {}, now: Date.now() }),
    );
    const running = runReconciler({ store, executor, signal: controller.signal });
    expect(await running).toMatchObject({ steps: 2, aborted: 1, abandoned: 0 });
  });
});

describe('malformed options', () => {
  const good = { store: memoryStore(), executor: new FakeExecutor(), signal: AbortSignal.abort() };
  test.each([
    [undefined, 'options'],
    [[], 'options'],
    [{ ...good, retries: 3 }, 'retries'],
    [{ ...good, store: undefined }, 'store'],
    [{ ...good, store: { read: async () => undefined } }, 'store.list'],
    [{ ...good, executor: 7 }, 'executor'],
    [{ ...good, executor: {} }, 'executor.provision'],
    [{ ...good, executor: { ...good.executor, pause: 'no' } }, 'executor.pause'],
    [{ ...good, taskTimeouts: 5 }, 'taskTimeouts'],
    [{ ...good, taskTimeouts: { puase: 5 } }, 'taskTimeouts.puase'],
    [{ ...good, taskTimeouts: { pause: 0 } }, 'taskTimeouts.pause'],
    [{ ...good, concurrency: 0 }, 'concurrency'],
    [{ ...good, concurrency: 2.5 }, 'concurrency'],
    [{ ...good, concurrency: '9' }, 'concurrency'],
    [{ ...good, storeTimeout: 0 }, 'storeTimeout'],
    [{ ...good, storeTimeout: Infinity }, 'storeTimeout'],
    [{ ...good, signal: new AbortController() }, 'signal'],
    [{ ...good, clock: Date }, 'clock.sleep'],
    [{ ...good, clock: { ...systemClock, monotonic: 5 } }, 'clock.monotonic'],
    [{ ...good, observe: true }, 'observe'],
    [{ ...good, random: 0.5 }, 'random'],
    [{ ...good, resync: 0 }, 'resync'],
    [{ ...good, resync: '5s' }, 'resync'],
    [{ ...good, provisioningTimeout: Infinity }, 'provisioningTimeout'],
    [{ ...good, provisioningTimeout: 0 }, 'provisioningTimeout'],
    [{ ...good, backoff: 200 }, 'backoff'],
    [{ ...good, backoff: { firts: 200 } }, 'backoff.firts'],
    [{ ...good, backoff: { first: 0 } }, 'backoff.first'],
    [{ ...good, backoff: { first: 500, max: 400 } }, 'backoff.max'],
    [{ ...good, grace: -1 }, 'grace'],
    [{ ...good, grace: Number.NaN }, 'grace'],
    [{ ...good, onEvent: {} }, 'onEvent'],
  ])('%o', async (options, field) => {
    const failure = await runReconciler(options as ReconcilerOptions).catch((error) => error);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect(failure).toMatchObject({ field });
  });

  test('name every method that is missing', async () => {
    const { pause: _, resume: __, ...executor } = good.executor;
    const options = { ...good, executor } as unknown as ReconcilerOptions;
    await expect(runReconciler(options)).rejects.toThrow(
      'executor.pause is undefined, but must be a method; so must resume.',
    );
  });

  test('the error of `connect` is thrown', async () => {
    const executor = Object.assign(new FakeExecutor(), {
      connect: () => {
        throw new Error('Not connected.');
      },
    });
    const { signal } = new AbortController();
    await expect(runReconciler({ ...good, executor, signal })).rejects.toThrow('Not connected.');
  });
});

const count = amount({ usual: 500, deep: 10_000 });

test(`${count} pipelines that start at once all come up, and then cost nothing`, async () => {
  const store = memoryStore();
  let reads = 0;
  const world: World = new World({
    store: {
      ...store,
      read: (name) => {
        reads += 1;
        return store.read(name);
      },
    },
    does: { provision: (...call) => world.taking(minute, rightAnswer)(...call) },
  });
  for (let number = 0; number < count; number += 1) await world.create(`p${number}`, 'start');
  world.start({ onEvent: undefined, concurrency: Number.POSITIVE_INFINITY });
  await world.clock.advance(2 * minute);
  const pipelines = await store.list();
  expect(pipelines.every(({ deployment }) => deployment.status === 'Running')).toBe(true);
  expect(world.clock.sleepers).toBe(1);
  reads = 0;
  await world.clock.advance(10 * minute);
  expect(reads).toBe(0);
  expect(await world.stop()).toMatchObject({
    steps: 2 * count,
    reports: 2 * count,
    stale: 0,
    retries: 0,
    aborted: 0,
  });
});

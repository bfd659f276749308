/** The reconciler and what surrounds it: stores that fail, other processes, listeners, its own end. */
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/http/clock';
import { memoryStore } from '../../src/http/memory-store';
import { createPipeline } from '../../src/http/pipeline';
import { runReconciler } from '../../src/http/reconciler';
import type { ReconcilerOptions } from '../../src/http/reconciler-options';
import type { LifecycleStore } from '../../src/http/store';
import { InvalidInputError, type Observation } from '../../src/lifecycle';
import { FakeExecutor, rightAnswer } from './fake-executor';
import { World } from './reconciler-world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

/** A store whose calls reject now and then: `fails` says which. */
function flaky(store: LifecycleStore, fails: (operation: string) => boolean): LifecycleStore {
  const may = (operation: string) => {
    if (fails(operation)) throw new Error(`The store is down: ${operation}.`);
  };
  return {
    ...store,
    read: async (...call) => {
      may('read');
      return store.read(...call);
    },
    list: async (...call) => {
      may('list');
      return store.list(...call);
    },
    update: async (...call) => {
      may('update');
      return store.update(...call);
    },
  };
}

function unwatched({ create, read, list, update }: LifecycleStore): LifecycleStore {
  return { create, read, list, update };
}

describe('a store that rejects', () => {
  test.each(['read', 'list', 'update'])(
    '%s: is asked again, later each time',
    async (operation) => {
      let fails = 3;
      const world = await new World().create('a', 'start');
      const store = flaky(unwatched(world.store), (each) => each === operation && fails-- > 0);
      await world.start({ store }).until('a', 'Running');
      const about = { operation, pipelineName: operation === 'list' ? null : 'a' };
      expect(world.of('storeFailed')).toMatchObject([
        { ...about, delay: 100 },
        { ...about, delay: 200 },
        { ...about, delay: 400 },
      ]);
      expect(world.executor.asked).toEqual(['provision']);
      expect(await world.stop()).toMatchObject({ storeFailures: 3, retries: 0, broken: 0 });
    },
  );

  test('what a task has come to is not lost, and the task not done twice', async () => {
    let isDown = false;
    const world = await new World({
      does: {
        suspend: () => {
          isDown = true;
          return { checkpoint: 7 };
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    const store = flaky(world.store, () => isDown);
    world.start({ store });
    await world.clock.advance(10 * minute);
    isDown = false;
    await world.until('a', 'Stopped');
    expect((await world.deployment('a')).checkpoint).toBe(7);
    expect(world.executor.asked).toEqual(['suspend', 'deprovision']);
  });

  test('while a task runs: the task goes on, and a stop is found once the store is back', async () => {
    let isDown = false;
    const world: World = await new World({
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    const store = flaky(world.store, () => isDown);
    world.start({ store });
    await world.clock.advance(1_000);
    isDown = true;
    await world.act('a', 'stop?force=true');
    await world.clock.advance(minute);
    expect(world.executor.last('provision').signal.aborted).toBe(false);
    isDown = false;
    await world.clock.advance(minute);
    expect(world.executor.last('provision').signal.aborted).toBe(true);
    expect((await world.deployment('a')).status).toBe('Stopped');
  });

  test('a report that the executor makes by itself waits for the store', async () => {
    let isDown = false;
    const world = await new World().create('a', 'start');
    await world.start({ store: flaky(world.store, () => isDown) }).until('a', 'Running');
    isDown = true;
    const error = { message: 'Gone.', error_code: 'Gone', details: {} };
    const outcome = world.executor.report('a', { type: 'failed', error, generation: 1 });
    await world.clock.advance(minute);
    isDown = false;
    await world.until('a', 'Stopped');
    expect(await outcome).toMatchObject({ accepted: true });
  });

  test('for good: the reconciler ends nevertheless, and whoever reported hears of it', async () => {
    let isDown = false;
    const world = await new World().create('a', 'start');
    await world.start({ store: flaky(world.store, () => isDown) }).until('a', 'Running');
    isDown = true;
    const outcome = world.executor.report('a', { type: 'paused', generation: 1 });
    await world.clock.advance(minute);
    const refused = expect(outcome).rejects.toThrow('The store is down: update.');
    await world.stop();
    await refused;
    expect(world.clock.sleepers).toBe(0);
  });

  test('that never answers: the reconciler ends after the grace', async () => {
    const world = await new World().create('a', 'start');
    world.start({ store: { ...world.store, read: () => new Promise(() => {}) } });
    await world.clock.advance(minute);
    const before = world.clock.now();
    await world.stop();
    expect(world.clock.now() - before).toBe(5_000);
  });

  test('one pipeline that cannot be read hinders no other', async () => {
    const world = await new World().create('bad', 'start');
    await world.create('good', 'start');
    const { store } = world;
    const broken = { status: 'Stopping', desiredStatus: 'Running' };
    const read: LifecycleStore['read'] = async (name) => {
      const pipeline = await store.read(name);
      if (pipeline === undefined || name === 'good') return pipeline;
      return { ...pipeline, deployment: { ...pipeline.deployment, ...broken } as never };
    };
    await world.start({ store: { ...store, read } }).until('good', 'Running');
    expect(world.of('storeFailed')[0]).toMatchObject({ operation: 'read', pipelineName: 'bad' });
  });

  test('a list that does not go on is an error, and no endless loop', async () => {
    const world = await new World().create('a', 'start');
    const { store } = world;
    await world.start({ store: { ...store, list: () => store.list() } }).until('a', 'Running');
    expect(world.of('storeFailed')[0]).toMatchObject({ operation: 'list', pipelineName: null });
  });
});

describe('finding out', () => {
  test('a store that tells is heard at once', async () => {
    const world = await new World({ resync: 60 * minute }).create('a');
    world.start();
    await world.clock.advance(minute);
    const before = world.clock.now();
    await world.act('a', 'start');
    await world.until('a', 'Running');
    expect(world.clock.now()).toBe(before);
  });

  test('what another process writes is found by the resync, also while a task runs', async () => {
    const store = memoryStore();
    const world: World = await new World({
      store,
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a');
    // It hears of nothing that it has not done itself.
    world.start({ store: { ...store, watch: () => () => {} } });
    await world.clock.advance(1_000);
    await world.act('a', 'start');
    await world.clock.advance(3_999);
    expect(world.executor.asked).toEqual([]);
    await world.clock.advance(1);
    expect(world.executor.asked).toEqual(['provision']);
    await world.act('a', 'stop?force=true');
    await world.clock.advance(4_999);
    expect(world.executor.last('provision').signal.aborted).toBe(false);
    await world.clock.advance(1);
    expect(await world.deployment('a')).toMatchObject({ status: 'Stopped' });
  });

  test('a store that cannot watch, or fails to, is polled', async () => {
    for (const watch of [
      undefined,
      () => Promise.reject(),
      () => {
        throw new Error('No.');
      },
    ]) {
      const world = await new World().create('a');
      const { watch: _, ...rest } = world.store;
      world.start({ store: { ...rest, ...(watch && { watch: watch as never }) } });
      await world.clock.advance(1_000);
      await world.act('a', 'start');
      await world.until('a', 'Running');
      expect(world.clock.now() % 5_000).toBe(0);
      await world.stop();
    }
  });

  test('a pipeline that was removed is left alone, and its task told to end', async () => {
    const store = memoryStore();
    const world: World = await new World({
      store,
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start({ store: unwatched(store) });
    await world.clock.advance(1_000);
    await store.update('a', () => ({ pipeline: null, result: true }));
    await world.clock.advance(5_000);
    expect(world.executor.last('provision').signal.aborted).toBe(true);
    await world.clock.advance(60 * minute);
    expect(world.executor.asked).toEqual(['provision']);
    expect(world.clock.sleepers).toBe(1);
  });

  test('more pipelines than fit on a page', async () => {
    const world = new World({ store: unwatched(memoryStore()) });
    for (let number = 0; number < 2_500; number += 1) await world.create(`p${number}`, 'start');
    world.start();
    await world.clock.settle();
    const pipelines = await world.store.list();
    expect(pipelines.filter((each) => each.deployment.status === 'Running')).toHaveLength(2_500);
  });
});

describe('listeners', () => {
  test('one that throws, or rejects, ends nothing, and is counted', async () => {
    const world = await new World().create('a', 'start');
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === 'begun') throw new Error('No.');
      return Promise.reject(new Error('Not later either.'));
    };
    await world.start({ onEvent }).until('a', 'Running');
    expect(await world.stop()).toMatchObject({ steps: 2, reports: 2, listenerFailures: 4 });
  });

  test('a `random` that throws breaks one try, and the next resync goes on', async () => {
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
  test('tasks are told, waited for, and what they come to is written', async () => {
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

  test('a task that does not end is waited for no longer than the grace; later, nothing is written', async () => {
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

  test('the next one goes on where this one was', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.deaf(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    await world.stop();
    await world.start().until('a', 'Running');
    expect(world.executor.asked).toEqual(['provision', 'provision']);
  });

  test('ends a wait for the next try, and leaves no timer', async () => {
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

  test('before the beginning: nothing is done', async () => {
    const executor = new FakeExecutor();
    const store = memoryStore();
    const report = await runReconciler({ store, executor, signal: AbortSignal.abort() });
    expect(Object.values(report).every((count) => count === 0)).toBe(true);
    await expect(executor.report('a', { type: 'running' })).rejects.toThrow('Nobody');
  });

  test('by the time of this machine, too', async () => {
    const controller = new AbortController();
    const store = memoryStore();
    const executor = new FakeExecutor({
      provision: async ({ signal }) => {
        await systemClock.sleep(minute, signal);
        throw signal.reason;
      },
    });
    const running = runReconciler({ store, executor, signal: controller.signal, resync: 5 });
    await store.create(createPipeline('a', Date.now()));
    await systemClock.sleep(20);
    controller.abort();
    expect(await running).toMatchObject({ steps: 0 });
  });
});

describe('options that are none', () => {
  const good = { store: memoryStore(), executor: new FakeExecutor(), signal: AbortSignal.abort() };
  test.each([
    [undefined, 'options'],
    [[], 'options'],
    [{ ...good, retries: 3 }, 'retries'],
    [{ ...good, store: undefined }, 'store'],
    [{ ...good, store: { read: async () => undefined } }, 'store'],
    [{ ...good, executor: {} }, 'executor'],
    [{ ...good, signal: new AbortController() }, 'signal'],
    [{ ...good, clock: Date }, 'clock'],
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

  test('what `connect` throws is thrown', async () => {
    const executor = Object.assign(new FakeExecutor(), {
      connect: () => {
        throw new Error('Not connected.');
      },
    });
    const { signal } = new AbortController();
    await expect(runReconciler({ ...good, executor, signal })).rejects.toThrow('Not connected.');
  });
});

/** The reconciler and a store that fails or is slow. */
import { describe, expect, test } from 'vitest';
import type { LifecycleStore } from '../../../src/host/store';
import type { Observation } from '../../../src/lifecycle/observation';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

/** Wraps a store whose calls reject if `fails` returns true. */
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
  test.each(['read', 'list', 'update'])('%s is asked again, later each time', async (operation) => {
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
  });

  test('is asked again after resync at the latest, so that all goes on once it is back', async () => {
    let isDown = true;
    const world = await new World().create('a', 'start');
    world.start({ store: flaky(world.store, () => isDown), resync: 4_000 });
    await world.clock.advance(10 * minute);
    isDown = false;
    await world.clock.advance(4_000);
    expect(await world.deployment('a')).toMatchObject({ status: 'Running' });
  });

  test('keeps the result of a task, which is not done twice', async () => {
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

  test('during a task does not disturb it, and a stop is found once the store is back', async () => {
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

  test('delays an unasked report until the store is back', async () => {
    let isDown = false;
    const world = await new World().create('a', 'start');
    await world.start({ store: flaky(world.store, () => isDown) }).until('a', 'Running');
    isDown = true;
    const error = { message: 'Gone.', error_code: 'Gone', details: {} };
    const outcome = world.report('a', { type: 'failed', error, generation: 1 });
    await world.clock.advance(minute);
    isDown = false;
    await world.until('a', 'Stopped');
    expect(await outcome).toMatchObject({ accepted: true });
  });

  test('until the end leaves no wait for the store behind', async () => {
    let isDown = false;
    const world: World = await new World({
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start({ store: flaky(world.store, () => isDown) });
    await world.clock.advance(1_000);
    isDown = true;
    await world.act('a', 'stop?force=true');
    await world.clock.advance(minute);
    await world.stop();
    expect(world.clock.sleepers).toBe(0);
  });

  test('for good does not keep the reconciler from ending, and rejects the report', async () => {
    let isDown = false;
    const world = await new World().create('a', 'start');
    await world.start({ store: flaky(world.store, () => isDown) }).until('a', 'Running');
    isDown = true;
    const outcome = world.report('a', { type: 'paused', generation: 1 });
    await world.clock.advance(minute);
    const refused = expect(outcome).rejects.toThrow('The store is down: update.');
    await world.stop();
    await refused;
    expect(world.clock.sleepers).toBe(0);
  });

  test('or never answers: the reconciler ends after the grace period, and reports no more events', async () => {
    const world = await new World().create('a', 'start');
    const { store, clock } = world;
    const read = async () => {
      await clock.sleep(2 * minute);
      throw new Error('At last.');
    };
    world.start({ store: { ...store, read }, storeTimeout: 10 * minute });
    await clock.advance(minute);
    const before = clock.now();
    const { storeFailures } = await world.stop();
    expect(clock.now() - before).toBe(5_000);
    await clock.advance(60 * minute);
    expect(storeFailures).toBe(0);
    expect(world.events).toEqual([]);
  });

  test('or is slow: the end waits for calls that were made, and no longer', async () => {
    const world = await new World().create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    const { store, clock } = world;
    const slow: LifecycleStore = {
      ...store,
      list: async (page) => {
        await clock.sleep(1_000);
        return store.list(page);
      },
      read: async (name) => {
        await clock.sleep(500);
        return store.read(name);
      },
      update: async (name, change) => {
        await clock.sleep(2_000);
        return store.update(name, change);
      },
    };
    world.start({ store: slow });
    await clock.settle();
    // The change is reported and read, but no step begins: by then everything ends.
    await world.observe('a', { type: 'checkpointed', checkpoint: 6 });
    const before = clock.now();
    await world.stop();
    expect(clock.now() - before).toBe(1_000);
    expect(world.of('begun')).toEqual([]);
    world.start({ store: slow });
    void world.report('a', { type: 'checkpointed', checkpoint: 7, generation: 1 });
    const { reports } = await world.stop();
    expect(reports).toBe(1);
    expect((await world.deployment('a')).checkpoint).toBe(7);
  });

  test('or is slow: a read that ends too late does not hide the next change', async () => {
    let isSlow = false;
    const world: World = await new World({
      resync: 60 * minute,
      backoff: { first: minute, max: minute },
      does: { pause: (...call) => world.taking(2_000, () => Promise.reject())(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    const { store, clock } = world;
    world.start({
      store: {
        ...store,
        read: async (name) => {
          const wasSlow = isSlow;
          isSlow = false;
          if (wasSlow) await clock.sleep(10_000);
          return store.read(name);
        },
      },
    });
    await clock.advance(1_000);
    isSlow = true;
    await world.report('a', { type: 'checkpointed', checkpoint: 1, generation: 1 });
    // By now the read has ended, and the wait before the next try goes on.
    await clock.advance(15_000);
    const before = clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(clock.now()).toBe(before);
  });

  test('for one pipeline does not affect the others', async () => {
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

  test('with a list that does not advance is an error, and no endless loop', async () => {
    const world = await new World().create('a', 'start');
    const { store } = world;
    await world.start({ store: { ...store, list: () => store.list() } }).until('a', 'Running');
    expect(world.of('storeFailed')[0]).toMatchObject({ operation: 'list', pipelineName: null });
  });
});

/** The reconciler and its store: one that fails, that cannot watch, or that others write to. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/http/memory-store';
import type { LifecycleStore } from '../../src/http/store';
import type { Observation } from '../../src/lifecycle';
import { rightAnswer } from './fake-executor';
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

  test('that does not answer: the reconciler ends after the grace, and then says nothing more', async () => {
    const world = await new World().create('a', 'start');
    const { store, clock } = world;
    const read = async () => {
      await clock.sleep(2 * minute);
      throw new Error('At last.');
    };
    world.start({ store: { ...store, read } });
    await clock.advance(minute);
    const before = clock.now();
    const { storeFailures } = await world.stop();
    expect(clock.now() - before).toBe(5_000);
    await clock.advance(60 * minute);
    expect(storeFailures).toBe(0);
    expect(world.events).toEqual([]);
  });

  test('that is slow: what was asked of it is waited for in the end, and no longer', async () => {
    const world = await new World().create('a', 'start');
    await world.observe('a', ...isUp);
    const { store, clock } = world;
    const slow: LifecycleStore = {
      ...store,
      list: async (page) => {
        await clock.sleep(1_000);
        return store.list(page);
      },
      update: async (name, change) => {
        await clock.sleep(2_000);
        return store.update(name, change);
      },
    };
    world.start({ store: slow });
    await clock.settle();
    const before = clock.now();
    await world.stop();
    expect(clock.now() - before).toBe(1_000);
    world.start({ store: slow });
    void world.executor.report('a', { type: 'checkpointed', checkpoint: 7, generation: 1 });
    const { reports } = await world.stop();
    expect(reports).toBe(1);
    expect((await world.deployment('a')).checkpoint).toBe(7);
  });

  test('that is slow: a read that ends too late hinders nobody from hearing of the next change', async () => {
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
    await world.executor.report('a', { type: 'checkpointed', checkpoint: 1, generation: 1 });
    // By now the read has ended, and the next try is being waited for.
    await clock.advance(15_000);
    const before = clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(clock.now()).toBe(before);
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

  test('a change while the reconciler is just about to let go of the pipeline is not lost', async () => {
    for (let turns = 0; turns < 20; turns += 1) {
      const world: World = await new World({ resync: 60 * minute }).create('a');
      const { store } = world;
      let isTold = false;
      const later = async () => {
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        await world.act('a', 'start');
      };
      const read: LifecycleStore['read'] = async (name) => {
        const pipeline = await store.read(name);
        if (!isTold) void later();
        isTold = true;
        return pipeline;
      };
      world.start({ store: { ...store, read } });
      await world.clock.advance(minute);
      // It is at rest, and looked at because of something that leaves it so.
      await world.act('a', 'stop?force=true');
      await world.executor.report('a', { type: 'running' });
      const before = world.clock.now();
      await world.until('a', 'Running');
      expect(world.clock.now()).toBe(before);
      await world.stop();
    }
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
      () => undefined,
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

  test('one that was removed and created again is another one, though its generation is the same', async () => {
    let isFirst = true;
    const world: World = await new World({
      does: {
        provision: (...call) => {
          const latency = isFirst ? minute : 5 * minute;
          isFirst = false;
          return world.deaf(latency, rightAnswer)(...call);
        },
      },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    await world.store.update('a', () => ({ pipeline: null, result: true }));
    await world.create('a', 'start');
    await world.clock.advance(2 * minute);
    expect(world.executor.asked).toEqual(['provision', 'provision']);
    expect((await world.deployment('a')).status).toBe('Provisioning');
    await world.until('a', 'Running');
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

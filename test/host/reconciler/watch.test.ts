/** How the reconciler finds out: from the store that tells, or from the list of all pipelines. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/host/memory-store';
import type { LifecycleStore } from '../../../src/host/store';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const minute = 60_000;

function unwatched({ create, read, list, update }: LifecycleStore): LifecycleStore {
  return { create, read, list, update };
}

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

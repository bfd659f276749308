/** How the reconciler learns of changes: from a store that reports them, or from the list. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/host/memory-store';
import type { LifecycleStore } from '../../../src/host/store';
import { amount } from '../../tier';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const minute = 60_000;

function unwatched({ create, read, list, update }: LifecycleStore): LifecycleStore {
  return { create, read, list, update };
}

describe('a change', () => {
  test('is handled immediately if the store reports it', async () => {
    const world = await new World({ resync: 60 * minute }).create('a');
    world.start();
    await world.clock.advance(minute);
    const before = world.clock.now();
    await world.act('a', 'start');
    await world.until('a', 'Running');
    expect(world.clock.now()).toBe(before);
  });

  test('just before the reconciler drops the pipeline is not lost', async () => {
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
      // It is settled, and looked at because of a report that leaves it settled.
      await world.act('a', 'stop?force=true');
      await world.report('a', { type: 'running' });
      const before = world.clock.now();
      await world.until('a', 'Running');
      expect(world.clock.now()).toBe(before);
      await world.stop();
    }
  });

  test('by another process is found by the resync, even while a task runs', async () => {
    const store = memoryStore();
    const world: World = await new World({
      store,
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a');
    // The store reports nothing that others write.
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

  test('is found by polling if the store cannot watch, or fails to', async () => {
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

  test('that removes the pipeline calls its task off', async () => {
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

  test('that replaces the pipeline is noticed, though the generation is the same', async () => {
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

  test('of more pipelines than fit on a page is found', async () => {
    // A page has a thousand.
    const count = amount({ usual: 1_100, deep: 2_500 });
    const world = new World({ store: unwatched(memoryStore()) });
    for (let number = 0; number < count; number += 1) await world.create(`p${number}`, 'start');
    const running = async () =>
      (await world.store.list()).filter((each) => each.deployment.status === 'Running').length;
    world.start();
    await world.clock.settle();
    // Whatever else has to be done comes between two pages.
    expect(await running()).toBe(1_000);
    await world.clock.advance(10);
    expect(await running()).toBe(count);
  });
});

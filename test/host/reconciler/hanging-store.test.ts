/** The reconciler and a store whose promises never settle, as those of a half-open connection. */
import { describe, expect, test } from 'vitest';
import type { LifecycleStore } from '../../../src/host/store';
import { PortTimeoutError } from '../../../src/host/time';
import type { Observation } from '../../../src/lifecycle/observation';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;
const second = 1_000;

type Operation = 'read' | 'list' | 'update';

/** Wraps a store: its next calls of these operations never settle, and have no effect. */
function hanging(store: LifecycleStore, ...operations: Operation[]): LifecycleStore {
  const left = [...operations];
  const hangs = (operation: Operation) => {
    const index = left.indexOf(operation);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  };
  const never = new Promise<never>(() => {});
  return {
    ...store,
    read: (...call) => (hangs('read') ? never : store.read(...call)),
    list: (...call) => (hangs('list') ? never : store.list(...call)),
    update: (...call) => (hangs('update') ? never : store.update(...call)),
  };
}

describe('a call of the store that never settles', () => {
  test.each(['read', 'list', 'update'] as const)(
    'is given up after a while, and made again: %s',
    async (operation) => {
      const world = await new World().create('a', 'start');
      const before = world.clock.now();
      await world.start({ store: hanging(world.store, operation) }).until('a', 'Running');
      // The wait before the next try is half of 200 ms.
      expect(world.clock.now() - before).toBe(30 * second + 100);
      expect(world.of('storeFailed')).toEqual([
        {
          type: 'storeFailed',
          operation,
          pipelineName: operation === 'list' ? null : 'a',
          error: new PortTimeoutError(`store.${operation}`, 30 * second),
          delay: 100,
        },
      ]);
      await world.stop();
      expect(world.clock.sleepers).toBe(0);
    },
  );

  test('may take as long as `storeTimeout` says', async () => {
    const world = await new World().create('a', 'start');
    const store = hanging(world.store, 'read', 'read', 'update');
    const before = world.clock.now();
    await world.start({ store, storeTimeout: second }).until('a', 'Running');
    expect(world.clock.now() - before).toBe(3 * second + 100 + 200 + 100);
    const [first] = world.of('storeFailed');
    expect(first?.error).toMatchObject({ call: 'store.read', timeout: second });
  });

  test('does not keep a forced stop from being seen while a task runs', async () => {
    let isHanging = false;
    const world: World = await new World({
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    const { read } = world.store;
    const store: LifecycleStore = {
      ...world.store,
      read: (name) => {
        const answer = isHanging ? new Promise<never>(() => {}) : read(name);
        isHanging = false;
        return answer;
      },
    };
    world.start({ store });
    await world.clock.advance(second);
    isHanging = true;
    const before = world.clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(30 * second + 100);
  });

  test('is not waited for beyond the grace period at the end, and leaves no timer', async () => {
    const world = await new World().create('a', 'start');
    world.start({ store: hanging(world.store, 'read', 'list') });
    await world.clock.advance(second);
    const before = world.clock.now();
    await world.stop();
    expect(world.clock.now() - before).toBe(5 * second);
    expect(world.clock.sleepers).toBe(0);
  });

  test('rejects an unasked report after the end', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.stop();
    world.start({ store: hanging(world.store, 'update') });
    await world.stop();
    const outcome = world.report('a', { type: 'paused', generation: 1 });
    const refused = expect(outcome).rejects.toThrow(PortTimeoutError);
    await world.clock.advance(30 * second);
    await refused;
  });
});

describe('an update that succeeds after it was given up', () => {
  /** Pauses a running pipeline; the first update that does it is held back as `hold` says. */
  async function pausedLate(
    hold: (store: LifecycleStore, world: World) => LifecycleStore['update'],
  ) {
    const world = await new World().create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    const update = hold(world.store, world);
    let isFirst = true;
    const store: LifecycleStore = {
      ...world.store,
      update: (...call) => {
        const held = isFirst ? update : world.store.update;
        isFirst = false;
        return held(...call);
      },
    };
    await world.start({ store }).until('a', 'Paused');
    return world;
  }

  test('is not done twice if it was written, but its answer was lost', async () => {
    const world = await pausedLate((store) => async (...call) => {
      await store.update(...call);
      return new Promise<never>(() => {});
    });
    await world.clock.advance(minute);
    expect(world.executor.asked).toEqual(['pause']);
    expect(await world.deployment('a')).toMatchObject({ status: 'Paused', error: null });
  });

  test('changes nothing any more if it is decided only then', async () => {
    let held = 0;
    const world = await pausedLate((store, { clock }) => async (...call) => {
      await clock.sleep(2 * minute);
      held += 1;
      return store.update(...call);
    });
    await world.act('a', 'resume');
    await world.until('a', 'Running');
    const { length } = world.events;
    await world.clock.advance(5 * minute);
    expect(held).toBe(1);
    expect(await world.deployment('a')).toMatchObject({ status: 'Running' });
    expect(world.executor.asked).toEqual(['pause', 'resume']);
    expect(world.events).toHaveLength(length);
  });

  test('is stale if it is written only then', async () => {
    const world = await pausedLate((store, { clock }) => async (name, change) => {
      // Read and decided in time, as in a transaction that waits for its commit.
      const before = await store.read(name);
      if (before === undefined) return undefined;
      const { result } = change(before);
      await clock.sleep(2 * minute);
      await store.update(name, change);
      return result;
    });
    await world.clock.advance(5 * minute);
    expect(world.executor.asked).toEqual(['pause']);
    expect(await world.deployment('a')).toMatchObject({ status: 'Paused', error: null });
  });
});

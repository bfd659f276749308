/** The limit of tasks at once: who waits, who goes first, and who never waits. */
import { describe, expect, test } from 'vitest';
import type { Task, TaskName } from '../../../src/host/executor';
import { Slots } from '../../../src/host/reconciler/slots';
import type { Observation } from '../../../src/lifecycle/observation';
import { type Behavior, rightAnswer } from './fake-executor';
import { World, type WorldOptions } from './world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;
const never: Behavior = () => new Promise(() => {});

/** Returns a behavior that takes a minute, and the largest number of tasks that ran it at once. */
function counted(world: () => World) {
  const counts = { now: 0, most: 0 };
  const behavior: Behavior = async (task, method) => {
    counts.now += 1;
    counts.most = Math.max(counts.most, counts.now);
    await world().clock.sleep(minute, task.signal);
    counts.now -= 1;
    return rightAnswer(task, method);
  };
  return { counts, behavior };
}

/** Creates pipelines `p0`, `p1`, …, each after these requests. */
async function several(world: World, count: number, ...requests: string[]): Promise<string[]> {
  const names = Array.from({ length: count }, (_, number) => `p${number}`);
  for (const name of names) await world.create(name, ...requests);
  return names;
}

const namesOf = (world: World, method: TaskName) =>
  world.executor.calls
    .filter((call) => call.method === method)
    .map(({ task }) => task.pipelineName);

/** A world with a pipeline that is up, and more provisions that hang than there are slots. */
async function full(options: WorldOptions = {}): Promise<World> {
  const world = await new World({
    concurrency: 2,
    resync: 60 * minute,
    ...options,
    does: { provision: never, ...options.does },
  }).create('up', 'start');
  await world.observe('up', ...isUp);
  await several(world, 4, 'start');
  world.start();
  await world.clock.advance(minute);
  expect(namesOf(world, 'provision')).toEqual(['p0', 'p1']);
  return world;
}

describe('tasks', () => {
  test('run at most as many at once as `concurrency` says, first come first served', async () => {
    const { counts, behavior } = counted(() => world);
    const world: World = new World({ concurrency: 3, does: { provision: behavior } });
    const names = await several(world, 10, 'start');
    world.start();
    await world.clock.advance(minute - 1);
    const statuses = await Promise.all(
      names.map(async (name) => (await world.deployment(name)).status),
    );
    // Those that wait are not claimed yet.
    expect(statuses).toEqual([...Array(3).fill('Provisioning'), ...Array(7).fill('Stopped')]);
    expect(world.of('queued').map(({ pipelineName, waiting }) => [pipelineName, waiting])).toEqual(
      names.slice(3).map((name, index) => [name, index + 1]),
    );
    await world.clock.advance(3 * minute + 1);
    expect(counts.most).toBe(3);
    expect(namesOf(world, 'provision')).toEqual(names);
    for (const name of names) expect((await world.deployment(name)).status).toBe('Running');
    expect(await world.stop()).toMatchObject({ queued: 7, retries: 0, broken: 0 });
  });

  test('run a hundred at once by default', async () => {
    const { counts, behavior } = counted(() => world);
    const world: World = new World({ does: { provision: behavior } });
    await several(world, 130, 'start');
    world.start();
    await world.clock.advance(2 * minute);
    expect(counts.most).toBe(100);
  });

  test('have no limit with Infinity', async () => {
    const { counts, behavior } = counted(() => world);
    const world: World = new World({ concurrency: Infinity, does: { provision: behavior } });
    await several(world, 130, 'start');
    world.start();
    await world.clock.advance(minute);
    expect(counts.most).toBe(130);
    expect(await world.stop()).toMatchObject({ queued: 0 });
  });

  test('that delete have a limit of their own', async () => {
    const { counts, behavior } = counted(() => world);
    const world: World = new World({ concurrency: 2, does: { deprovision: behavior } });
    const names = await several(world, 5, 'start');
    for (const name of names) {
      await world.observe(name, ...isUp);
      await world.act(name, 'stop?force=true');
    }
    world.start();
    await world.clock.advance(3 * minute);
    expect(counts.most).toBe(2);
    for (const name of names) expect((await world.deployment(name)).status).toBe('Stopped');
  });

  test('are not counted while they wait for their next try', async () => {
    const failing: Behavior = () => Promise.reject(new Error('No.'));
    const world = new World({
      concurrency: 1,
      backoff: { first: minute, max: minute },
      does: {
        provision: (task, method) =>
          (task.pipelineName === 'p0' ? failing : rightAnswer)(task, method),
      },
    });
    await several(world, 2, 'start');
    const before = world.clock.now();
    await world.start().until('p1', 'Running');
    expect(world.clock.now()).toBe(before);
  });
});

describe('if every slot is taken by a task that hangs', () => {
  test('a forced stop of a pipeline that is up is done at once', async () => {
    const world = await full();
    const before = world.clock.now();
    await world.act('up', 'stop?force=true');
    await world.until('up', 'Stopped');
    expect(world.clock.now()).toBe(before);
  });

  test('a forced stop of a pipeline that waits is done at once, and it leaves the queue', async () => {
    const world = await full();
    const before = world.clock.now();
    await world.act('p2', 'stop?force=true');
    expect(await world.deployment('p2')).toMatchObject({
      status: 'Stopped',
      desiredStatus: 'Stopped',
    });
    await world.act('p0', 'stop?force=true');
    await world.until('p0', 'Stopped');
    // The executor ignores its signal, so that the slot is free once the grace period is over.
    expect(world.clock.now() - before).toBe(5_000);
    expect(namesOf(world, 'provision')).toEqual(['p0', 'p1', 'p3']);
    expect(namesOf(world, 'deprovision')).toEqual(['p0']);
  });

  test('a pipeline that is removed while it waits leaves the queue', async () => {
    const world = await full();
    await world.store.update('p2', () => ({ pipeline: null, result: true }));
    await world.act('p0', 'stop?force=true');
    await world.until('p0', 'Stopped');
    expect(namesOf(world, 'provision')).toEqual(['p0', 'p1', 'p3']);
  });

  test('a pause gets the next slot, before all provisions that wait', async () => {
    const world = await full();
    await world.act('up', 'pause');
    await world.clock.settle();
    expect(namesOf(world, 'pause')).toEqual([]);
    await world.act('p0', 'stop?force=true');
    await world.until('up', 'Paused');
    expect(namesOf(world, 'provision')).toEqual(['p0', 'p1', 'p2']);
  });

  test('the reconciler ends as fast as ever', async () => {
    const world = await full({ grace: 0 });
    const before = world.clock.now();
    await world.stop();
    expect(world.clock.now()).toBeLessThanOrEqual(before + 1);
    expect(world.clock.sleepers).toBe(0);
    expect(world.executor.asked).toEqual(['provision', 'provision']);
  });

  test('the slots are free again once provisioning has timed out', async () => {
    const world = await full({
      does: {
        provision: (task: Task, method) =>
          ['p0', 'p1'].includes(task.pipelineName)
            ? never(task, method)
            : rightAnswer(task, method),
      },
    });
    await world.until('p3', 'Running');
    expect((await world.deployment('p0')).error).toMatchObject({
      error_code: 'ProvisioningTimeout',
    });
    expect((await world.deployment('p2')).error).toBeNull();
  });
});

describe('the time that a pipeline waits for its turn', () => {
  test('does not count towards its provisioning timeout', async () => {
    const world: World = new World({
      concurrency: 1,
      does: { provision: (...call) => world.taking(6 * minute, rightAnswer)(...call) },
    });
    const names = await several(world, 4, 'start');
    const before = world.clock.now();
    world.start();
    await world.until('p3', 'Running');
    expect(world.clock.now() - before).toBe(24 * minute);
    for (const name of names) expect((await world.deployment(name)).error).toBeNull();
    expect(await world.stop()).toMatchObject({ timeouts: 0 });
  });

  test('does not count either if it was claimed before a restart', async () => {
    const world: World = new World({
      concurrency: 1,
      does: { provision: (...call) => world.taking(6 * minute, rightAnswer)(...call) },
    });
    const names = await several(world, 3, 'start');
    for (const name of names) await world.observe(name, { type: 'provisioning' });
    world.start();
    await world.until('p2', 'Running');
    for (const name of names) expect((await world.deployment(name)).error).toBeNull();
    expect(namesOf(world, 'provision')).toEqual(names);
  });

  test('counts from the claim, so that a hanging provision still fails in time', async () => {
    const world = new World({ concurrency: 1, does: { provision: never } });
    await several(world, 2, 'start');
    const before = world.clock.now();
    world.start();
    await world.until('p1', 'Stopping');
    // The first has ten minutes, and the grace period to end; then the second has ten minutes.
    expect(world.clock.now() - before).toBe(20 * minute + 5_000);
  });
});

describe('slots', () => {
  test('go to the kinds of tasks in turn, and within a kind to the first', () => {
    const slots = new Slots(1);
    const granted: string[] = [];
    const request = (task: TaskName, name: string) => {
      const slot = slots.request(task);
      void slot.granted.then(() => granted.push(name));
      return slot;
    };
    const all = [
      request('provision', 'p1'),
      request('provision', 'p2'),
      request('provision', 'p3'),
      request('pause', 'a1'),
      request('pause', 'a2'),
      request('suspend', 's1'),
    ];
    expect(slots.waiting).toBe(5);
    const order: number[] = [];
    for (let taken = 0; taken < all.length; taken += 1) {
      const index = all.findIndex(({ isGranted }) => isGranted);
      order.push(index);
      all[index]?.release();
    }
    expect(order.map((index) => ['p1', 'p2', 'p3', 'a1', 'a2', 's1'][index])).toEqual([
      ...['p1', 'a1', 's1', 'p2', 'a2', 'p3'],
    ]);
    expect(slots.waiting).toBe(0);
  });

  test('are given back once, however often they are released', () => {
    const slots = new Slots(1);
    const [first, second, third] = ['pause', 'pause', 'pause'].map((task) =>
      slots.request(task as TaskName),
    );
    first?.release();
    first?.release();
    expect([second?.isGranted, third?.isGranted]).toEqual([true, false]);
    third?.release();
    second?.release();
    expect(slots.waiting).toBe(0);
    expect(slots.request('pause').isGranted).toBe(true);
  });
});

/** The reconciler when the level changes while a task runs. */
import { describe, expect, test } from 'vitest';
import { DeploymentFailedError } from '../../../src/host/executor';
import { memoryStore } from '../../../src/host/memory-store';
import type { Clock } from '../../../src/host/time/clock';
import type { Observation } from '../../../src/lifecycle/observation';
import { type Behavior, rightAnswer } from './fake-executor';
import { World } from './world';

const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: {} };
const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

describe('a forced stop', () => {
  test('while provisioning calls the task off, and the pipeline is deleted immediately', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.taking(9 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    const before = world.clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.clock.now()).toBe(before);
    expect(world.executor.last('provision').signal.aborted).toBe(true);
    expect(world.of('aborted')).toMatchObject([{ step: 'awaitProvisioned', cause: 'level' }]);
    expect(world.reported).toEqual(['provisioning', 'stopping', 'deprovisioned']);
    // The rejection of a task that was called off is no failure.
    expect(world.of('retried')).toEqual([]);
    expect(await world.stop()).toMatchObject({ aborted: 1, abandoned: 0 });
  });

  test('while provisioning, which succeeds all the same: the success is reported, and stale', async () => {
    const world: World = await new World({
      does: {
        provision: async ({ signal }) => {
          await world.clock.sleep(9 * minute, signal);
          return 'running';
        },
      },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(1_000);
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.of('stale')).toMatchObject([{ observation: { type: 'running', generation: 1 } }]);
  });

  test('while suspending waits for the grace period if the executor ignores its signal', async () => {
    const world: World = await new World({
      does: { suspend: (...call) => world.deaf(60 * minute, () => ({ checkpoint: 7 }))(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    world.start();
    await world.clock.advance(minute);
    const before = world.clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(5_000);
    expect(world.of('abandoned')).toMatchObject([{ step: 'awaitSuspended', generation: 1 }]);
    // An hour later the task succeeds after all.
    await world.clock.advance(60 * minute);
    expect(world.of('stale')).toMatchObject([
      { observation: { type: 'suspended', checkpoint: 7 } },
    ]);
    expect(await world.deployment('a')).toMatchObject({ status: 'Stopped', checkpoint: null });
  });

  test('while suspending keeps a checkpoint that is made just then', async () => {
    const world: World = await new World({
      does: {
        suspend: async ({ signal }) => {
          await world.clock.sleep(60 * minute, signal);
          await world.clock.sleep(4_000);
          return { checkpoint: 7 };
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    world.start();
    await world.clock.advance(minute);
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.reported).toContain('suspended');
    expect(world.of('abandoned')).toEqual([]);
    expect((await world.deployment('a')).checkpoint).toBe(7);
  });
});

describe('a change of the level', () => {
  test('resume while pausing: the task ends, and its effect is undone', async () => {
    const world: World = await new World({
      does: {
        pause: async ({ signal }) => {
          await world.clock.sleep(minute, signal);
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    await world.act('a', 'resume');
    await world.clock.advance(1_000);
    expect(world.reported).toEqual(['paused', 'running']);
    expect(world.executor.asked).toEqual(['pause', 'resume']);
  });

  test('a pause that succeeds too late is undone as well', async () => {
    const world: World = await new World({
      does: { pause: (...call) => world.deaf(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    await world.act('a', 'resume');
    await world.clock.advance(10_000);
    expect(world.executor.asked).toEqual(['pause']);
    await world.clock.advance(minute);
    expect(world.reported).toEqual(['paused', 'running']);
    expect(world.executor.asked).toEqual(['pause', 'resume']);
  });

  test('another target while activating: the task begins again with that target', async () => {
    const world: World = await new World({
      does: { activate: (...call) => world.taking(minute, rightAnswer)(...call) },
    }).create('a', 'start?initial=standby');
    await world.start().until('a', 'Standby');
    await world.act('a', 'activate?initial=paused');
    await world.clock.advance(1_000);
    await world.act('a', 'activate?initial=running');
    await world.until('a', 'Running');
    const wanted = world.executor.calls
      .filter(({ method }) => method === 'activate')
      .map(({ task }) => task.deployment.desiredStatus);
    expect(wanted).toEqual(['Paused', 'Running']);
  });

  test('a change that leads to the same level disturbs no task', async () => {
    const world: World = await new World({
      does: { suspend: (...call) => world.taking(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    world.start();
    await world.clock.advance(1_000);
    await world.report('a', { type: 'checkpointed', checkpoint: 3, generation: 1 });
    await world.until('a', 'Stopped');
    expect(world.executor.asked).toEqual(['suspend', 'deprovision']);
    expect(world.of('aborted')).toEqual([]);
  });

  test('the next task begins only once the one before it has ended or was abandoned', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.deaf(4_999, rightAnswer)(...call) },
    }).create('a', 'start');
    world.start();
    await world.clock.advance(0);
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
    expect(world.executor.most).toBe(1);
  });
});

describe('a store that reports no changes', () => {
  const again = async (world: World) => {
    await world.act('a', 'stop?force=true');
    await world.observe('a', { type: 'stopping' }, { type: 'deprovisioned' });
    await world.act('a', 'start');
  };
  const anew = async (world: World) => {
    await world.store.update('a', () => ({ pipeline: null, result: true }));
    await world.create('a', 'start');
  };
  test.each([
    ['another generation', again],
    ['another pipeline of the same name', anew],
  ])('%s that wants the same step gets a task of its own', async (_, replace) => {
    const { watch: _watch, ...store } = memoryStore();
    const world: World = await new World({
      store,
      resync: 3_000,
      does: { pause: (...call) => world.taking(10 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    await replace(world);
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    await world.clock.advance(2_000);
    const [first, second] = world.executor.calls;
    expect(first?.task.signal.aborted).toBe(true);
    expect(second).toMatchObject({ method: 'pause', task: { signal: { aborted: false } } });
  });

  test('the late effect of an abandoned task is seen immediately', async () => {
    const { watch: _, ...store } = memoryStore();
    const world: World = await new World({
      store,
      resync: 10_000,
      does: { pause: (...call) => world.deaf(29_000, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.settle();
    await world.act('a', 'resume');
    await world.clock.advance(29_000);
    expect(world.reported).toEqual(['paused', 'running']);
  });
});

describe('a task that was called off and then fails for good ends no deployment', () => {
  /** Returns a behavior that fails this long after it is called off. */
  const failing =
    (clock: Clock, late: number): Behavior =>
    async ({ signal }) => {
      await clock.sleep(minute, signal);
      await clock.sleep(late);
      throw new DeploymentFailedError(error);
    };

  // Within the grace period, and after it.
  test.each([0, 20_000])('a resume while pause is pending, %i ms later', async (late) => {
    const world: World = await new World({
      does: { pause: (...call) => failing(world.clock, late)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    await world.act('a', 'resume');
    await world.until('a', 'Running');
    await world.clock.advance(minute);
    expect(await world.deployment('a')).toMatchObject({ status: 'Running', error: null });
    expect(world.of('failed')).toEqual([]);
  });

  test('a graceful stop while resume is pending, which keeps its checkpoint', async () => {
    const world: World = await new World({
      does: { resume: (...call) => failing(world.clock, 0)(...call) },
    }).create('a', 'start?initial=paused');
    await world.observe('a', { type: 'provisioning' }, { type: 'paused' });
    await world.act('a', 'resume');
    world.start();
    await world.clock.advance(1_000);
    await world.act('a', 'stop');
    await world.until('a', 'Stopped');
    expect(await world.deployment('a')).toMatchObject({ error: null, checkpoint: 1 });
  });
});

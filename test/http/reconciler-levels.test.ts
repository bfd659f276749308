/** The reconciler where something else is wanted, or happens, while a task runs. */
import { describe, expect, test } from 'vitest';
import { DeploymentFailedError } from '../../src/http/executor';
import { InvalidInputError, type Observation } from '../../src/lifecycle';
import { rightAnswer } from './fake-executor';
import { World } from './reconciler-world';

const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: {} };
const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

describe('a forced stop', () => {
  test('while provisioning: the task is told to end, and the pipeline is deleted at once', async () => {
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
    // What an aborted task rejects with is no failure.
    expect(world.of('retried')).toEqual([]);
    expect(await world.stop()).toMatchObject({ aborted: 1, abandoned: 0 });
  });

  test('while provisioning, which succeeds all the same: that is reported, and stale', async () => {
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

  test('while suspending, with an executor that does not listen: it is held up for the grace', async () => {
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
    // An hour later it is done after all.
    await world.clock.advance(60 * minute);
    expect(world.of('stale')).toMatchObject([
      { observation: { type: 'suspended', checkpoint: 7 } },
    ]);
    expect(await world.deployment('a')).toMatchObject({ status: 'Stopped', checkpoint: null });
  });

  test('while suspending: a checkpoint that is made just then is kept', async () => {
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

describe('another level', () => {
  test('while pausing, the user resumes: pausing ends, and what took effect is undone', async () => {
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

  test('a pause that comes too late is undone as well', async () => {
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

  test('while activating, the user wants another status: the task begins anew with that', async () => {
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

  test('changes that lead to the same level disturb no task', async () => {
    const world: World = await new World({
      does: { suspend: (...call) => world.taking(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    world.start();
    await world.clock.advance(1_000);
    await world.executor.report('a', { type: 'checkpointed', checkpoint: 3, generation: 1 });
    await world.until('a', 'Stopped');
    expect(world.executor.asked).toEqual(['suspend', 'deprovision']);
    expect(world.of('aborted')).toEqual([]);
  });

  test('another task begins only once the one before it has ended, or was abandoned', async () => {
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

describe('provisioning that takes too long', () => {
  const timedOut = {
    error_code: 'ProvisioningTimeout',
    message: 'The pipeline was not provisioned within 600000 ms.',
    details: { timeout_ms: 600_000 },
  };

  test('fails, after exactly that time; what comes up later does not count', async () => {
    const world: World = await new World({
      does: {
        provision: async ({ signal }) => {
          await world.clock.sleep(60 * minute, signal);
          return 'running';
        },
      },
    }).create('a', 'start');
    const before = world.clock.now();
    await world.start().until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute);
    expect((await world.deployment('a')).error).toEqual(timedOut);
    expect(world.of('aborted')).toMatchObject([{ cause: 'timeout' }]);
    expect(world.of('timedOut')).toMatchObject([{ generation: 1, timeout: 600_000 }]);
    expect(world.of('stale')).toMatchObject([{ observation: { type: 'running' } }]);
    expect(await world.stop()).toMatchObject({ timeouts: 1, failures: 0 });
  });

  test('fails although the executor does not listen', async () => {
    const world: World = await new World({
      does: { provision: () => new Promise(() => {}) },
    }).create('a', 'start');
    const before = world.clock.now();
    await world.start().until('a', 'Stopping');
    expect(world.clock.now() - before).toBe(10 * minute);
    await world.until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute + 5_000);
  });

  test('fails on time while it is waited for the next try', async () => {
    const world: World = await new World({
      does: { provision: () => Promise.reject(new Error('No.')) },
    }).create('a', 'start');
    const before = world.clock.now();
    await world.start({ backoff: { first: 8 * minute, max: 60 * minute } }).until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute);
    expect((await world.deployment('a')).error).toEqual(timedOut);
  });

  test('is counted across a restart of the reconciler', async () => {
    const world: World = await new World({
      does: { provision: (...call) => world.taking(60 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    const before = world.clock.now();
    world.start();
    await world.clock.advance(4 * minute);
    await world.stop();
    await world.clock.advance(3 * minute);
    await world.start().until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute);
    expect(world.executor.asked).toEqual(['provision', 'provision', 'deprovision']);
  });

  test('has failed already where nobody was there when it was over: nobody is asked', async () => {
    const world = await new World().create('a', 'start');
    await world.observe('a', { type: 'provisioning' });
    await world.clock.advance(11 * minute);
    await world.start().until('a', 'Stopped');
    expect(world.executor.asked).toEqual(['deprovision']);
    expect((await world.deployment('a')).error).toEqual(timedOut);
  });

  test('has no more than the whole time, though it began in the future of this clock', async () => {
    const world: World = await new World({
      does: { provision: () => new Promise(() => {}) },
    }).create('a', 'start');
    const { clock } = world;
    const behind = { ...clock, now: () => clock.now() - 60 * minute, sleep: clock.sleep };
    await world.observe('a', { type: 'provisioning' });
    const before = clock.now();
    await world.start({ clock: behind }).until('a', 'Stopping');
    expect(clock.now() - before).toBe(10 * minute);
  });

  test('does not bound any other step', async () => {
    const world: World = await new World({
      does: { pause: (...call) => world.taking(24 * 60 * minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    await world
      .start()
      .clock.runUntil(
        async () => (await world.deployment('a')).status === 'Paused',
        48 * 60 * minute,
      );
    expect(world.executor.asked).toEqual(['pause']);
  });
});

describe('what the executor reports by itself', () => {
  test('a crash: taken in, and everything is deleted', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    const outcome = await world.executor.report('a', { type: 'failed', error, generation: 1 });
    expect(outcome).toMatchObject({ accepted: true, rule: 'failed.deployment' });
    await world.until('a', 'Stopped');
    expect(await world.deployment('a')).toMatchObject({ error });
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
    expect(world.of('reported').map(({ step }) => step)).toContain(null);
  });

  test('a crash while a task runs: it ends', async () => {
    const world: World = await new World({
      does: { pause: (...call) => world.taking(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    const before = world.clock.now();
    await world.executor.report('a', { type: 'failed', error, generation: 1 });
    await world.until('a', 'Stopped');
    expect(world.clock.now()).toBe(before);
  });

  test('a checkpoint: recorded, and the next start begins from it', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.executor.report('a', { type: 'checkpointed', checkpoint: 12, generation: 1 });
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    expect(world.executor.last('provision').deployment).toMatchObject({
      checkpoint: 12,
      generation: 2,
    });
  });

  test('a message of an earlier generation is stale, whenever it comes', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    const outcome = await world.executor.report('a', { type: 'failed', error, generation: 1 });
    expect(outcome).toMatchObject({ accepted: false, rule: 'generation.stale' });
    await world.clock.advance(minute);
    expect(await world.deployment('a')).toMatchObject({ status: 'Running', error: null });
    expect(world.of('stale')).toMatchObject([{ step: null }]);
  });

  test('a task of an earlier generation that ends late is stale, though it would fit', async () => {
    let isFirst = true;
    const world: World = await new World({
      does: {
        provision: (...call) => {
          if (!isFirst) return world.taking(20 * minute, rightAnswer)(...call);
          isFirst = false;
          return world.deaf(5 * minute, rightAnswer)(...call);
        },
      },
    }).create('a', 'start');
    world.start({ provisioningTimeout: 60 * minute });
    await world.clock.advance(minute);
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    // Only the second one's twenty minutes count.
    expect(world.of('stale')).toMatchObject([{ observation: { type: 'running', generation: 1 } }]);
    const [last] = world.of('reported').slice(-1);
    expect(last?.observation).toEqual({ type: 'running', generation: 2 });
  });

  test('about a pipeline that nobody knows: undefined', async () => {
    const world = new World().start();
    expect(await world.executor.report('nobody', { type: 'running' })).toBeUndefined();
  });

  test('what is no observation: the reporter hears of it', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    const wrong = { type: 'exploded' } as unknown as Observation;
    await expect(world.executor.report('a', wrong)).rejects.toThrow(InvalidInputError);
    // Also where nobody listens, nothing is left unhandled.
    void world.executor.report('a', wrong);
    await world.clock.settle();
  });

  test('after the end, it is written as long as the store takes it', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.stop();
    const { length } = world.events;
    await world.executor.report('a', { type: 'failed', error, generation: 1 });
    expect(await world.deployment('a')).toMatchObject({ status: 'Stopping', error });
    expect(world.events).toHaveLength(length);
  });
});

test('a deployment that fails for good while it is being aborted has failed', async () => {
  const world: World = await new World({
    does: {
      activate: async ({ signal }) => {
        await world.clock.sleep(minute, signal);
        throw new DeploymentFailedError(error);
      },
    },
  }).create('a', 'start?initial=standby');
  await world.start().until('a', 'Standby');
  await world.act('a', 'activate?initial=paused');
  await world.clock.advance(1_000);
  await world.act('a', 'activate?initial=running');
  await world.until('a', 'Stopped');
  expect((await world.deployment('a')).error).toEqual(error);
});

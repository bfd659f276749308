/** The reconciler when provisioning, or one try of a task, takes too long. */
import { describe, expect, test } from 'vitest';
import { type ProvisionResult, type TaskName, TaskTimeoutError } from '../../../src/host/executor';
import { settled } from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import { type Behavior, rightAnswer } from './fake-executor';
import { World } from './world';

const up = (type: ProvisionResult) => [{ type: 'provisioning' }, { type }] as const;
const isUp = up('running');
const minute = 60_000;

const timedOut = {
  error_code: 'ProvisioningTimeout',
  message: 'The pipeline was not provisioned within 600000 ms.',
  details: { timeout_ms: 600_000 },
};

describe('provisioning that takes too long', () => {
  test('fails after exactly the timeout; a later success does not count', async () => {
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
    expect(world.of('reported').every(({ observation }) => observation.generation === 1)).toBe(
      true,
    );
    expect(world.of('timedOut')).toMatchObject([{ generation: 1, timeout: 600_000, error: null }]);
    expect(world.of('stale')).toMatchObject([{ observation: { type: 'running' } }]);
    expect(await world.stop()).toMatchObject({ timeouts: 1, failures: 0 });
  });

  test('fails even if the executor ignores its signal', async () => {
    const world: World = await new World({
      does: { provision: () => new Promise(() => {}) },
    }).create('a', 'start');
    const before = world.clock.now();
    await world.start().until('a', 'Stopping');
    expect(world.clock.now() - before).toBe(10 * minute);
    await world.until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute + 5_000);
  });

  test('fails on time during the wait before the next try', async () => {
    const world: World = await new World({
      does: { provision: () => Promise.reject(new Error('No.')) },
    }).create('a', 'start');
    const before = world.clock.now();
    await world.start({ backoff: { first: 8 * minute, max: 60 * minute } }).until('a', 'Stopped');
    expect(world.clock.now() - before).toBe(10 * minute);
    // Clients do not see the error of the executor, but the log does.
    expect((await world.deployment('a')).error).toEqual(timedOut);
    expect(world.of('timedOut')).toMatchObject([{ error: new Error('No.') }]);
  });

  test('counts across a restart of the reconciler', async () => {
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

  test('fails without a task if the timeout was over before the reconciler started', async () => {
    const world = await new World().create('a', 'start');
    await world.observe('a', { type: 'provisioning' });
    await world.clock.advance(11 * minute);
    await world.start().until('a', 'Stopped');
    expect(world.executor.asked).toEqual(['deprovision']);
    expect((await world.deployment('a')).error).toEqual(timedOut);
  });

  test('gets no more than the whole timeout, even if it began in the future of this clock', async () => {
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
});

describe('a time of day that is set while a pipeline comes up', () => {
  const hour = 60 * minute;

  test.each([
    ['back', -hour],
    ['forth', hour],
  ])('does not change its timeout: %s', async (_, milliseconds) => {
    const world = await new World({ does: { provision: () => new Promise(() => {}) } }).create(
      'a',
      'start',
    );
    const before = world.clock.monotonic();
    world.start();
    await world.clock.advance(minute);
    world.clock.set(milliseconds);
    await world.until('a', 'Stopping');
    expect(world.clock.monotonic() - before).toBe(10 * minute);
    expect((await world.deployment('a')).error).toEqual(timedOut);
  });

  test.each([
    ['back', -hour],
    ['forth', hour],
  ])('does not change the timeout of all tries together: %s', async (_, milliseconds) => {
    const world = await new World({
      does: { provision: () => Promise.reject(new Error('No.')) },
    }).create('a', 'start');
    const before = world.clock.monotonic();
    world.start();
    await world.clock.advance(minute);
    world.clock.set(milliseconds);
    await world.until('a', 'Stopped');
    expect(world.clock.monotonic() - before).toBe(10 * minute);
  });

  test('counts if the clock has no monotonic time', async () => {
    const world = await new World({ does: { provision: () => new Promise(() => {}) } }).create(
      'a',
      'start',
    );
    const { now, sleep } = world.clock;
    await world.start({ clock: { now, sleep } }).until('a', 'Stopping');
    expect((await world.deployment('a')).error).toEqual(timedOut);
  });
});

describe('a task that takes too long', () => {
  /** By task: the requests and observations after which it is asked for. */
  const before = {
    activate: ['start?initial=standby', ...up('standby'), 'activate'],
    bootstrap: ['start', ...up('awaitingApproval'), 'approve'],
    pause: ['start', ...up('running'), 'pause'],
    resume: ['start?initial=paused', ...up('paused'), 'resume'],
    suspend: ['start', ...up('running'), 'stop'],
    deprovision: ['start', ...up('running'), 'stop?force=true'],
  } as const satisfies Partial<Record<TaskName, readonly (string | Observation)[]>>;

  test.each(Object.entries(before))('is called off and tried again: %s', async (task, course) => {
    let tries = 0;
    // The first try never ends, whatever its signal says.
    const hangs: Behavior = (...call) => {
      tries += 1;
      return tries === 1 ? new Promise(() => {}) : rightAnswer(...call);
    };
    const world = await new World({ does: { [task]: hangs } }).create('a');
    for (const each of course) {
      if (typeof each === 'string') await world.act('a', each);
      else await world.observe('a', each);
    }
    world.start({ taskTimeouts: { [task]: minute } });
    await world.clock.runUntil(async () => settled(await world.deployment('a')));
    expect(tries).toBe(2);
    const error = new TaskTimeoutError(task as TaskName, minute);
    expect(world.of('aborted')).toMatchObject([{ cause: 'timeout' }]);
    expect(world.of('abandoned')).toHaveLength(1);
    expect(world.of('retried')).toMatchObject([{ attempt: 1, error }]);
  });

  test('counts if it succeeds within the grace period', async () => {
    const world: World = await new World({
      does: { pause: (...call) => world.deaf(minute + 1_000, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    await world.start({ taskTimeouts: { pause: minute } }).until('a', 'Paused');
    expect(world.executor.asked).toEqual(['pause']);
  });

  test('is tried again although the user forces the stop once more: a deletion that hangs', async () => {
    let tries = 0;
    const world = await new World({
      does: {
        deprovision: () => {
          tries += 1;
          return tries === 1 ? new Promise(() => {}) : undefined;
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop?force=true');
    const before = world.clock.now();
    world.start();
    await world.clock.advance(minute);
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    // Ten minutes for the try, the grace period, and the wait before the next try.
    expect(world.clock.now() - before).toBe(10 * minute + 5_000 + 100);
    expect(tries).toBe(2);
  });

  test('has ten minutes by default', async () => {
    const world: World = await new World({
      does: { pause: () => new Promise(() => {}) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    const began = world.clock.now();
    world.start();
    await world.clock.advance(10 * minute - 1);
    expect(world.of('aborted')).toEqual([]);
    await world.clock.advance(1);
    expect(world.of('aborted')).toMatchObject([{ step: 'pause', cause: 'timeout' }]);
    expect(world.clock.now() - began).toBe(10 * minute);
    await world.stop();
  });
});

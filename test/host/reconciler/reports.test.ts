/** Observations that the executor reports unasked. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { InvalidInputError } from '../../../src/input/invalid-input';
import type { Observation } from '../../../src/lifecycle/observation';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: {} };
const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

describe('an unasked report', () => {
  test('of a crash is applied, and everything is deleted', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    const outcome = await world.report('a', { type: 'failed', error, generation: 1 });
    expect(outcome).toMatchObject({ accepted: true, rule: 'failed.deployment' });
    await world.until('a', 'Stopped');
    expect(await world.deployment('a')).toMatchObject({ error });
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
    expect(world.of('reported').map(({ step }) => step)).toContain(null);
  });

  test('of a crash while a task runs calls the task off', async () => {
    const world: World = await new World({
      does: { pause: (...call) => world.taking(minute, rightAnswer)(...call) },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    world.start();
    await world.clock.advance(1_000);
    const before = world.clock.now();
    await world.report('a', { type: 'failed', error, generation: 1 });
    await world.until('a', 'Stopped');
    expect(world.clock.now()).toBe(before);
  });

  test('of a checkpoint is applied, and the next start begins from it', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.report('a', { type: 'checkpointed', checkpoint: 12, generation: 1 });
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    expect(world.executor.last('provision').deployment).toMatchObject({
      checkpoint: 12,
      generation: 2,
    });
  });

  test.each(['before', 'after'])(
    'of a checkpoint that comes after that of the crash, %s everything is deleted, is kept',
    async (when) => {
      const world: World = await new World({
        does: { deprovision: (...call) => world.taking(minute, rightAnswer)(...call) },
      }).create('a', 'start');
      await world.start().until('a', 'Running');
      await world.report('a', { type: 'failed', error, generation: 1 });
      await world.until('a', when === 'before' ? 'Stopping' : 'Stopped');
      const unnamed = await world.report('a', { type: 'checkpointed', checkpoint: 13 });
      expect(unnamed).toMatchObject({ accepted: false, rule: 'checkpointed.stale' });
      const late: Observation = { type: 'checkpointed', checkpoint: 12, generation: 1 };
      const outcome = await world.report('a', late);
      expect(outcome).toMatchObject({ accepted: true, rule: 'checkpointed.late' });
      expect(await world.deployment('a')).toMatchObject({ checkpoint: 12, error });
      await world.until('a', 'Stopped');
      await world.act('a', 'start');
      await world.until('a', 'Running');
      expect(world.executor.last('provision').deployment).toMatchObject({
        checkpoint: 12,
        generation: 2,
      });
    },
  );

  test('of an earlier generation is stale, whenever it comes', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    await world.act('a', 'start');
    await world.until('a', 'Running');
    const outcome = await world.report('a', { type: 'failed', error, generation: 1 });
    expect(outcome).toMatchObject({ accepted: false, rule: 'generation.stale' });
    await world.clock.advance(minute);
    expect(await world.deployment('a')).toMatchObject({ status: 'Running', error: null });
    expect(world.of('stale')).toMatchObject([{ step: null }]);
  });

  test('of a late task of an earlier generation is stale, though its status would fit', async () => {
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
    // Only the twenty minutes of the second task count.
    expect(world.of('stale')).toMatchObject([{ observation: { type: 'running', generation: 1 } }]);
    const [last] = world.of('reported').slice(-1);
    expect(last?.observation).toEqual({ type: 'running', generation: 2 });
  });

  test('about an unknown pipeline resolves with undefined', async () => {
    const world = new World().start();
    expect(await world.report('nobody', { type: 'running' })).toBeUndefined();
  });

  test('that is malformed rejects', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    const wrong = { type: 'exploded' } as unknown as Observation;
    await expect(world.report('a', wrong)).rejects.toThrow(InvalidInputError);
    // Even if nobody awaits it, no rejection stays unhandled.
    void world.report('a', wrong);
    await world.clock.settle();
  });

  test('after the end is still written', async () => {
    const world = await new World().create('a', 'start');
    await world.start().until('a', 'Running');
    await world.stop();
    const { length } = world.events;
    await world.report('a', { type: 'failed', error, generation: 1 });
    expect(await world.deployment('a')).toMatchObject({ status: 'Stopping', error });
    expect(world.events).toHaveLength(length);
  });
});

describe('without a listener', () => {
  test('failures go to the console with their reason, and nothing else does', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const world: World = await new World({
      does: {
        provision: async () => {
          if (world.executor.asked.length === 1) throw new Error('The cluster says no.');
          return 'running';
        },
      },
    }).create('a', 'start');
    await world.start({ onEvent: undefined }).until('a', 'Running');
    expect(logged.mock.calls).toEqual([
      ['a, awaitProvisioned: retried', new Error('The cluster says no.')],
    ]);
    await world.report('a', { type: 'failed', error, generation: 1 });
    await world.until('a', 'Stopped');
    expect(logged).toHaveBeenCalledOnce();
  });
});

/** The reconciler and an executor that fails for good, or gives a malformed answer. */
import { describe, expect, test } from 'vitest';
import { DeploymentFailedError, type Task, type TaskName } from '../../../src/host/executor';
import { InvalidInputError } from '../../../src/input/invalid-input';
import type { Observation } from '../../../src/lifecycle/observation';
import { rightAnswer } from './fake-executor';
import { World } from './world';

const error = { message: 'No capacity.', error_code: 'NoCapacity', details: {} };
const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];

describe('a deployment that fails for good', () => {
  test.each([
    ['provision', 'start', undefined],
    ['activate', 'start?initial=standby', 'activate'],
    ['pause', 'start', 'pause'],
    ['resume', 'start?initial=paused', 'resume'],
    ['suspend', 'start', 'stop'],
  ] as const)('in %s: the pipeline stops with the error', async (method, start, then) => {
    const world = await new World({
      does: { [method]: () => Promise.reject(new DeploymentFailedError(error)) },
    }).create('a', start);
    world.start();
    await world.clock.advance(1_000);
    if (then !== undefined) await world.act('a', then);
    await world.until('a', 'Stopped');
    expect(await world.deployment('a')).toMatchObject({ desiredStatus: 'Stopped', error });
    expect(world.of('failed')).toMatchObject([{ error, generation: 1 }]);
    expect(world.of('reported').every(({ observation }) => observation.generation === 1)).toBe(
      true,
    );
    expect(world.of('retried')).toEqual([]);
    expect(await world.stop()).toMatchObject({ failures: 1 });
  });

  test('a deletion cannot fail for good: it is tried again', async () => {
    let fails = 2;
    const world = await new World({
      does: {
        deprovision: () => {
          fails -= 1;
          if (fails >= 0) throw new DeploymentFailedError(error);
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop?force=true');
    await world.start().until('a', 'Stopped');
    expect(await world.deployment('a')).toMatchObject({ error: null });
    expect(world.of('retried')).toHaveLength(2);
    expect(world.of('retried')[0]?.error).toBeInstanceOf(DeploymentFailedError);
    expect(world.reported).toEqual(['stopping', 'deprovisioned']);
  });
});

describe('a malformed answer is tried again, named by its field, and never written', () => {
  const failed = (given: unknown) => () => {
    throw new DeploymentFailedError(given as typeof error);
  };
  type Wrong = readonly [TaskName, answer: () => unknown, field: string];
  test.each<Wrong>([
    ['provision', () => 'up', 'the answer of provision'],
    ['provision', () => undefined, 'the answer of provision'],
    ['provision', () => 'deprovisioned', 'the answer of provision'],
    ['provision', () => ['running'], 'the answer of provision'],
    ['provision', failed({ ...error, details: 1n }), 'error.details'],
    ['provision', failed({ message: 'That is all.' }), 'error.error_code'],
    ['suspend', () => ({ checkpoint: '7' }), 'checkpoint'],
    ['suspend', () => ({ checkpoint: -1 }), 'checkpoint'],
    ['suspend', () => ({ checkpoint: Number.NaN }), 'checkpoint'],
    ['suspend', () => ({}), 'checkpoint'],
    ['suspend', () => null, 'checkpoint'],
  ])('%s: %s', async (method, wrong, field) => {
    let isWrong = true;
    const world = await new World({
      does: {
        [method]: (task: Task) => {
          if (!isWrong) return rightAnswer(task, method);
          isWrong = false;
          return wrong();
        },
      },
    }).create('a', 'start');
    await world.start().until('a', 'Running');
    if (method === 'suspend') {
      await world.act('a', 'stop');
      await world.until('a', 'Stopped');
    }
    expect(world.of('retried')).toHaveLength(1);
    expect(world.of('retried')[0]?.error).toBeInstanceOf(InvalidInputError);
    expect(world.of('retried')[0]?.error).toMatchObject({ field });
    expect((await world.deployment('a')).error).toBeNull();
  });

  test('an executor that throws before it returns a promise is tried again, too', async () => {
    const world = await new World().create('a', 'start');
    const { executor } = world;
    let isBroken = true;
    const provision: typeof executor.provision = (task) => {
      if (isBroken) {
        isBroken = false;
        throw new Error('At once.');
      }
      return executor.provision(task);
    };
    await world
      .start({ executor: Object.assign(Object.create(executor), { provision }) })
      .until('a', 'Running');
    expect(world.of('retried')).toHaveLength(1);
  });
});

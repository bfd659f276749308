/** Whatever is thrown at the reconciler is an event, and ends nothing. */
import { format } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ReportObservation } from '../../../src/host/executor';
import { isDeploymentFailedError } from '../../../src/host/executor';
import type { LifecycleStore } from '../../../src/host/store';
import { hostileNames, hostileValues } from '../../hostile';
import { FakeExecutor, rightAnswer } from './fake-executor';
import { World } from './world';

const minute = 60_000;

/** Returns a function that throws this value the first time, and then does as it should. */
function once<Call extends (...parameters: never[]) => unknown>(thrown: unknown, then: Call): Call {
  let isFirst = true;
  return ((...parameters) => {
    if (!isFirst) return then(...parameters);
    isFirst = false;
    throw thrown;
  }) as Call;
}

describe('a thrown value', () => {
  test.each(hostileNames)(
    'of the executor is told as it is, and the task is tried again: %s',
    async (name) => {
      const thrown = hostileValues[name];
      const world = await new World({ does: { provision: once(thrown, rightAnswer) } }).create(
        'a',
        'start',
      );
      await world.start().until('a', 'Running');
      const [told] = world.of('retried').map(({ error }) => error);
      if (thrown == null) expect(told).toEqual(new Error(`provision was rejected with ${thrown}.`));
      else expect(told === thrown).toBe(true);
      expect(world.of('broken')).toEqual([]);
    },
  );

  test.each(hostileNames)(
    'of the store is told as it is, and the store is asked again: %s',
    async (name) => {
      const thrown = hostileValues[name];
      const world = await new World().create('a', 'start');
      const { read, list, update } = world.store;
      const store: LifecycleStore = {
        ...world.store,
        read: once(thrown, read),
        list: once(thrown, list),
        update: once(thrown, update),
      };
      await world.start({ store }).until('a', 'Running');
      const told = world.of('storeFailed');
      expect(told.map(({ operation }) => operation).sort()).toEqual(['list', 'read', 'update']);
      expect(told.every(({ error }) => error === thrown)).toBe(true);
    },
  );

  test.each(hostileNames)('of a listener is counted: %s', async (name) => {
    const thrown = hostileValues[name];
    const world = await new World().create('a', 'start');
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === 'begun') throw thrown;
      return Promise.reject(thrown);
    };
    await world.start({ onEvent }).until('a', 'Running');
    expect(await world.stop()).toMatchObject({ steps: 2, reports: 2, listenerFailures: 4 });
  });

  test.each(hostileNames)('goes to the console, which looks into it: %s', async (name) => {
    const written: string[] = [];
    const logged = vi.spyOn(console, 'error').mockImplementation((...parts) => {
      written.push(format(...parts));
    });
    onTestFinished(() => logged.mockRestore());
    const world = await new World({
      does: { provision: once(hostileValues[name], rightAnswer) },
    }).create('a', 'start');
    await world.start({ onEvent: undefined }).until('a', 'Running');
    expect(await world.stop()).toMatchObject({ listenerFailures: 0 });
    expect(written).toEqual([expect.stringMatching(/^a, awaitProvisioned: retried/)]);
  });

  test.each(hostileNames)('is no failure of the deployment: %s', (name) => {
    expect(isDeploymentFailedError(hostileValues[name])).toBe(false);
  });
});

describe('connect', () => {
  test.each(hostileNames)('may be asynchronous; that it rejects is told: %s', async (name) => {
    const thrown = hostileValues[name];
    const executor = Object.assign(new FakeExecutor(), {
      connect: async (_: ReportObservation) => {
        throw thrown;
      },
    });
    const world = await new World().create('a', 'start');
    await world.start({ executor }).until('a', 'Running');
    const told = world.of('connectFailed');
    expect(told.map((event) => [event.pipelineName, event.error === thrown])).toEqual([
      [null, true],
    ]);
    expect(await world.stop()).toMatchObject({ connectFailures: 1 });
  });
});

test('a `watch` that is asynchronous, and rejects, is told; changes are found by polling', async () => {
  const world = await new World().create('a');
  const watch = (async () => {
    throw new Error('Not connected.');
  }) as never;
  world.start({ store: { ...world.store, watch } });
  await world.clock.advance(1_000);
  await world.act('a', 'start');
  await world.until('a', 'Running');
  await world.clock.advance(minute);
  expect(world.of('storeFailed')).toMatchObject([
    { operation: 'watch', error: new Error('Not connected.'), delay: null },
  ]);
});

/** Reports that the store rejects for good, and reports that it rejects for a while. */
import { describe, expect, test } from 'vitest';
import { DeploymentFailedError } from '../../../src/host/executor';
import type { Pipeline } from '../../../src/host/pipeline';
import { storableInstead } from '../../../src/host/reconciler/storable-error';
import type { LifecycleStore } from '../../../src/host/store';
import type { ErrorResponse } from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import { World } from './world';

const isUp: readonly Observation[] = [{ type: 'provisioning' }, { type: 'running' }];
const minute = 60_000;

/** Wraps a store that rejects what `refuses` says, such as a column with a type of its own. */
function picky(store: LifecycleStore, refuses: (pipeline: Pipeline) => boolean): LifecycleStore {
  return {
    ...store,
    update: (name, change) =>
      store.update(name, (before) => {
        const changed = change(before);
        const after = changed.pipeline;
        if (after !== null && after !== before && refuses(after)) throw new Error('Not storable.');
        return changed;
      }),
  };
}

const texts = ({ deployment }: Pipeline) => JSON.stringify(deployment.error);
/** Refuses what PostgreSQL refuses in `jsonb`. */
const jsonb = (store: LifecycleStore) =>
  picky(store, (pipeline) => /\\u0000|\\ud[89a-f]/.test(texts(pipeline)));
const asciiOnly = (store: LifecycleStore) =>
  picky(store, (pipeline) => /[^ -~]/.test(texts(pipeline)));

const failing = (error: ErrorResponse) => ({
  provision: () => Promise.reject(new DeploymentFailedError(error)),
});
const withNul = { message: 'Exit code 1: \0\ud800.', error_code: 'Crash', details: { at: '\0' } };

describe('an error that the store rejects for good', () => {
  test('is replaced by a plain one, and told', async () => {
    const world = await new World({ does: failing(withNul) }).create('a', 'start');
    await world.start({ store: jsonb(world.store) }).until('a', 'Stopped');
    const plain = {
      message: 'Exit code 1: \uFFFD\uFFFD.',
      error_code: 'Crash',
      details: { reported: 'could not be stored' },
    };
    expect((await world.deployment('a')).error).toEqual(plain);
    expect(world.of('storeFailed').map(({ delay }) => delay)).toEqual([100, 200, 400, 800]);
    expect(world.of('replaced')).toEqual([
      {
        type: 'replaced',
        pipelineName: 'a',
        step: 'awaitProvisioned',
        observation: { type: 'failed', error: plain, generation: 1 },
        original: withNul,
        error: new Error('Not storable.'),
      },
    ]);
    expect(world.of('failed')).toMatchObject([{ error: withNul }]);
    expect(await world.stop()).toMatchObject({ replaced: 1, failures: 1, dropped: 0 });
  });

  test('is replaced if it is reported unasked, and the promise resolves', async () => {
    const world = await new World().create('a', 'start');
    await world.start({ store: jsonb(world.store) }).until('a', 'Running');
    const outcome = world.report('a', { type: 'failed', error: withNul, generation: 1 });
    await world.until('a', 'Stopped');
    expect(await outcome).toMatchObject({ accepted: true, rule: 'failed.deployment' });
    expect(world.of('replaced')).toMatchObject([{ step: null, original: withNul }]);
  });

  test('is replaced by ASCII if nothing else can be kept', async () => {
    const error = { message: 'Kein Platz für 🐘.', error_code: 'kein Platz', details: {} };
    const world = await new World({ does: failing(error) }).create('a', 'start');
    await world.start({ store: asciiOnly(world.store) }).until('a', 'Stopped');
    expect((await world.deployment('a')).error).toMatchObject({
      message: 'Kein Platz f?r ?.',
      error_code: 'DeploymentFailed',
    });
  });

  test('does not hold up a forced stop, even if no error can be kept at all', async () => {
    const world = await new World({ does: failing(withNul) }).create('a', 'start');
    const store = picky(world.store, ({ deployment }) => deployment.error !== null);
    world.start({ store });
    await world.clock.advance(60 * minute);
    expect((await world.deployment('a')).status).toBe('Provisioning');
    const before = world.clock.now();
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect(world.clock.now()).toBe(before);
    expect(world.executor.asked).toEqual(['provision', 'deprovision']);
    // The report goes on by itself, until the lifecycle says that it is too late.
    await world.clock.advance(minute);
    expect(world.of('stale').map(({ observation }) => observation.type)).toEqual(['failed']);
    expect(await world.stop()).toMatchObject({ dropped: 0, broken: 0 });
  });

  test('does not hold up a forced stop of a pipeline that provisions for too long', async () => {
    const world = await new World({ does: { provision: () => new Promise(() => {}) } }).create(
      'a',
      'start',
    );
    const store = picky(world.store, ({ deployment }) => deployment.error !== null);
    world.start({ store });
    await world.clock.advance(60 * minute);
    expect((await world.deployment('a')).status).toBe('Provisioning');
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
  });

  test('stays as it is if the store rejects everything for a while', async () => {
    let isDown = false;
    const error = { ...withNul, message: 'Kein Platz für 🐘.', details: {} };
    const world = await new World({
      does: {
        provision: () => {
          isDown = true;
          throw new DeploymentFailedError(error);
        },
      },
    }).create('a', 'start');
    world.start({ store: picky(world.store, () => isDown) });
    await world.clock.advance(10 * minute);
    isDown = false;
    await world.until('a', 'Stopped');
    expect((await world.deployment('a')).error).toEqual(error);
    expect(world.of('replaced')).toEqual([]);
  });
});

describe('a report that the store rejects for a while', () => {
  test('still comes before a forced stop, so that the checkpoint is kept', async () => {
    let isDown = false;
    const world = await new World({
      does: {
        suspend: () => {
          isDown = true;
          return { checkpoint: 7 };
        },
      },
    }).create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    const { store } = world;
    const fails = () => Promise.reject(new Error('The store is down.'));
    world.start({
      store: {
        ...store,
        read: (name) => (isDown ? fails() : store.read(name)),
        update: (...call) => (isDown ? fails() : store.update(...call)),
      },
    });
    await world.clock.advance(10 * minute);
    isDown = false;
    await world.act('a', 'stop?force=true');
    await world.until('a', 'Stopped');
    expect((await world.deployment('a')).checkpoint).toBe(7);
    expect(world.reported).toEqual(['suspending', 'suspended', 'deprovisioned']);
  });

  test('is not lost if the user meanwhile wants what the status says already', async () => {
    let isPicky = true;
    const world = await new World().create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'pause');
    const store = picky(world.store, ({ deployment }) => isPicky && deployment.status === 'Paused');
    world.start({ store });
    await world.clock.advance(minute);
    expect(world.executor.asked).toEqual(['pause']);
    await world.act('a', 'resume');
    await world.clock.advance(minute);
    expect(await world.deployment('a')).toMatchObject({
      status: 'Running',
      desiredStatus: 'Running',
    });
    isPicky = false;
    // The pipeline is paused in truth, so that only the late report gets it resumed.
    await world.clock.advance(minute);
    expect(world.executor.asked).toEqual(['pause', 'resume']);
    expect(world.reported).toEqual(['paused', 'running']);
  });

  test('is told at the end, if it is not written until then', async () => {
    const world = await new World().create('a', 'start');
    await world.observe('a', ...isUp);
    await world.act('a', 'stop');
    const store = picky(world.store, ({ deployment }) => deployment.checkpoint !== null);
    world.start({ store });
    await world.clock.advance(minute);
    expect(await world.stop()).toMatchObject({ dropped: 1 });
    expect(world.of('dropped')).toEqual([
      {
        type: 'dropped',
        pipelineName: 'a',
        step: 'awaitSuspended',
        observation: { type: 'suspended', checkpoint: 1, generation: 1 },
        error: new Error('Not storable.'),
      },
    ]);
  });

  test('is told at the end, if the store has not answered until then', async () => {
    const world = await new World().create('a', 'start');
    await world.start({
      store: {
        ...world.store,
        update: async (...call) => {
          const outcome = await world.store.update(...call);
          await world.clock.sleep(10_000);
          return outcome;
        },
      },
    });
    await world.clock.advance(1_000);
    expect(await world.stop()).toMatchObject({ dropped: 1 });
    expect(world.of('dropped')).toMatchObject([
      { observation: { type: 'provisioning' }, error: null },
    ]);
  });
});

describe('an error to keep in place of another', () => {
  const failed = (error: Partial<ErrorResponse>): Observation => ({
    type: 'failed',
    generation: 3,
    error: { message: 'No.', error_code: 'No', details: { a: 1 }, ...error },
  });
  const details = { reported: 'could not be stored' };

  test('has a short message without what columns refuse, and no details', () => {
    const message = `tab\t, line\n, nul \0, lone \udc00, pair \u{1f418}, ${'x'.repeat(2_000)}`;
    const [printable, ascii] = storableInstead(failed({ message }));
    expect(printable).toMatchObject({ type: 'failed', generation: 3, error: { details } });
    const { error } = printable as { readonly error: ErrorResponse };
    expect(error.message).toMatch(/^tab\t, line\n, nul \uFFFD, lone \uFFFD, pair \u{1f418}, x+…$/u);
    expect(error.message).toHaveLength(1_001);
    const plain = (ascii as { readonly error: ErrorResponse }).error.message;
    expect(plain).toMatch(/^tab\t, line\n, nul \?, lone \?, pair \?, x+\?$/);
  });

  test.each([
    ['OutOfMemory', 'OutOfMemory'],
    ['E_1.2-x', 'E_1.2-x'],
    ['', 'DeploymentFailed'],
    ['E\0', 'DeploymentFailed'],
    ['E'.repeat(101), 'DeploymentFailed'],
  ])('has its code if that is plain: %j', (given, kept) => {
    for (const observation of storableInstead(failed({ error_code: given }))) {
      expect(observation).toMatchObject({ error: { error_code: kept } });
    }
  });

  test('does not cut a pair in two', () => {
    const message = `${'x'.repeat(999)}\u{1f418}`;
    const [printable] = storableInstead(failed({ message }));
    expect(printable).toMatchObject({ error: { message: `${'x'.repeat(999)}\uFFFD…` } });
  });

  test('does not exist for what has none', () => {
    expect(storableInstead({ type: 'suspended', checkpoint: 1 })).toEqual([]);
  });
});

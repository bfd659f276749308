/** The pipeline record of a host: its fields, and the time since which each has its value. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import {
  applyAction,
  applyObservation,
  type Change,
  createPipeline,
  type Pipeline,
  pipelineNamePattern,
  type WireField,
  wireFieldNames,
  wireFields,
} from '../../src/host/pipeline';
import { InvalidInputError } from '../../src/input/invalid-input';
import {
  type Decision,
  type Deployment,
  decide,
  fullCapabilities,
  type Outcome,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import {
  anyAction,
  anyCapabilities,
  anyObservation,
} from '../../src/testing/arbitraries/vocabulary';
import { isDeeplyFrozen } from '../lifecycle/helpers';
import { amount } from '../tier';
import {
  anyMoment,
  anyName,
  anyPipeline,
  copyOf,
  epoch,
  thrownBy,
  timeOf,
} from './pipeline-helpers';

const capabilities = fullCapabilities;

describe('the wire fields', () => {
  test('are seven, read off the deployment', () => {
    expect(wireFieldNames).toEqual([
      'deployment_status',
      'deployment_desired_status',
      'deployment_resources_status',
      'deployment_resources_desired_status',
      'deployment_error',
      'deployment_initial',
      'bootstrap_policy',
    ]);
    const deployment = reachableDeployments().find(
      ({ status, desiredStatus }) => status === 'Suspending' && desiredStatus === 'Suspended',
    ) as Deployment;
    const read = Object.fromEntries(wireFieldNames.map((f) => [f, wireFields[f](deployment)]));
    expect(read).toEqual({
      deployment_status: 'Suspending',
      deployment_desired_status: 'Suspended',
      deployment_resources_status: 'Provisioned',
      deployment_resources_desired_status: 'Suspended',
      deployment_error: deployment.error,
      deployment_initial: deployment.initial,
      bootstrap_policy: deployment.bootstrapPolicy,
    });
    expectTypeOf(wireFieldNames).toEqualTypeOf<readonly WireField[]>();
  });
});

describe('createPipeline', () => {
  it('returns a pipeline that was never started, with the same time for all fields', () => {
    const pipeline = createPipeline('orders', { now: epoch, id: 'orders-1' });
    expect(pipeline).toMatchObject({
      format: 2,
      name: 'orders',
      id: 'orders-1',
      revision: 1,
      createdAt: '2026-01-31T12:00:00.000Z',
      deployment: { status: 'Stopped', desiredStatus: 'Stopped', generation: 0, error: null },
    });
    const fields = ['format', 'name', 'id', 'revision', 'createdAt', 'deployment', 'since'];
    expect(Object.keys(pipeline)).toEqual(fields);
    expect(Object.keys(pipeline.since)).toEqual(wireFieldNames);
    expect(new Set(Object.values(pipeline.since))).toEqual(new Set([pipeline.createdAt]));
    expect(isDeeplyFrozen(pipeline)).toBe(true);
  });

  it('takes the time as a parameter, and reads no clock', () => {
    fc.assert(
      fc.property(anyName, anyMoment, (name, moment) => {
        expect(createPipeline(name, { now: moment, id: name })).toEqual(
          createPipeline(name, { now: moment, id: name }),
        );
        expect(createPipeline(name, { now: moment, id: name }).createdAt).toBe(timeOf(moment));
      }),
    );
  });

  test.each(['a', 'A-1_b', '-', '_', '__proto__', '0', 'x'.repeat(100)])(
    'accepts the name %j',
    (name) => {
      expect(createPipeline(name, { now: epoch, id: name }).name).toBe(name);
      expect(name).toMatch(pipelineNamePattern);
    },
  );

  test.each([
    ...['', ' ', 'a b', 'a/b', '..', 'a.b', 'ä', 'a\n', '\na', 'x'.repeat(101), '%61'],
    ...[undefined, null, 7, ['a'], {}],
  ])('refuses the name %j', (name) => {
    const error = thrownBy(() => createPipeline(name as string, { now: epoch, id: 'orders-1' }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field: 'name', value: name });
    expect((error as Error).message).toContain('but must be 1 to 100 letters, digits, - or _.');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, undefined, null, '2026-01-31'])(
    'refuses the time %j',
    (now) => {
      const error = thrownBy(() =>
        createPipeline('orders', { now: now as number, id: 'orders-1' }),
      );
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field: 'now', allowed: 'milliseconds since 1970' });
    },
  );
});

/** Expects that exactly the fields that changed have a new time. */
function expectChange(
  before: Pipeline,
  { pipeline, result }: Change<Decision | Outcome>,
  now: number,
): void {
  if (pipeline === null) throw new Error('Neither actions nor observations remove a pipeline.');
  expect(pipeline.deployment).toEqual(result.deployment);
  expect(pipeline.name).toBe(before.name);
  expect(pipeline.createdAt).toBe(before.createdAt);
  expect(isDeeplyFrozen(pipeline)).toBe(true);
  expect(pipeline === before).toBe(result.deployment === before.deployment);
  for (const field of wireFieldNames) {
    const read = wireFields[field];
    const [was, is] = [read(before.deployment), read(pipeline.deployment)];
    const isChanged = JSON.stringify(was) !== JSON.stringify(is);
    expect(pipeline.since[field], field).toBe(isChanged ? timeOf(now) : before.since[field]);
  }
}

describe('applyAction', () => {
  it('decides as `decide` does, and dates exactly the fields that change', () => {
    fc.assert(
      fc.property(
        anyPipeline,
        anyAction(),
        anyCapabilities(),
        anyMoment,
        (before, action, can, now) => {
          const change = applyAction(before, action, { capabilities: can, now });
          expect(change.result).toEqual(decide(before.deployment, action, can));
          expectChange(before, change, now);
        },
      ),
      { numRuns: amount({ usual: 300, deep: 5_000 }) },
    );
  });

  it('returns the same result for the same input, and does not modify the input', () => {
    fc.assert(
      fc.property(anyPipeline, anyAction(), anyMoment, (before, action, now) => {
        const text = JSON.stringify(before);
        const [one, other] = [1, 2].map(() => applyAction(before, action, { capabilities, now }));
        expect(one).toEqual(other);
        expect(JSON.stringify(before)).toBe(text);
      }),
    );
  });

  it('returns the very same pipeline if the action is refused or changes nothing', () => {
    const before = createPipeline('orders', { now: epoch, id: 'orders-1' });
    const refused = applyAction(before, { type: 'pause' }, { capabilities, now: epoch + 1 });
    expect(refused.result.accepted).toBe(false);
    expect(refused.pipeline).toBe(before);
    const stopped = applyAction(before, { type: 'stop' }, { capabilities, now: epoch + 1 });
    expect(stopped.pipeline).toBe(before);
  });

  it('respects the capabilities of the pipeline', () => {
    const context = { capabilities: { standby: false }, now: epoch };
    const action = { type: 'start', initial: 'standby' } as const;
    expect(
      applyAction(createPipeline('orders', { now: epoch, id: 'orders-1' }), action, context).result
        .accepted,
    ).toBe(false);
  });

  it('throws for a malformed action, and for an invalid time once a time is needed', () => {
    const before = createPipeline('orders', { now: epoch, id: 'orders-1' });
    const wrong = { type: 'restart' } as never;
    expect(thrownBy(() => applyAction(before, wrong, { capabilities, now: epoch }))).toMatchObject({
      name: 'InvalidInputError',
      field: 'type',
    });
    const timeless = { capabilities, now: Number.NaN };
    expect(thrownBy(() => applyAction(before, { type: 'start' }, timeless))).toMatchObject({
      name: 'InvalidInputError',
      field: 'now',
    });
  });

  it('uses a `decide` of your own', () => {
    const asked: unknown[] = [];
    const mine: typeof decide = (...question) => {
      asked.push(question);
      return decide(...question);
    };
    const before = createPipeline('orders', { now: epoch, id: 'orders-1' });
    const action = { type: 'start' } as const;
    const context = { capabilities: { standby: true }, now: epoch + 1, decide: mine };
    const { pipeline } = applyAction(before, action, context);
    expect(asked).toEqual([[before.deployment, action, { standby: true }]]);
    expect(pipeline?.deployment.desiredStatus).toBe('Running');
  });

  it('takes an equal copy for no change', () => {
    const before = createPipeline('orders', { now: epoch, id: 'orders-1' });
    const copying: typeof decide = (...question) => copyOf(decide(...question));
    const context = { capabilities, now: epoch + 1, decide: copying };
    expect(applyAction(before, { type: 'stop' }, context).pipeline).toBe(before);
    const { pipeline } = applyAction(before, { type: 'start' }, context);
    expect(pipeline?.deployment.desiredStatus).toBe('Running');
    expect(isDeeplyFrozen(pipeline)).toBe(true);
  });
});

describe('applyObservation', () => {
  it('decides as `observe` does, and dates exactly the fields that change', () => {
    fc.assert(
      fc.property(anyPipeline, anyObservation(), anyMoment, (before, observation, now) => {
        const change = applyObservation(before, observation, { now });
        expect(change.result).toEqual(observe(before.deployment, observation));
        expectChange(before, change, now);
      }),
      { numRuns: amount({ usual: 300, deep: 5_000 }) },
    );
  });

  const running = [{ type: 'provisioning' }, { type: 'running' }] as const;
  const started = () => {
    const context = { capabilities, now: epoch + 1 };
    const begun = applyAction(
      createPipeline('orders', { now: epoch, id: 'orders-1' }),
      { type: 'start' },
      context,
    ).pipeline;
    return running.reduce(
      (pipeline, observation, index) =>
        applyObservation(pipeline, observation, { now: epoch + 2 + index }).pipeline as Pipeline,
      begun as Pipeline,
    );
  };

  it('writes a checkpoint without a date, because clients do not see it', () => {
    const before = started();
    const { pipeline } = applyObservation(
      before,
      { type: 'checkpointed', checkpoint: 7 },
      { now: epoch + 9 },
    );
    expect(pipeline).not.toBe(before);
    expect(pipeline?.deployment.checkpoint).toBe(7);
    expect(pipeline?.since).toEqual(before.since);
  });

  it('returns the very same pipeline for a stale observation', () => {
    const before = started();
    const { pipeline, result } = applyObservation(before, { type: 'standby' }, { now: epoch + 9 });
    expect(result.accepted).toBe(false);
    expect(pipeline).toBe(before);
  });

  it('dates every field of a pipeline that fails', () => {
    const error = { message: 'No memory.', error_code: 'OutOfMemory', details: {} };
    const { pipeline } = applyObservation(started(), { type: 'failed', error }, { now: epoch + 9 });
    const before = { ...started().since };
    expect(before.deployment_error).toBe(timeOf(epoch));
    expect(before.deployment_initial).toBe(timeOf(epoch + 1));
    expect(before.deployment_status).toBe(timeOf(epoch + 3));
    // It stops, so even its start parameters are reset.
    expect(new Set(Object.values(pipeline?.since ?? {}))).toEqual(new Set([timeOf(epoch + 9)]));
  });

  it('keeps the date of an equal error, in whatever order its keys come', () => {
    const error = { message: 'm', error_code: 'E', details: { a: 1, b: { c: [2], d: null } } };
    const again = { details: { b: { d: null, c: [2] }, a: 1 }, error_code: 'E', message: 'm' };
    const other = { ...again, details: { ...again.details, a: 2 } };
    const failed = applyObservation(started(), { type: 'failed', error }, { now: epoch + 9 });
    const before = failed.pipeline as Pipeline;
    // The library's own `observe` applies no second error, so this one plays a host's own that
    // does.
    const becomes = (error: Deployment['error'], checkpoint: number) => {
      const deployment = { ...before.deployment, error, checkpoint };
      const mine = () => ({ ...failed.result, deployment }) as Outcome;
      const context = { now: epoch + 20, observe: mine };
      return applyObservation(before, { type: 'failed', error: again }, context).pipeline;
    };
    expect(becomes(again, 1)?.since).toEqual(before.since);
    expect(becomes(again, 1)?.deployment.checkpoint).toBe(1);
    const changed = { ...before.since, deployment_error: timeOf(epoch + 20) };
    expect(becomes(other, 1)?.since).toEqual(changed);
    expect(becomes(null, 1)?.since).toEqual(changed);
  });

  it('throws for a malformed observation', () => {
    const wrong = { type: 'crashed' } as never;
    expect(thrownBy(() => applyObservation(started(), wrong, { now: epoch }))).toMatchObject({
      name: 'InvalidInputError',
      field: 'type',
    });
  });
});

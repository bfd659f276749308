/** Parsing a stored pipeline: valid ones come back unchanged, and errors name the field. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  applyAction,
  createPipeline,
  parsePipeline,
  wireFieldNames,
} from '../../src/host/pipeline';
import { InvalidInputError } from '../../src/input/invalid-input';
import { fullCapabilities, InvalidDeploymentError } from '../../src/lifecycle';
import { anyAction } from '../../src/testing/arbitraries/vocabulary';
import { isDeeplyFrozen } from '../lifecycle/helpers';
import { amount } from '../tier';
import { anyMoment, anyPipeline, copyOf, epoch, thrownBy } from './pipeline-helpers';

describe('parsePipeline', () => {
  it('returns what was written as JSON, frozen', () => {
    fc.assert(
      fc.property(anyPipeline, (pipeline) => {
        const parsed = parsePipeline(copyOf(pipeline));
        expect(parsed).toEqual(pipeline);
        expect(isDeeplyFrozen(parsed)).toBe(true);
        expect(copyOf(parsed)).toEqual(copyOf(pipeline));
      }),
      { numRuns: amount({ usual: 100, deep: 2_000 }) },
    );
  });

  it('shares nothing with its input', () => {
    const given = copyOf(createPipeline('orders', { now: epoch, id: 'orders-1' })) as {
      since: Record<string, string>;
    };
    const parsed = parsePipeline(given);
    given.since.deployment_status = 'changed';
    expect(parsed).toEqual(createPipeline('orders', { now: epoch, id: 'orders-1' }));
    expect(Object.isFrozen(given)).toBe(false);
  });

  it('returns a pipeline that carries on where it was', () => {
    fc.assert(
      fc.property(anyPipeline, anyAction(), anyMoment, (pipeline, action, now) => {
        const parsed = parsePipeline(copyOf(pipeline));
        const context = { capabilities: fullCapabilities, now };
        expect(applyAction(parsed, action, context)).toEqual(
          applyAction(pipeline, action, context),
        );
      }),
    );
  });

  const whole = copyOf(createPipeline('orders', { now: epoch, id: 'orders-1' }));
  const withSince = (changes: object) => ({ ...whole, since: { ...whole.since, ...changes } });
  const without = (field: string, value: object) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== field));

  test.each<[field: string, value: unknown]>([
    ...[undefined, null, 'text', 7, [], [whole], new Map()].map((value): [string, unknown] => [
      'pipeline',
      value,
    ]),
    ['name', without('name', whole)],
    ['name', { ...whole, name: 7 }],
    ['name', { ...whole, name: 'a/b' }],
    ['name', { ...whole, name: '' }],
    ['format', { ...whole, format: 1 }],
    ['format', { ...whole, format: 3 }],
    ['format', { ...whole, format: '2' }],
    ['id', without('id', whole)],
    ['id', { ...whole, id: 7 }],
    ['id', { ...whole, id: '' }],
    ['id', { ...whole, id: 'a"b' }],
    ['revision', without('revision', whole)],
    ['revision', { ...whole, revision: -1 }],
    ['revision', { ...whole, revision: 1.5 }],
    // The next write could not count it.
    ['revision', { ...whole, revision: Number.MAX_SAFE_INTEGER }],
    ['createdAt', without('createdAt', whole)],
    ['since', without('since', whole)],
    ['since', { ...whole, since: [] }],
    ['since', { ...whole, since: 'now' }],
    ['owner', { ...whole, owner: 'me' }],
    ['since.checkpoint', withSince({ checkpoint: whole.createdAt })],
    ...wireFieldNames.flatMap((field): [string, unknown][] => [
      [`since.${field}`, { ...whole, since: without(field, whole.since) }],
      [`since.${field}`, withSince({ [field]: null })],
    ]),
  ])('names %s', (field, value) => {
    const error = thrownBy(() => parsePipeline(value));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field });
  });

  test.each([
    ...['', 'now', '2026', '2026-01-31', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000'],
    ...['2026-01-31T13:00:00.000+01:00', '2026-02-30T12:00:00.000Z', '2026-01-31T24:00:00.000Z'],
    ...['2026-01-31 12:00:00.000Z', 'Sat Jan 31 2026', '1769860800000', 1_769_860_800_000],
    new Date(epoch),
  ])('refuses any other spelling of a time: %j', (time) => {
    for (const [field, value] of [
      ['createdAt', { ...whole, createdAt: time }],
      ['since.deployment_error', withSince({ deployment_error: time })],
    ] as const) {
      const error = thrownBy(() => parsePipeline(value));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field, value: time });
      expect((error as Error).message).toContain('a time such as 2026-01-31T12:00:00.000Z');
    }
  });

  test.each<[field: string, deployment: unknown]>([
    ['deployment', undefined],
    ['deployment', null],
    ['status', { ...whole.deployment, status: 'running' }],
    ['generation', { ...whole.deployment, generation: '1' }],
    ['owner', { ...whole.deployment, owner: 'me' }],
  ])('names %s of the deployment', (field, deployment) => {
    const error = thrownBy(() => parsePipeline({ ...whole, deployment }));
    expect(error).toBeInstanceOf(InvalidDeploymentError);
    expect(error).toMatchObject({ field });
  });

  it('names the rule by which a deployment cannot occur', () => {
    const deployment = { ...whole.deployment, status: 'Running' };
    const error = thrownBy(() => parsePipeline({ ...whole, deployment }));
    expect(error).toBeInstanceOf(InvalidDeploymentError);
    expect((error as InvalidDeploymentError).problems[0]?.rule).toMatch(/^deployment\./);
  });
});

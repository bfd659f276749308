/** Arbitrary pipelines, and helpers for the tests of pipelines. */
import fc from 'fast-check';
import {
  createPipeline,
  type Pipeline,
  parsePipeline,
  wireFieldNames,
} from '../../src/host/pipeline';
import { anyDeployment } from '../../src/testing/arbitraries/deployments';

/** Noon of a day, in milliseconds since 1970. */
export const epoch = Date.UTC(2026, 0, 31, 12);

/** Returns a moment as pipelines write it. */
export const timeOf = (moment: number) => new Date(moment).toISOString();

/** Valid names of pipelines. */
export const anyName = fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/);

/** Moments that a Date can have, in milliseconds since 1970. */
export const anyMoment = fc.integer({ min: -8.64e15, max: 8.64e15 });

/** Pipelines in any state, each field with a time of its own. */
export const anyPipeline: fc.Arbitrary<Pipeline> = fc
  .record({
    name: anyName,
    created: anyMoment,
    deployment: anyDeployment(),
    moments: fc.tuple(...wireFieldNames.map(() => anyMoment)),
  })
  .map(({ name, created, deployment, moments }) => {
    const since = wireFieldNames.map((field, index) => [field, timeOf(moments[index] as number)]);
    return parsePipeline({
      ...createPipeline(name, { now: created, id: name }),
      deployment,
      since: Object.fromEntries(since),
    });
  });

/** Returns a copy of plain JSON. */
export const copyOf = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Returns what a function throws; undefined if it does not. */
export const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

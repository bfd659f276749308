/** Pipelines by chance, and what several tests of pipelines need. */
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

/** A moment as pipelines say it. */
export const timeOf = (moment: number) => new Date(moment).toISOString();

/** Names that pipelines can have. */
export const anyName = fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/);

/** Moments that a date can have, in milliseconds since 1970. */
export const anyMoment = fc.integer({ min: -8.64e15, max: 8.64e15 });

/** Pipelines in any state, each field since a time of its own. */
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
      ...createPipeline(name, created),
      deployment,
      since: Object.fromEntries(since),
    });
  });

/** A copy of plain JSON. */
export const copyOf = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** What it throws; undefined where it does not. */
export const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

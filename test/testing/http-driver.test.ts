/** The driver for servers over HTTP, against a `fetch` that does whatever it is told. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import { checkConformance } from '../../src/testing/conformance/conformance';
import { type HttpFetch, httpDriver } from '../../src/testing/conformance/http-driver';
import { breaksAtTheEnd } from '../../src/testing/conformance/shrink';

const where = { baseUrl: 'http://localhost:8080', pipeline: 'scratch', timeout: 50 };
const answered = (status: number, body: unknown) => ({
  status,
  text: async () => JSON.stringify(body),
});
const resting = {
  deployment_status: 'Stopped',
  deployment_desired_status: 'Stopped',
  deployment_error: null,
};

describe('a request that is never answered', () => {
  const hanging: (AbortSignal | undefined)[] = [];
  const fetch: HttpFetch = (_, { signal }) => {
    hanging.push(signal);
    return new Promise(() => {});
  };

  it('is broken off after the time that it may take', async () => {
    await expect(httpDriver({ ...where, fetch }).read()).rejects.toThrow(
      'a poll: no answer within 50 ms',
    );
    expect(hanging.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('is broken off where only its body does not come', async () => {
    const signals: AbortSignal[] = [];
    const halfway: HttpFetch = async (_, { signal }) => {
      signals.push(signal);
      return { status: 200, text: () => new Promise(() => {}) };
    };
    await expect(httpDriver({ ...where, fetch: halfway }).read()).rejects.toThrow('no answer');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is not made again, as it could still arrive after what comes next', async () => {
    hanging.length = 0;
    await expect(httpDriver({ ...where, fetch }).create()).rejects.toThrow(
      'stop?force=true: no answer within 50 ms',
    );
    expect(hanging).toHaveLength(1);
  });
});

describe('what is to be accepted everywhere', () => {
  it.each([200, 204, 400, 503])(
    'answered with %i breaks a rule, and `check` says so',
    async (status) => {
      const fetch: HttpFetch = async (_, { method }) =>
        method === 'GET' ? answered(200, resting) : answered(status, {});
      const { outcome, failure } = await checkConformance(httpDriver({ ...where, fetch }));
      expect([outcome, failure?.kind]).toEqual(['violates', 'refused']);
      expect(failure?.message).toContain(`stop?force=true is called: answered with ${status}`);
      expect(failure?.history).toHaveLength(1);
      expect(breaksAtTheEnd(failure?.history ?? [])).toBe(true);
    },
  );

  it.each([401, 404, 500, 502])(
    'answered with %i says nothing of the lifecycle',
    async (status) => {
      const fetch: HttpFetch = async () => answered(status, {});
      const { outcome, failure } = await checkConformance(httpDriver({ ...where, fetch }));
      expect([outcome, failure]).toEqual(['unreachable', null]);
    },
  );
});

it.each([
  ['timeout', { timeout: -1 }],
  ['stopsWithin', { stopsWithin: '5s' }],
])('%s must be a number of milliseconds', (field, options) => {
  const make = () => httpDriver({ ...where, ...(options as object) });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(expect.objectContaining({ field }));
});

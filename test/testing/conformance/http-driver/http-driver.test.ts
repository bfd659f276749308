/** The driver for servers over HTTP, against a `fetch` that does whatever it is told. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/host';
import { InvalidInputError } from '../../../../src/input';
import { checkConformance, type HttpFetch, httpDriver } from '../../../../src/testing';
import { HistoryChecker } from '../../../../src/trace';
import { inVirtualTime } from '../../virtual-time';

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
  const hanging = () => {
    const signals: AbortSignal[] = [];
    const fetch: HttpFetch = (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    return { fetch, signals };
  };

  it('is aborted once its time is up', () =>
    inVirtualTime(async (clock) => {
      const { fetch, signals } = hanging();
      const read = httpDriver({ ...where, fetch, clock }).read();
      await expect(read).rejects.toThrow('a poll: no answer within 50 ms');
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    }));

  it('is aborted if only its body does not come', () =>
    inVirtualTime(async (clock) => {
      const signals: AbortSignal[] = [];
      const fetch: HttpFetch = async (_, { signal }) => {
        signals.push(signal);
        return { status: 200, text: () => new Promise(() => {}) };
      };
      await expect(httpDriver({ ...where, fetch, clock }).read()).rejects.toThrow('no answer');
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    }));

  it('is not made again, as it could still arrive after what comes next', () =>
    inVirtualTime(async (clock) => {
      const { fetch, signals } = hanging();
      const create = httpDriver({ ...where, fetch, clock }).create();
      await expect(create).rejects.toThrow('stop?force=true: no answer within 50 ms');
      expect(signals).toHaveLength(1);
    }));
});

describe('a call that must be accepted everywhere', () => {
  const testedWith = (fetch: HttpFetch) =>
    inVirtualTime((clock) => checkConformance(httpDriver({ ...where, fetch, clock }), { clock }));

  it.each([200, 204, 400, 501])(
    'breaks a rule if it is answered with %i, and the checker of histories says so',
    async (status) => {
      const { outcome, failure } = await testedWith(async (_, { method }) =>
        method === 'GET' ? answered(200, resting) : answered(status, {}),
      );
      expect([outcome, failure?.kind]).toEqual(['violates', 'refused']);
      expect(failure?.message).toBe(
        `stop?force=true, called to begin with a stopped pipeline, is answered with ${status}, but must be accepted with 202`,
      );
      expect(failure?.history).toHaveLength(1);
      expect(new HistoryChecker().read(failure?.history[0] ?? '')?.line).toBe(1);
    },
  );

  it.each([401, 404, 429, 500, 502, 503, 504])(
    'says nothing of the lifecycle if it is answered with %i',
    async (status) => {
      const { outcome, failure } = await testedWith(async () => answered(status, {}));
      expect([outcome, failure]).toEqual(['unreachable', null]);
    },
  );
});

describe('a server in trouble', () => {
  const answering = (headers: Record<string, string>) => async () => ({
    ...answered(503, { message: 'Service Unavailable' }),
    headers: new Headers(headers),
  });

  it.each([
    ['7', 7_000],
    ['Sat, 31 Jan 2026 00:00:30 GMT', 30_000],
    ['Fri, 30 Jan 2026 23:59:30 GMT', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('says by Retry-After: %s when to try again', async (value, expected) => {
    const fetch = answering({ 'retry-after': value });
    const answer = await inVirtualTime((clock) =>
      httpDriver({ ...where, fetch, clock }).call({ type: 'pause' }),
    );
    expect(answer).toEqual({
      ...{ httpStatus: 503, body: { message: 'Service Unavailable' } },
      retryAfter: expected,
    });
  });

  it('is named with its URL and the cause if there is no connection', async () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const { outcome, troubles } = await inVirtualTime((clock) =>
      checkConformance(httpDriver({ ...where, fetch, clock }), { clock }),
    );
    expect(outcome).toBe('unreachable');
    expect(troubles[0]?.message).toBe(
      'stop?force=true: no answer from http://localhost:8080: fetch failed (ECONNREFUSED)',
    );
  });
});

describe('a body that gives a key twice', () => {
  const text = `{"deployment_status":"Running",${JSON.stringify(resting).slice(1)}`;
  const fetch: HttpFetch = async (_, { method }) =>
    method === 'GET' ? { status: 200, text: async () => text } : answered(202, {});
  const words = '$.deployment_status is given twice';

  it('is refused, because clients would disagree on its value', () =>
    inVirtualTime(async (clock) => {
      await expect(httpDriver({ ...where, fetch, clock }).read()).rejects.toThrow(words);
    }));

  it('says nothing of the lifecycle, and the report says why', () =>
    inVirtualTime(async (clock) => {
      const driver = httpDriver({ ...where, fetch, clock });
      const { outcome, troubles } = await checkConformance(driver, { clock });
      expect(outcome).toBe('unreachable');
      expect(troubles.map(({ message }) => message).join()).toContain(words);
    }));
});

describe('a pipeline that is stopped by force', () => {
  const driverOf = (clock: Clock, read: () => Promise<object>) =>
    httpDriver({
      ...{ ...where, clock, timeout: 60_000, stopsWithin: 2_000 },
      fetch: async (_, { method }) =>
        method === 'GET' ? answered(200, await read()) : answered(202, {}),
    });

  it('is stuck if it is not Stopped after all the pauses that were granted', () =>
    inVirtualTime(async (clock) => {
      const create = driverOf(clock, async () => ({ ...resting, deployment_status: 'Stopping' }));
      await expect(create.create()).rejects.toMatchObject({
        kind: 'stuck',
        message: expect.stringMatching(/^stopped by force, the pipeline was still Stopping after/),
      });
    }));

  it('is not stuck if every poll of a slow machine takes longer than it may take to stop', () =>
    inVirtualTime(async (clock) => {
      let polls = 0;
      const driver = driverOf(clock, async () => {
        await clock.sleep(10_000);
        polls += 1;
        return polls < 5 ? { ...resting, deployment_status: 'Stopping' } : resting;
      });
      await expect(driver.create()).resolves.toBeUndefined();
    }));
});

it.each([
  ['timeout', { timeout: -1 }, 'timeout is -1, but must be a non-negative safe integer.'],
  ['stopsWithin', { stopsWithin: '5s' }, 'stopsWithin is "5s", but must be'],
  ['fetch', { fetch: 'curl' }, 'fetch is "curl", but must be a function.'],
  ['clock.now', { clock: {} }, 'clock.now is undefined, but must be a method; so must sleep.'],
  ['baseUrl', { baseUrl: 'localhost' }, 'but must be the URL of a server, such as https://'],
  [
    'baseUrl',
    { baseUrl: 'https://ann:S3CRET@host' },
    'baseUrl is "(not shown)", but must be without user name',
  ],
  ['baseUrl', { baseUrl: 'https://host?token=S3CRET' }, 'a key goes into apiKey'],
  ['pipeline', { pipeline: '' }, 'pipeline is "", but must be the name of a pipeline.'],
  ['token', { token: 'secret' }, 'Unknown field \'token\' ("secret"): a driver has only baseUrl, '],
])('an invalid %s is named', (field, options, message) => {
  const make = () => httpDriver({ ...where, ...(options as object) });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(expect.objectContaining({ field }));
  expect(make).toThrow(message);
});

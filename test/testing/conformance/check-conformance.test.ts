/**
 * Conformance tests: a correct implementation is never accused, a bug is found, and nothing hangs.
 */

import { describe, expect, it } from 'vitest';
import { type Deployment, fullCapabilities } from '../../../src/lifecycle';
import { describeConformance, type Failure, type LifecycleDriver } from '../../../src/testing';
import { HistoryChecker } from '../../../src/trace';
import { hostileNames, hostileValues } from '../../hostile';
import { amount, cases, sample } from '../../tier';
import { type MemoryOptions, memoryDriver } from './memory-driver';
import { quick, tested, testedDriver } from './tested';

/** For implementations that conform: a full test takes all walks until everything is exercised. */
const budget = { walks: amount({ usual: 3, deep: 100 }) };

describe('a correct implementation', () => {
  it.each(sample([1, 2, 3, 4, 5], 1))(
    'conforms, seed %i, and most of it is exercised',
    async (seed) => {
      const walks = amount({ usual: 4, deep: 100 });
      const report = await tested({ seed }, { seed, budget: { walks } });
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.troubles).toEqual([]);
      const { total, covered, decisions, sequences, stays } = report.coverage;
      expect(total).toBe(28 * 8);
      expect(covered).toBeGreaterThan(amount({ usual: 60, deep: 200 }));
      expect([decisions.total, sequences.total, stays.total]).toEqual([616, 487, 83]);
      expect(decisions.covered).toBeGreaterThan(amount({ usual: 80, deep: 560 }));
      expect(sequences.covered).toBeGreaterThan(amount({ usual: 30, deep: 360 }));
      expect(stays.covered).toBeGreaterThan(amount({ usual: 5, deep: 50 }));
      for (const part of [decisions, sequences, stays]) {
        expect(part.covered + part.missing.length).toBe(part.total);
      }
    },
  );

  it('conforms without a capability, and is not asked for what cannot occur', async () => {
    const capabilities = { ...fullCapabilities, standby: false };
    const report = await tested({ capabilities }, { capabilities, budget });
    expect(report.outcome).toBe('conforms');
    expect(report.coverage.covered).toBeGreaterThan(amount({ usual: 40, deep: 150 }));
    expect(report.coverage.rows.some(({ pair }) => pair.includes('Standby'))).toBe(false);
  });

  it('conforms if it fails now and then', async () => {
    const report = await tested({ failures: 0.03 }, { budget });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
  });
});

describe('a budget of work', () => {
  it.each(cases([{ walks: 2 }, { calls: 90 }, { walks: 2, calls: 1_000 }], 1))(
    'of %j gives the same report for the same seed, and another one for another seed',
    async (budget) => {
      const [one, same, other] = await Promise.all(
        [7, 7, 8].map((seed) => tested({ failures: 0.02 }, { seed, budget })),
      );
      expect(same).toEqual(one);
      expect(other?.requests).not.toBe(one?.requests);
    },
  );

  it('is kept to the call and to the walk', async () => {
    expect(await tested({}, { budget: { walks: 2 } })).toMatchObject({ walks: 2 });
    expect(await tested({}, { budget: { calls: 100 } })).toMatchObject({ calls: 100 });
    expect(await tested({}, { budget: { calls: 100, walks: 1 } })).toMatchObject({ walks: 1 });
    const none = await tested({}, { budget: { calls: 0 } });
    expect(none).toMatchObject({ outcome: 'unreachable', walks: 0, requests: 0 });
  });

  it('replays a failure until no call is left to try without, however long that takes', async () => {
    const bug = (isSlow: boolean) => (clock: { sleep(milliseconds: number): Promise<void> }) => {
      const driver = memoryDriver({
        after: (after, before, { type }) => (type === 'pause' ? before : after),
      });
      return {
        ...driver,
        read: async () => {
          if (isSlow) await clock.sleep(quick.timeout / 2);
          return driver.read();
        },
      };
    };
    const [fast, slow] = await Promise.all(
      [false, true].map((isSlow) => testedDriver(bug(isSlow), { again: undefined })),
    );
    expect(fast?.failure?.history).toEqual(slow?.failure?.history);
    expect(fast?.failure?.again).toEqual({ tried: 3, failed: 3 });
  });

  it('may be time on the clock that is given', async () => {
    const driver = memoryDriver();
    const report = await testedDriver(
      (clock) => ({ ...driver, read: () => clock.sleep(100).then(() => driver.read()) }),
      { budget: 20_000 },
    );
    expect(report.outcome).toBe('conforms');
    expect(report.elapsed).toBeGreaterThanOrEqual(20_000);
    expect(report.elapsed).toBeLessThan(21_000);
  });
});

/** Returns true if the checker of histories rejects the last line, and no earlier one. */
function isIllegalAtTheEnd({ history }: Failure): boolean {
  const checker = new HistoryChecker();
  const found = history.map((line) => checker.read(line));
  return found.at(-1)?.line === history.length;
}

const stopped = { deployment_status: 'Stopped', deployment_desired_status: 'Stopped' };

describe('an implementation with a bug', () => {
  const bugs: Readonly<Record<string, MemoryOptions>> = {
    'a forced stop does nothing while suspending': {
      after: (after, before, { type }) =>
        type === 'stop' && before.desiredStatus === 'Suspended' ? before : after,
    },
    'a pause is answered with 202 and forgotten': {
      after: (after, before, { type }) => (type === 'pause' ? before : after),
    },
    'resume is accepted while it is suspending': {
      answer: (answer, { type }, before) =>
        type === 'resume' && before.desiredStatus === 'Suspended'
          ? { httpStatus: 202, body: undefined }
          : answer,
    },
    'resume is accepted in standby': {
      failures: 0.05,
      answer: (answer, { type }, { status, desiredStatus }) =>
        type === 'resume' && status === 'Standby' && desiredStatus === 'Standby'
          ? { httpStatus: 202, body: undefined }
          : answer,
    },
    'the desired status is read late': {
      reading: (reading, { status, desiredStatus }) =>
        status === 'Running' && desiredStatus === 'Suspended'
          ? { ...reading, deployment_desired_status: 'Running' }
          : reading,
    },
    'an error is read though nothing failed': {
      reading: (reading, { status }) =>
        status === 'Paused' ? { ...reading, deployment_error: {} } : reading,
    },
    'a refusal has a code of its own': {
      answer: (answer) =>
        answer.httpStatus === 400
          ? { ...answer, body: { ...(answer.body as object), error_code: 'Teapot' } }
          : answer,
    },
  };

  it.each(cases(Object.entries(bugs), 2))(
    'is found, with a short history: %s',
    async (_name, options) => {
      const { outcome, failure } = await tested(options);
      expect(outcome).toBe('violates');
      expect(failure?.kind).toBe('illegal');
      expect(failure?.history.length).toBeLessThanOrEqual(10);
      expect(isIllegalAtTheEnd(failure as Failure)).toBe(true);
      expect(failure?.story).toContain('> ');
      expect(failure?.again.tried).toBeGreaterThan(0);
    },
  );

  it('is found and replayed together with the disturbance that shows it', async () => {
    const driver = memoryDriver();
    let isLost = false;
    const losingErrors = (): LifecycleDriver => ({
      ...driver,
      create: async () => {
        isLost = false;
        await driver.create();
      },
      read: async () => {
        const reading = await driver.read();
        return isLost ? { ...stopped, deployment_status: 'Stopping' } : reading;
      },
      call: (action) => {
        isLost = false;
        return driver.call(action);
      },
      // The pipeline fails, and the error is lost.
      disturb: async (disturbance) => {
        if (disturbance === 'killRunner') return true;
        const { deployment_desired_status: desired } = await driver.read();
        isLost = desired !== 'Stopped' && desired !== 'Suspended';
        return isLost;
      },
    });
    const { outcome, failure } = await testedDriver(losingErrors, { seed: 2 });
    expect([outcome, failure?.kind]).toEqual(['violates', 'illegal']);
    expect(failure?.history).toContain('{"note":"disturbed: failPipeline"}');
    expect(failure?.again.failed).toBeGreaterThan(0);
  });

  it('is malformed if an error has no details, whatever it says', async () => {
    const { outcome, failure } = await tested({
      answer: ({ httpStatus, body }) => ({
        httpStatus,
        body: body && { ...(body as object), details: undefined },
      }),
    });
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'violates', kind: 'malformed' });
    expect(failure?.message).toMatch(
      /^\w+.* is answered with [45]\d\d, and details is undefined in its body: the documents require/,
    );
    expect(failure?.history.at(-1)).toContain('"call"');
  });
});

describe('a pipeline that has to move on', () => {
  it('is stuck if it does not during all the polls that were granted', async () => {
    const runner = ({ status }: Deployment) => status !== 'Stopping';
    const { outcome, failure } = await tested({ runner });
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'violates', kind: 'stuck' });
    expect(failure?.message).toMatch(
      /remained Stopping\/Stopped in (4|5)\d\d polls over 50\d ms, though/,
    );
    expect(failure?.history.length).toBeLessThan(20);
  });

  it('is not stuck if time passes while a slow machine hardly gets to poll it', async () => {
    // Each poll takes far longer than the patience, and a step a few polls.
    const report = await testedDriver(
      (clock) => {
        const driver = memoryDriver();
        return { ...driver, read: () => clock.sleep(5_000).then(() => driver.read()) };
      },
      { timeout: 10_000, patience: 200, budget: { walks: 3 } },
    );
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.elapsed).toBeGreaterThan(100_000);
  });

  it('is no verdict at all if the time is up before it was polled often enough', async () => {
    const { outcome, failure, troubles } = await testedDriver(
      (clock) => {
        const driver = memoryDriver({ runner: ({ status }) => status !== 'Stopping' });
        return { ...driver, read: () => clock.sleep(100).then(() => driver.read()) };
      },
      { budget: 5_000 },
    );
    expect([outcome, failure]).toEqual(['unreachable', null]);
    expect(troubles.map(({ message }) => message)).toContain(
      'the pipeline was still Stopping/Stopped when the time was up, but was not polled often enough to call it stuck',
    );
  });

  it('is not stuck but unreachable if it is not answered at all', async () => {
    const driver = memoryDriver({ runner: ({ status }) => status !== 'Stopping' });
    const read = async () => {
      const reading = await driver.read();
      return reading.deployment_status === 'Stopping' ? new Promise<never>(() => {}) : reading;
    };
    const { outcome, failure, troubles } = await testedDriver(() => ({ ...driver, read }));
    expect([outcome, failure]).toEqual(['unreachable', null]);
    expect(troubles.map(({ message }) => message)).toContain('a poll: no answer within 200 ms');
  });
});

describe('a time of day that is set back during a test', () => {
  it('does not make the test any longer', async () => {
    const { outcome, elapsed } = await testedDriver(
      (clock) => {
        const driver = memoryDriver();
        let isSet = false;
        const call: LifecycleDriver['call'] = async (action) => {
          if (!isSet) clock.set(-3_600_000);
          isSet = true;
          await clock.sleep(20);
          return driver.call(action);
        };
        return { ...driver, call };
      },
      { budget: 2_000 },
    );
    expect(outcome).toBe('conforms');
    expect(elapsed).toBeGreaterThanOrEqual(2_000);
    expect(elapsed).toBeLessThan(3_000);
  });
});

describe('an implementation that cannot be understood', () => {
  const unclear: Readonly<Record<string, readonly [Partial<LifecycleDriver>, RegExp]>> = {
    'create fails': [
      { create: () => Promise.reject(new Error('no room')) },
      /creating the pipeline: no room/,
    ],
    'create never ends': [{ create: () => new Promise(() => {}) }, /no answer within/],
    'the new pipeline is not stopped': [
      { read: async () => ({ ...stopped, deployment_status: 'Running' }) },
      /create did not provide a stopped pipeline/,
    ],
    'polls never end': [{ read: () => new Promise(() => {}) }, /a poll: no answer within 200 ms/],
    'polls fail': [
      { read: () => Promise.reject(new TypeError('fetch failed')) },
      /a poll: fetch failed/,
    ],
    'polls give nothing': [
      { read: async () => undefined as never },
      /a poll gave undefined, but must give an object/,
    ],
    'polls give an unknown status': [
      { read: async () => ({ ...stopped, deployment_status: 'Melting' }) },
      /the deployment_status "Melting", but must give one mapped with the option `statuses`/,
    ],
    'calls never end': [{ call: () => new Promise(() => {}) }, /no answer within 200 ms/],
    'access is denied': [
      { call: async () => ({ httpStatus: 401, body: {} }) },
      /answered with 401/,
    ],
    'a call throws at once': [
      {
        call: () => {
          throw new Error('broken driver');
        },
      },
      /broken driver/,
    ],
  };

  it.each(cases(Object.entries(unclear), 5))(
    'is reported as such: %s',
    async (_name, [broken, message]) => {
      const report = await testedDriver(() => ({ ...memoryDriver(), ...broken }), {
        budget: { walks: 5 },
      });
      expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
      expect(report.troubles.map((trouble) => trouble.message).join()).toMatch(message);
      expect(describeConformance(report)).toMatch(message);
      expect(report.coverage.covered).toBe(0);
    },
  );

  it.each(cases(hostileNames, 3))('is reported as such if its driver throws %s', async (name) => {
    const thrown = hostileValues[name];
    const broken = { call: () => Promise.reject(thrown), destroy: () => Promise.reject(thrown) };
    const { outcome, troubles } = await testedDriver(() => ({ ...memoryDriver(), ...broken }), {
      budget: { walks: 5 },
    });
    expect(outcome).toBe('unreachable');
    expect(troubles.length).toBeGreaterThan(0);
  });

  it.each([
    ['nothing', undefined],
    ['half an answer', { body: {} }],
    ['HTML', { httpStatus: 502, body: '<html>' }],
    ['a refusal that is no JSON', { httpStatus: 400, body: 'no' }],
    ['a 500 of a gateway', { httpStatus: 500, body: { message: 'Internal server error' } }],
    ['a 503 of a gateway', { httpStatus: 503, body: { message: 'Service Unavailable' } }],
    [
      'a 503 with a code that no document has',
      { httpStatus: 503, body: { message: '', error_code: 'LockTookTooLong', details: {} } },
    ],
    ['a 504', { httpStatus: 504, body: {} }],
    ['too many requests', { httpStatus: 429, body: { message: 'Too Many Requests' } }],
  ])('is not accused if it now and then answers a call with %s', async (_name, garbage) => {
    let calls = 0;
    const answer = (real: unknown) => {
      calls += 1;
      return calls % 7 === 0 ? garbage : real;
    };
    const report = await tested({ answer }, { budget: { walks: amount({ usual: 3, deep: 80 }) } });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.troubles.length).toBeGreaterThan(0);
  });

  it('is asked again no sooner than it says', async () => {
    const tooMany = { httpStatus: 429, body: {}, retryAfter: 7_000 };
    const pauses: number[] = [];
    const report = await testedDriver(
      (clock) => {
        const driver = memoryDriver();
        let [asked, calls] = [0, 0];
        const noting = async <Value>(act: () => Promise<Value>) => {
          if (asked > 0) pauses.push(clock.now() - asked);
          asked = 0;
          return act();
        };
        return {
          ...driver,
          read: () => noting(driver.read),
          call: (action) =>
            noting(async () => {
              calls += 1;
              if (calls % 7 !== 0) return driver.call(action);
              asked = clock.now();
              return tooMany;
            }),
        };
      },
      { budget: { walks: 3 } },
    );
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(pauses.length).toBeGreaterThan(5);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(7_000);
  });

  it.each(cases([99, 600, '202', null], 1))(
    'is not tested if it answers calls with the status %j',
    async (httpStatus) => {
      const answer = () => ({ httpStatus, body: {} });
      const report = await tested({ answer }, { budget: { walks: 5 } });
      expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
      expect(report.coverage.covered).toBe(0);
    },
  );

  it.each([
    ['a well-formed 500', { httpStatus: 500, body: { message: '', error_code: '', details: {} } }],
    ['a refusal without a body', { httpStatus: 400, body: undefined }],
  ])('is not tested if it has nothing but %s for an action', async (_, broken) => {
    const report = await tested(
      { answer: (answer, { type }) => (type === 'pause' ? broken : answer) },
      { budget: { walks: amount({ usual: 4, deep: 80 }) } },
    );
    expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
    const said = describeConformance(report);
    expect(said).toMatch(/^No verdict, as the server could not be reached or understood well/);
    expect(said).toMatch(/× pause: (\d+) of \1 calls got no answer that says what became of them/);
    expect(said).toContain(`× pause: answered with ${broken.httpStatus}`);
    const { rows } = report.coverage;
    expect(rows.every(({ counts }) => counts.pause === 0)).toBe(true);
    expect(rows.some(({ counts }) => counts.resume > 0)).toBe(true);
  });

  it.each(cases([60, 400], 1))(
    'is not tested to the end if nothing is answered any more after %i calls',
    async (last) => {
      const driver = memoryDriver();
      let requests = 0;
      const until = <Answer>(answer: () => Promise<Answer>) => {
        requests += 1;
        return requests > last ? new Promise<Answer>(() => {}) : answer();
      };
      const report = await testedDriver(
        () => ({
          ...driver,
          call: (action) => until(() => driver.call(action)),
          read: () => until(() => driver.read()),
          create: () => until(() => driver.create()),
        }),
        { budget: { walks: 20 }, timeout: 20, patience: 20 },
      );
      expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
      expect(report.coverage.covered).toBeGreaterThan(0);
    },
  );

  it('is not accused of what may be due to a request that was given up', async () => {
    const forgets = (isLate: boolean) => {
      let walks = 0;
      const driver = memoryDriver({
        after: (after, before, { type }) => (walks > 1 && type === 'pause' ? before : after),
      });
      return {
        ...driver,
        create: () => {
          walks += 1;
          return driver.create();
        },
        destroy: () => (isLate ? new Promise<void>(() => {}) : driver.destroy()),
      };
    };
    const options = { timeout: 2_000, budget: { walks: 20 } };
    expect((await testedDriver(() => forgets(false), options)).outcome).toBe('violates');
    const late = await testedDriver(() => forgets(true), options);
    // Nor is it said to conform, as too little is certain.
    expect([late.outcome, late.failure]).toEqual(['unreachable', null]);
    expect(late.troubles.map(({ message }) => message).join()).toContain('not counted');
  });

  it('may have statuses of its own that stand for several of ours', async () => {
    const names: Readonly<Record<string, string>> = {
      Provisioning: 'Initializing',
      Suspending: 'Suspended',
      Paused: 'Resting',
    };
    const reading = (real: { deployment_status: string }) => ({
      ...real,
      deployment_status: names[real.deployment_status] ?? real.deployment_status,
    });
    const statuses = { Resting: ['Paused', 'Running'] } as const;
    const report = await tested({ reading }, { statuses, budget });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.coverage.covered).toBeGreaterThan(40);
  });
});

it('a signal ends the test early, with nothing left behind and a report on what was seen', async () => {
  const controller = new AbortController();
  const driver = memoryDriver();
  const ended: number[] = [];
  const report = await testedDriver(
    () => ({
      ...driver,
      call: (action) => {
        if (driver.calls() === 100) controller.abort();
        return driver.call(action);
      },
      destroy: async () => {
        ended.push(driver.calls());
      },
    }),
    { signal: controller.signal },
  );
  expect([report.outcome, report.failure]).toEqual(['conforms', null]);
  expect(driver.calls()).toBeLessThan(110);
  expect(ended.at(-1)).toBe(driver.calls());
  const before = driver.calls();
  const none = await testedDriver(() => driver, { signal: controller.signal });
  expect([none.outcome, none.walks, driver.calls()]).toEqual(['unreachable', 0, before]);
});

it('progress is reported after each walk', async () => {
  const told: number[] = [];
  const onProgress = ({ walks }: { readonly walks: number }) => told.push(walks);
  await tested({}, { budget: { walks: 3 }, onProgress });
  expect(told).toEqual([1, 2, 3]);
});

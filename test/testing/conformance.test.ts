/** The conformance run: what is right is never accused, what is wrong is found, and nothing hangs. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import { type Deployment, fullCapabilities } from '../../src/lifecycle';
import { checkConformance } from '../../src/testing/conformance/conformance';
import {
  conformanceToJUnit,
  conformanceToMarkdown,
  describeConformance,
} from '../../src/testing/conformance/describe';
import type { ConformanceOptions } from '../../src/testing/conformance/plan';
import { breaksAtTheEnd } from '../../src/testing/conformance/shrink';
import type { Clock } from '../../src/testing/timing/clock';
import { type MemoryOptions, memoryDriver } from './memory-driver';

const quick = { budget: 20_000, timeout: 200, patience: 500, pollEvery: 1, again: 500, walks: 5 };

/** A clock that only goes on when it is looked at, so that nobody waits and every run is the same. */
function dreamtClock(): Clock {
  let time = 0;
  return {
    now: () => {
      time += 0.5;
      return time;
    },
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
  };
}

const test = (options: MemoryOptions, more: ConformanceOptions = {}) =>
  checkConformance(memoryDriver(options), { ...quick, clock: dreamtClock(), ...more });

describe('a correct implementation', () => {
  it.each([1, 2, 3, 4, 5])('conforms, seed %i, and most of it is exercised', async (seed) => {
    const report = await test({ seed }, { seed });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.troubles).toEqual([]);
    expect(report.coverage.total).toBe(28 * 8);
    expect(report.coverage.covered).toBeGreaterThan(150);
  });

  it('conforms without a capability, and what cannot occur is not asked for', async () => {
    const capabilities = { ...fullCapabilities, standby: false };
    const report = await test({ capabilities }, { capabilities });
    expect(report.outcome).toBe('conforms');
    expect(report.coverage.rows.some(({ pair }) => pair.includes('Standby'))).toBe(false);
  });

  it('is asked the same with the same seed', async () => {
    const counts = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const report = await test({ seed: 1 }, { seed, walks: 0, budget: 5_000 });
        return report.requests;
      }),
    );
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).not.toBe(counts[2]);
  });

  it('says for every pair that was not exercised why', async () => {
    const { coverage } = await test({}, { budget: 50 });
    for (const { counts, why } of coverage.rows) {
      const isComplete = Object.values(counts).every((count) => count > 0);
      expect(why === null).toBe(isComplete);
    }
  });
});

const stopped = { status: 'Stopped', desiredStatus: 'Stopped' } as const;

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
    'what is desired is read late': {
      reading: (reading, { status, desiredStatus }) =>
        status === 'Running' && desiredStatus === 'Suspended'
          ? { ...reading, deployment_desired_status: 'Running' }
          : reading,
    },
    'an error is seen where nothing failed': {
      reading: (reading, { status }) =>
        status === 'Paused' ? { ...reading, deployment_error: {} } : reading,
    },
    'a refusal has a code of its own': {
      answer: (answer) =>
        answer.httpStatus === 503
          ? { ...answer, body: { ...(answer.body as object), error_code: 'Teapot' } }
          : answer,
    },
  };

  it.each(Object.entries(bugs))('%s: found, as a short history', async (_name, options) => {
    const { outcome, failure } = await test(options);
    expect(outcome).toBe('violates');
    expect(failure?.kind).toBe('illegal');
    expect(failure?.history.length).toBeLessThanOrEqual(10);
    expect(breaksAtTheEnd(failure?.history ?? [])).toBe(true);
    expect(failure?.story).toContain('> ');
    expect(failure?.again.tried).toBeGreaterThan(0);
  });

  it('an error that is lost once the pipeline fails: found, done again, with what was done', async () => {
    const driver = memoryDriver();
    let isLost = false;
    const { outcome, failure } = await checkConformance(
      {
        ...driver,
        create: async () => {
          isLost = false;
          await driver.create();
        },
        read: async () => {
          const reading = await driver.read();
          return isLost
            ? { deployment_status: 'Stopping', deployment_desired_status: 'Stopped' }
            : reading;
        },
        call: (action) => {
          isLost = false;
          return driver.call(action);
        },
        disturb: async (disturbance) => {
          if (disturbance === 'killRunner') return true;
          const { deployment_desired_status: desired } = await driver.read();
          isLost = desired !== 'Stopped' && desired !== 'Suspended';
          return isLost;
        },
      },
      { ...quick, clock: dreamtClock() },
    );
    expect([outcome, failure?.kind]).toEqual(['violates', 'illegal']);
    expect(failure?.history).toContain('{"note":"disturbed: failPipeline"}');
    expect(failure?.again.failed).toBeGreaterThan(0);
  });

  it('an error without details is malformed, whatever it says', async () => {
    const { outcome, failure } = await test({
      answer: ({ httpStatus, body }) => ({
        httpStatus,
        body: body && { ...(body as object), details: undefined },
      }),
    });
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'violates', kind: 'malformed' });
    expect(failure?.message).toMatch(/without a proper details/);
    expect(failure?.history.at(-1)).toContain('"call"');
  });

  it('a pipeline that does not move on is stuck, after the time that is named', async () => {
    const runner = ({ status }: Deployment) => status !== 'Stopping';
    const { outcome, failure } = await test({ runner });
    expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'violates', kind: 'stuck' });
    expect(failure?.message).toContain('has been Stopping/Stopped for 500 ms');
    expect(failure?.history.length).toBeLessThan(20);
  });
});

describe('an implementation that cannot be understood', () => {
  const cases: Readonly<
    Record<string, readonly [Partial<ReturnType<typeof memoryDriver>>, RegExp]>
  > = {
    'create fails': [
      { create: () => Promise.reject(new Error('no room')) },
      /creating the pipeline: no room/,
    ],
    'create never ends': [{ create: () => new Promise(() => {}) }, /no answer within/],
    'it is not stopped': [
      {
        read: async () => ({
          ...stopped,
          deployment_status: 'Running',
          deployment_desired_status: 'Running',
        }),
      },
      /create did not bring about a stopped pipeline/,
    ],
    'polls never end': [{ read: () => new Promise(() => {}) }, /a poll: no answer within 200 ms/],
    'polls fail': [
      { read: () => Promise.reject(new TypeError('fetch failed')) },
      /a poll: fetch failed/,
    ],
    'polls read nothing': [{ read: async () => undefined as never }, /read undefined, no object/],
    'polls read an unknown status': [
      {
        read: async () => ({ deployment_status: 'Melting', deployment_desired_status: 'Stopped' }),
      },
      /the deployment_status "Melting", which is none of/,
    ],
    'calls never end': [{ call: () => new Promise(() => {}) }, /no answer within 200 ms/],
    'nobody is let in': [
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

  it.each(Object.entries(cases))('%s: reported as such', async (_name, [broken, message]) => {
    const report = await checkConformance(
      { ...memoryDriver(), ...broken },
      { ...quick, patience: 50 },
    );
    expect(report.failure).toBeNull();
    expect(report.troubles.map((trouble) => trouble.message).join()).toMatch(message);
    expect(describeConformance(report)).toMatch(message);
  });

  it.each([
    ['nothing', undefined],
    ['half an answer', { body: {} }],
    ['HTML', { httpStatus: 502, body: '<html>' }],
    ['a refusal that is no JSON', { httpStatus: 400, body: 'no' }],
  ])(
    'now and then a call is answered with %s: noted, and not held against it',
    async (_name, garbage) => {
      let calls = 0;
      const answer = (real: unknown) => {
        calls += 1;
        return calls % 7 === 0 ? garbage : real;
      };
      const report = await test({ answer });
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.troubles.length).toBeGreaterThan(0);
    },
  );

  it.each([99, 600, '202', null])(
    'a call is answered with the status %j: noted, and no crash',
    async (httpStatus) => {
      const report = await test({ answer: () => ({ httpStatus, body: {} }) }, { budget: 2_000 });
      expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
    },
  );

  it.each([
    ['a well-formed 500', { httpStatus: 500, body: { message: '', error_code: '', details: {} } }],
    ['a refusal without a body', { httpStatus: 400, body: undefined }],
  ])('nothing but %s to an action is no test of it, whatever else there is', async (_, broken) => {
    const report = await test({
      answer: (answer, { type }) => (type === 'pause' ? broken : answer),
    });
    expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
    const said = describeConformance(report);
    expect(said).toMatch(/^The server could not be reached and understood well enough to tell: /);
    expect(said).toMatch(/× pause: of \d+ calls no answer says what came of them/);
    expect(said).toContain(`× pause: answered with ${broken.httpStatus}`);
    const { rows } = report.coverage;
    expect(rows.every(({ counts }) => counts.pause === 0)).toBe(true);
    expect(rows.some(({ counts }) => counts.resume > 0)).toBe(true);
  });

  it.each([60, 400])(
    'after %i calls nothing is answered any more: not tested to the end',
    async (last) => {
      const driver = memoryDriver();
      let requests = 0;
      const until = <Answer>(answer: () => Promise<Answer>) => {
        requests += 1;
        return requests > last ? new Promise<Answer>(() => {}) : answer();
      };
      const report = await checkConformance(
        {
          ...driver,
          call: (action) => until(() => driver.call(action)),
          read: () => until(() => driver.read()),
          create: () => until(() => driver.create()),
        },
        { ...quick, budget: 700, timeout: 20, patience: 20 },
      );
      expect([report.outcome, report.failure]).toEqual(['unreachable', null]);
      expect(report.coverage.covered).toBeGreaterThan(0);
    },
  );

  it('what is left behind late is not held against what comes next', async () => {
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
    const options = { ...quick, timeout: 30, clock: dreamtClock() };
    expect((await checkConformance(forgets(false), options)).outcome).toBe('violates');
    const late = await checkConformance(forgets(true), { ...options, budget: 10_000 });
    // Nor is it held to be right, where too little is certain.
    expect([late.outcome, late.failure]).toEqual(['unreachable', null]);
    expect(late.troubles.map(({ message }) => message).join()).toContain('not counted');
  });

  it('statuses of its own may stand for several of ours', async () => {
    const names: Readonly<Record<string, string>> = {
      Provisioning: 'Initializing',
      Suspending: 'Suspended',
      Paused: 'Resting',
    };
    const reading = (real: { deployment_status: string }) => ({
      ...real,
      deployment_status: names[real.deployment_status] ?? real.deployment_status,
    });
    const report = await test({ reading }, { statuses: { Resting: ['Paused', 'Running'] } });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.coverage.covered).toBeGreaterThan(40);
  });
});

describe('options', () => {
  it.each([
    ['seed', { seed: -1 }, 'seed is -1, but must be a non-negative safe integer'],
    ['an unknown option', { sed: 1 }, 'sed is 1, but must be left out'],
    [
      'a status that is none of ours',
      { statuses: { Melting: ['Runing'] } },
      'statuses.Melting is "Runing"',
    ],
    ['no options', null, 'options is null, but must be an object'],
    ['a signal that is none', { signal: 'stop' }, 'signal is "stop", but must be an AbortSignal'],
    ['a clock that is none', { clock: {} }, 'clock is {}, but must be a clock'],
  ])('%s: refused', async (_name, options, message) => {
    const testing = checkConformance(memoryDriver(), options as never);
    await expect(testing).rejects.toThrow(InvalidInputError);
    await expect(checkConformance(memoryDriver(), options as never)).rejects.toThrow(message);
  });

  it('a driver that lacks a function is refused', async () => {
    const { read: _, ...driver } = memoryDriver();
    await expect(checkConformance(driver as never)).rejects.toThrow(
      'driver.read is undefined, but must be a function',
    );
  });

  it('a signal ends it early, with nothing left behind and a report of what was seen', async () => {
    const controller = new AbortController();
    const driver = memoryDriver();
    const ended: number[] = [];
    const report = await checkConformance(
      {
        ...driver,
        call: (action) => {
          if (driver.calls() === 100) controller.abort();
          return driver.call(action);
        },
        destroy: async () => {
          ended.push(driver.calls());
        },
      },
      { ...quick, clock: dreamtClock(), signal: controller.signal },
    );
    expect([report.outcome, report.failure]).toEqual(['conforms', null]);
    expect(driver.calls()).toBeLessThan(110);
    expect(ended.at(-1)).toBe(driver.calls());
    const before = driver.calls();
    const none = await checkConformance(driver, { ...quick, signal: controller.signal });
    expect([none.outcome, none.walks, driver.calls()]).toEqual(['unreachable', 0, before]);
  });

  it('progress is told after each walk', async () => {
    const told: number[] = [];
    const report = await test({}, { onProgress: ({ walks }) => told.push(walks) });
    expect(told).toEqual(Array.from({ length: report.walks }, (_, index) => index + 1));
  });
});

describe('reports', () => {
  it('say what was exercised, in Markdown', async () => {
    const report = await test({});
    const markdown = conformanceToMarkdown(report);
    expect(markdown).toContain('| pair | start | stop | stop?force=true | pause |');
    expect(markdown.match(/^\| \w+\/\w+ \|/gm)).toHaveLength(28);
  });

  it('say what is wrong, in Markdown and in JUnit, whatever it says', async () => {
    const report = await test({
      answer: () => ({
        httpStatus: 400,
        body: { message: '<&>\u0000', error_code: '"', details: {} },
      }),
    });
    expect(conformanceToMarkdown(report)).toContain('## What is wrong');
    const xml = conformanceToJUnit(report);
    expect(xml).toContain('<failure type="illegal"');
    expect(xml).not.toContain('\u0000');
  });
});

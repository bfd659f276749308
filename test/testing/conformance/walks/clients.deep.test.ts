/**
 * Several clients at once: a correct server conforms however they overlap, and a race among
 * callers, which no walk can meet, is found.
 */
import { describe, expect, it } from 'vitest';
import type { LifecycleStore } from '../../../../src/host';
import { memoryStore } from '../../../../src/host/memory-store';
import { createPipeline } from '../../../../src/host/pipeline';
import { createLifecycleHandler } from '../../../../src/http';
import { noAuthentication } from '../../../../src/http/authentication/authentication';
import {
  type ConformanceOptions,
  type ConformanceReport,
  checkConformance,
  conformanceToMarkdown,
  describeConformance,
  httpDriver,
} from '../../../../src/testing';
import { checkHistory } from '../../../../src/trace';
import { Surroundings } from '../../../http/crowd';
import { digestAtOnce } from '../../../http/digests';
import { amount, isDeep, sample } from '../../../tier';
import { inVirtualTime } from '../../virtual-time';
import { memoryDriver } from '../memory-driver';
import { testedDriver } from '../tested';

const name = 'orders';
/** How long the store takes to read or to write, at most. */
const storing = 6;

/** A store for callers that takes its time, and overwrites what was written since it read. */
function careless(store: LifecycleStore, around: Surroundings, underWay: Set<object>) {
  const update: LifecycleStore['update'] = async (pipeline, change) => {
    const turn = {};
    underWay.add(turn);
    const before = await store.read(pipeline);
    if (before === undefined) return undefined;
    const { pipeline: after, result } = change(before);
    await around.pause(storing);
    await store.update(pipeline, () => ({ pipeline: after, result }));
    underWay.delete(turn);
    return result;
  };
  return { ...store, update };
}

/** The store of a runner that waits until no caller writes, so that only callers race. */
function patient(store: LifecycleStore, around: Surroundings, underWay: Set<object>) {
  const update: LifecycleStore['update'] = async (pipeline, change) => {
    while (underWay.size > 0) await around.clock.sleep(1);
    return store.update(pipeline, change);
  };
  return { ...store, update };
}

/** A store that takes its time, and is correct. */
function slow(store: LifecycleStore, around: Surroundings): LifecycleStore {
  const update: LifecycleStore['update'] = async (pipeline, change) => {
    await around.pause(storing);
    const result = await store.update(pipeline, change);
    await around.pause(storing);
    return result;
  };
  return { ...store, update };
}

/** Tests a server whose pipelines are kept in memory, over its handler, in virtual time. */
function testedServing(isRacing: boolean, options: ConformanceOptions): Promise<ConformanceReport> {
  digestAtOnce();
  return inVirtualTime(async (clock) => {
    const around = new Surroundings(clock, 3);
    const store = memoryStore();
    const underWay = new Set<object>();
    await store.create(createPipeline(name, { now: clock.now(), id: name }));
    const handle = createLifecycleHandler({
      store: isRacing ? careless(store, around, underWay) : slow(store, around),
      ...{ clock, authenticate: noAuthentication },
    });
    const ending = new AbortController();
    const reconciling = around.reconcile(patient(store, around, underWay), ending.signal);
    const driver = httpDriver({
      ...{ baseUrl: 'http://localhost', pipeline: name, clock },
      fetch: (url, { method, headers }) => handle(new Request(url, { method, headers })),
    });
    const report = await checkConformance(driver, { clock, pollEvery: 5, ...options });
    ending.abort();
    await reconciling;
    return report;
  });
}

const budget = { walks: amount({ usual: 3, deep: 60 }) };

describe('several clients of a correct server', () => {
  it.each(sample([1, 2, 3, 4, 5], 1))(
    'find nothing, however they overlap (seed %i)',
    async (seed) => {
      const report = await testedServing(false, { clients: 4, seed, budget });
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.walks).toBe(budget.walks);
      const { concurrent } = report;
      expect(concurrent).toMatchObject({ clients: 4, episodes: budget.walks / 3 });
      expect(concurrent?.calls).toBeGreaterThan(4 * (concurrent?.episodes ?? 0));
      expect(concurrent?.calls).toBeLessThan(report.calls);
      expect(describeConformance(report)).toContain(
        `(${concurrent?.episodes} of them with 4 clients at once, ${concurrent?.calls} calls)`,
      );
    },
  );

  it('keep to the budget of calls, and the same seed gives the same report', async () => {
    const options = { clients: 3, budget: { calls: 150 } };
    const [one, same] = [await testedServing(false, options), await testedServing(false, options)];
    expect(one.calls).toBe(150);
    expect(same).toEqual(one);
  });

  it('are not there unless asked for, and then change nothing in the first walk', async () => {
    const one = { budget: { walks: 1 } };
    const [alone, several] = [
      await testedServing(false, one),
      await testedServing(false, { ...one, clients: 4 }),
    ];
    expect(alone.concurrent).toBeNull();
    expect({ ...several, concurrent: null }).toEqual(alone);
  });

  it('record a call whose answer is lost without an answer, and accuse nobody of it', async () => {
    const driver = memoryDriver();
    let calls = 0;
    const losing = {
      ...driver,
      call: async (action: Parameters<typeof driver.call>[0]) => {
        const answer = await driver.call(action);
        calls += 1;
        if (calls % 10 === 0) throw new Error('connection lost');
        return answer;
      },
    };
    const report = await testedDriver(() => losing, { clients: 4, budget });
    expect(report.failures, describeConformance(report)).toEqual([]);
    expect(report.concurrent?.calls).toBeGreaterThan(10);
  });
});

describe('a race among callers', () => {
  const walks = 30;

  it.each(sample([1, 2, 3, 4, 5], 1))('is found by several clients (seed %i)', async (seed) => {
    const report = await testedServing(true, { clients: 4, seed, budget: { walks } });
    const { outcome, failure } = report;
    expect(outcome, describeConformance(report)).toBe('violates');
    expect(failure).toMatchObject({ kind: 'illegal', overlapping: true, strict: false });
    const history = failure?.history ?? [];
    const { verdict, violation } = await checkHistory(history);
    expect(verdict).toBe('illegal');
    expect(violation?.objections[0]?.rule.id).toBe(failure?.rule);
    expect(history.filter((line) => line.includes('"began"')).length).toBeGreaterThan(1);
  });

  it.runIf(isDeep)('is not found by walks, which wait for each answer', async () => {
    const { failures } = await testedServing(true, {
      budget: { walks: amount({ usual: 3, deep: 90 }) },
    });
    expect(failures).toEqual([]);
  });

  it('is shown first, with the times, as text and in Markdown', async () => {
    const report = await testedServing(true, { clients: 4, budget: { walks } });
    const said = describeConformance(report);
    expect(said).toMatch(/^A rule was broken: /);
    expect(said).toContain('The history of several clients, with the times at which each line');
    expect(conformanceToMarkdown(report)).toContain('The history of several clients');
  });
});

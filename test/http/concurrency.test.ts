/**
 * A thousand callers of one pipeline at once, while a reconciler moves it: what they did and saw,
 * written down in the order in which the handler reports decisions and reads, is a legal history.
 * All of it runs on a virtual clock, so a seed always gives the same history.
 */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import { taskNames } from '../../src/host/reconciler/attempt';
import { runReconciler } from '../../src/host/reconciler/reconciler';
import type { LifecycleStore } from '../../src/host/store';
import { createLifecycleHandler, type HandlerEvent } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { toQuery, wireName } from '../../src/lifecycle';
import { type Random, randomOf } from '../../src/testing/random';
import { checkHistory, describeViolation } from '../../src/trace';
import { type Behavior, FakeExecutor, rightAnswer } from '../host/reconciler/fake-executor';
import type { VirtualClock } from '../host/virtual-clock';
import { inVirtualTime } from '../testing/virtual-time';
import { amount, sample } from '../tier';
import { digestAtOnce } from './digests';

const callers = 1_000;
const requestsEach = 4;
const name = 'orders';

/** The requests of a caller: an action or a poll, with or without waiting. */
type AnyRequest = readonly [method: string, path: string];
const actions: readonly AnyRequest[] = [
  ...['start', 'start?initial=paused', 'start?initial=standby', 'pause', 'resume'],
  ...['stop', 'stop?force=true', 'activate', 'approve', 'dismiss_error'],
].map((action) => ['POST', `/${action}`]);
const polls: readonly AnyRequest[] = [
  ['GET', ''],
  ['GET', ''],
  ['GET', '?wait=Running,Paused,Stopped&timeout=1'],
  ['HEAD', ''],
];

/** Returns the line of a history that an event stands for; undefined for events of another kind. */
function lineOf(event: HandlerEvent): string | undefined {
  if (event.type === 'decided') {
    const { action, decision } = event;
    const code = decision.accepted ? {} : { error_code: decision.error.error_code };
    const answer = { answer: decision.httpStatus, ...code };
    return JSON.stringify({ call: wireName(action.type), query: toQuery(action), ...answer });
  }
  if (event.type !== 'read') return undefined;
  const { status, desiredStatus, error } = event.pipeline.deployment;
  const seen = {
    deployment_status: status,
    deployment_desired_status: desiredStatus,
    deployment_error: error === null ? null : true,
  };
  return JSON.stringify({ seen });
}

/**
 * A store, a handler, a reconciler and their callers, all on one clock and one source of chance.
 */
class Crowd {
  readonly clock: VirtualClock;
  readonly lines: string[] = [];
  readonly statuses = new Set<number>();
  readonly #random: Random;

  constructor(clock: VirtualClock, seed: number) {
    this.clock = clock;
    this.#random = randomOf(seed);
  }

  /** Lets all of them call, and everything end. */
  async run(count: number, store: LifecycleStore = memoryStore()): Promise<this> {
    const { clock } = this;
    await store.create(createPipeline(name, { now: clock.now(), id: name }));
    const handler = createLifecycleHandler({
      ...{ store, clock, authenticate: noAuthentication },
      onEvent: (event) => {
        if (event.type === 'failed') throw event.error;
        const line = lineOf(event);
        if (line !== undefined) this.lines.push(line);
      },
    });
    const call = async () => {
      for (let each = 0; each < requestsEach; each += 1) {
        await this.pause(200);
        const { pick, chance } = this.#random;
        const [method, path] = pick(chance(0.6) ? actions : polls);
        const url = `http://localhost/v0/pipelines/${name}${path}`;
        const { status } = await handler(new Request(url, { method }));
        this.statuses.add(status);
      }
    };
    const ending = new AbortController();
    const reconciling = this.#reconcile(store, ending.signal);
    await Promise.all(Array.from({ length: count }, call));
    ending.abort();
    await reconciling;
    return this;
  }

  /** Pauses for a few promises, or for up to this many milliseconds. */
  async pause(most: number): Promise<void> {
    const { chance, next } = this.#random;
    if (chance(0.5)) return this.clock.sleep(Math.floor(next() * most));
    for (let turns = Math.floor(next() * 6); turns > 0; turns -= 1) await undefined;
  }

  /** Returns a store that reads, decides and writes, and overwrites what was written meanwhile. */
  careless(): LifecycleStore {
    const store = memoryStore();
    return {
      ...store,
      update: async (name, change) => {
        const before = await store.read(name);
        if (before === undefined) return undefined;
        const { pipeline, result } = change(before);
        await this.pause(6);
        await store.update(name, () => ({ pipeline, result }));
        return result;
      },
    };
  }

  /** Runs a reconciler whose executor takes its time, and fails now and then. */
  #reconcile(store: LifecycleStore, signal: AbortSignal) {
    const behave: Behavior = async (task, method) => {
      await this.pause(6);
      if (this.#random.chance(0.1)) throw new Error('not now');
      return rightAnswer(task, method);
    };
    const executor = new FakeExecutor(Object.fromEntries(taskNames.map((each) => [each, behave])));
    const { clock } = this;
    const { next: random } = this.#random;
    const backoff = { first: 1, max: 5 };
    return runReconciler({ store, executor, signal, clock, random, backoff, onEvent: () => {} });
  }
}

/** Lets a crowd call in virtual time. */
function crowdOf(count: number, seed: number): Promise<Crowd> {
  digestAtOnce();
  return inVirtualTime((clock) => new Crowd(clock, seed).run(count));
}

describe('a thousand callers at once', () => {
  test.each(sample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1))(
    'see a legal history (seed %i)',
    async (seed) => {
      const { lines, statuses } = await crowdOf(callers, seed);
      const report = await checkHistory(lines);
      expect(report.violation && describeViolation(report.violation)).toBeNull();
      expect(report.calls + report.readings).toBe(callers * requestsEach);
      const kinds = ['seen', 'answer":202', 'answer":400', 'Running', 'Stopping', 'Paused'];
      const rare = kinds.filter((each) => lines.filter((line) => line.includes(each)).length < 5);
      expect(rare).toEqual([]);
      expect([404, 500].filter((status) => statuses.has(status))).toEqual([]);
    },
  );

  test('always see the same history with the same seed', async () => {
    const [one, other] = [await crowdOf(100, 1), await crowdOf(100, 1)];
    expect(one.lines).toEqual(other.lines);
    expect((await crowdOf(100, 2)).lines).not.toEqual(one.lines);
  });

  test('see an illegal history if the store loses updates', async () => {
    digestAtOnce();
    const { lines } = await inVirtualTime((clock) => {
      const crowd = new Crowd(clock, 1);
      return crowd.run(amount({ usual: 200, deep: callers }), crowd.careless());
    });
    const { legal } = await checkHistory(lines);
    expect(legal).toBe(false);
  });
});

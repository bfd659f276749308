/**
 * A thousand callers of one pipeline at once, while a reconciler moves it: what they did and saw,
 * written down in the order in which the handler reports decisions and reads, is a legal history.
 * All of it runs on a virtual clock, so a seed always gives the same history.
 */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import { createLifecycleHandler, type HandlerEvent } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { toQuery, wireName } from '../../src/lifecycle';
import { checkHistory, describeViolation } from '../../src/trace';
import { inVirtualTime } from '../testing/virtual-time';
import { amount, sample } from '../tier';
import { actions, polls, Surroundings } from './crowd';
import { digestAtOnce } from './digests';

const callers = 1_000;
const requestsEach = 4;
const name = 'orders';

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

/** A handler and its callers, and the order of what the handler decides and reads. */
class Crowd extends Surroundings {
  readonly lines: string[] = [];
  readonly statuses = new Set<number>();

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
        const { pick, chance } = this.random;
        const [method, path] = pick(chance(0.6) ? actions : polls);
        const url = `http://localhost/v0/pipelines/${name}${path}`;
        const { status } = await handler(new Request(url, { method }));
        this.statuses.add(status);
      }
    };
    const ending = new AbortController();
    const reconciling = this.reconcile(store, ending.signal);
    await Promise.all(Array.from({ length: count }, call));
    ending.abort();
    await reconciling;
    return this;
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
      return crowd.run(amount({ usual: 100, deep: callers }), crowd.careless());
    });
    const { legal } = await checkHistory(lines);
    expect(legal).toBe(false);
  });
});

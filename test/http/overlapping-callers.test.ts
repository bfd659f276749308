/**
 * A thousand callers of one pipeline, each of whom writes down when its requests began and ended,
 * and nothing of what happened in the server: their history is legal, and with each race planted in
 * the store it is not.
 */
import { describe, expect, test } from 'vitest';
import type { LifecycleStore } from '../../src/host';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import { createLifecycleHandler } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { parseRequest, toQuery, wireName } from '../../src/lifecycle';
import { checkHistory, describeViolation } from '../../src/trace';
import { inVirtualTime } from '../testing/virtual-time';
import { amount, sample } from '../tier';
import { type AnyRequest, actions, polls, Surroundings } from './crowd';
import { digestAtOnce } from './digests';

const callers = amount({ usual: 80, deep: 1_000 });
const requestsEach = 4;
const name = 'orders';
/** About ten requests are under way at any time. */
const thinking = 2 * callers;
const storing = 6;

/** Callers that know only what they have asked and been answered. */
class Callers extends Surroundings {
  readonly lines: string[] = [];
  #moments = 0;

  /** Lets all of them call, and everything end. */
  async run(storeOf: (callers: Callers) => LifecycleStore): Promise<this> {
    const { clock } = this;
    const store = storeOf(this);
    await store.create(createPipeline(name, { now: clock.now(), id: name }));
    const handle = createLifecycleHandler({ store, clock, authenticate: noAuthentication });
    const ending = new AbortController();
    const reconciling = this.reconcile(store, ending.signal);
    const call = async () => {
      for (let each = 0; each < requestsEach; each += 1) {
        await clock.sleep(Math.floor(this.random.next() * thinking));
        await this.#record(this.#anyRequest(), handle);
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
    ending.abort();
    await reconciling;
    return this;
  }

  /** A request; now and then a poll that waits, and so is under way for long. */
  #anyRequest(): AnyRequest {
    const { pick, chance } = this.random;
    if (chance(0.5)) return pick(actions);
    const [plain, , waiting] = polls;
    return (chance(0.02) ? waiting : plain) as AnyRequest;
  }

  async #record(
    [method, path]: AnyRequest,
    handle: (request: Request) => Promise<Response>,
  ): Promise<void> {
    const began = this.#moment();
    const url = `http://localhost/v0/pipelines/${name}${path}`;
    const response = await handle(new Request(url, { method }));
    const body = response.status === 202 ? null : ((await response.json()) as Body);
    const line = method === 'GET' ? seenLine(body) : callLine(path, response.status, body);
    this.lines.push(JSON.stringify({ ...line, began, ended: this.#moment() }));
  }

  /** Counts moments, finer than any clock: no two of them are the same. */
  #moment(): number {
    this.#moments += 1;
    return this.#moments;
  }
}

type Body = Readonly<Record<string, unknown>> | null;

function seenLine(body: Body) {
  const { deployment_status, deployment_desired_status, deployment_error } = body ?? {};
  const error = deployment_error === null ? null : true;
  return { seen: { deployment_status, deployment_desired_status, deployment_error: error } };
}

function callLine(path: string, answer: number, body: Body) {
  const action = parseRequest(path.slice(1));
  return {
    ...{ call: wireName(action.type), query: toQuery(action), answer },
    error_code: body?.error_code,
  };
}

/** A store that takes its time to read and to write, and is correct. */
function slow(crowd: Callers, store = memoryStore()): LifecycleStore {
  return {
    ...store,
    read: async (pipeline) => {
      await crowd.pause(storing);
      const read = await store.read(pipeline);
      await crowd.pause(storing);
      return read;
    },
    update: async (pipeline, change) => {
      await crowd.pause(storing);
      const result = await store.update(pipeline, change);
      await crowd.pause(storing);
      return result;
    },
  };
}

/** The races of a server, as stores that have them. */
const races: Readonly<Record<string, (crowd: Callers) => LifecycleStore>> = {
  'reads, checks and writes without comparing the version': (crowd) =>
    slow(crowd, crowd.careless()),
  'answers before it has written': (crowd) => {
    const store = memoryStore();
    const late: LifecycleStore['update'] = async (pipeline, change) => {
      const before = await store.read(pipeline);
      const result = before && change(before).result;
      void crowd.clock.sleep(crowd.random.next() * 4 * storing).then(() => {
        return store.update(pipeline, change);
      });
      return result;
    };
    return slow(crowd, { ...store, update: late } as LifecycleStore);
  },
  'loses an update while another is under way': (crowd) => {
    const store = memoryStore();
    let underWay = 0;
    const losing: LifecycleStore['update'] = async (pipeline, change) => {
      underWay += 1;
      await crowd.pause(storing);
      const isLost = underWay > 1;
      const before = await store.read(pipeline);
      const result = isLost
        ? before && change(before).result
        : await store.update(pipeline, change);
      underWay -= 1;
      return result;
    };
    return slow(crowd, { ...store, update: losing } as LifecycleStore);
  },
};

async function historyOf(
  seed: number,
  storeOf: (crowd: Callers) => LifecycleStore,
): Promise<readonly string[]> {
  digestAtOnce();
  const { lines } = await inVirtualTime((clock) => new Callers(clock, seed).run(storeOf));
  return lines;
}

describe('the history of callers who overlap', () => {
  test.each(sample([1, 2, 3, 4, 5], 1))('is legal (seed %i)', async (seed) => {
    const report = await checkHistory(await historyOf(seed, slow));
    expect(report.violation && describeViolation(report.violation)).toBeNull();
    expect(report.verdict).toBe('legal');
    expect(report.calls + report.readings).toBe(callers * requestsEach);
  });

  test.each(Object.entries(races))('is illegal if the server %s', async (_race, storeOf) => {
    const { verdict } = await checkHistory(await historyOf(1, storeOf));
    expect(verdict).toBe('illegal');
  });
});

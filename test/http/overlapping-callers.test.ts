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
import { checkHistory, describeViolation } from '../../src/trace';
import { inVirtualTime } from '../testing/virtual-time';
import { amount, sample } from '../tier';
import { Surroundings } from './crowd';
import { digestAtOnce } from './digests';
import { RecordingCaller } from './recording-caller';

const callers = amount({ usual: 80, deep: 1_000 });
const requestsEach = 4;
const name = 'orders';
/** About ten requests are under way at any time. */
const thinking = 2 * callers;
const storing = 6;

/** Callers that know only what they have asked and been answered. */
class Callers extends Surroundings {
  readonly #recorder = new RecordingCaller(name, this.random);

  get lines(): readonly string[] {
    return this.#recorder.lines;
  }

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
        await this.#recorder.call(handle);
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
    ending.abort();
    await reconciling;
    return this;
  }
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

/** Durations, and limits for the calls of ports. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import {
  limitedStore,
  monotonicTime,
  PortTimeoutError,
  type TimeLimit,
  withinLimit,
} from '../../src/host/time';
import { systemClock } from '../../src/host/time/clock';
import { rejectionOf } from './rejection';
import { VirtualClock } from './virtual-clock';

const never = () => new Promise<never>(() => {});

function limitOn(clock: VirtualClock): TimeLimit {
  return { clock, timeout: 100, late: () => new PortTimeoutError('store.read', 100) };
}

describe('monotonic time', () => {
  test('is not set with the time of day', () => {
    const clock = new VirtualClock();
    const before = monotonicTime(clock);
    clock.set(-3_600_000);
    expect(monotonicTime(clock)).toBe(before);
  });

  test('is the time of day for a clock without it', () => {
    expect(monotonicTime({ now: () => 7, sleep: async () => {} })).toBe(7);
  });

  test('of this machine never goes back', () => {
    const [one, other] = [monotonicTime(systemClock), monotonicTime(systemClock)];
    expect(other).toBeGreaterThanOrEqual(one);
    expect(systemClock.monotonic).toBeTypeOf('function');
  });
});

describe('a call within a limit', () => {
  test('settles as it does, and leaves no timer', async () => {
    const clock = new VirtualClock();
    expect(await withinLimit(async () => 7, limitOn(clock))).toBe(7);
    const failure = new Error('No.');
    expect(await rejectionOf(withinLimit(() => Promise.reject(failure), limitOn(clock)))).toBe(
      failure,
    );
    const atOnce = withinLimit(() => {
      throw failure;
    }, limitOn(clock));
    expect(await rejectionOf(atOnce)).toBe(failure);
    expect(clock.sleepers).toBe(0);
  });

  test('is given up once the time is over, and can ask if it was', async () => {
    const clock = new VirtualClock();
    let ask: () => boolean = () => true;
    const rejected = rejectionOf(
      withinLimit((isOver) => {
        ask = isOver;
        return never();
      }, limitOn(clock)),
    );
    await clock.advance(99);
    expect(ask()).toBe(false);
    await clock.advance(1);
    expect(await rejected).toEqual(new PortTimeoutError('store.read', 100));
    expect(await rejected).toMatchObject({
      name: 'PortTimeoutError',
      call: 'store.read',
      timeout: 100,
      message: 'store.read did not settle within 100 ms.',
    });
    expect(ask()).toBe(true);
  });

  test('may reject after that, which nobody has to handle', async () => {
    const clock = new VirtualClock();
    const late = async () => {
      await clock.sleep(200);
      throw new Error('Too late.');
    };
    const rejected = rejectionOf(withinLimit(late, limitOn(clock)));
    await clock.advance(300);
    expect(await rejected).toBeInstanceOf(PortTimeoutError);
  });

  test('has all the time once its timer is aborted', async () => {
    const clock = new VirtualClock();
    const timer = new AbortController();
    const late = async () => {
      await clock.sleep(200);
      return 7;
    };
    const value = withinLimit(late, limitOn(clock), timer);
    timer.abort();
    await clock.advance(200);
    expect(await value).toBe(7);
  });
});

describe('a store with limits', () => {
  const hanging: LifecycleStore = { create: never, read: never, list: never, update: never };
  const limited = (store: LifecycleStore, clock: VirtualClock, failed: unknown[] = []) =>
    limitedStore(store, {
      limited: (call, ask) =>
        withinLimit(ask, { clock, timeout: 100, late: () => new PortTimeoutError(call, 100) }),
      onWatchFailed: (error) => failed.push(error),
    });

  test.each<[string, (store: LifecycleStore) => Promise<unknown>]>([
    ['create', (store) => store.create(createPipeline('a', { now: 0, id: 'a' }))],
    ['read', (store) => store.read('a')],
    ['list', (store) => store.list()],
    ['update', (store) => store.update('a', (pipeline) => ({ pipeline, result: 1 }))],
  ])('names the call that took too long: %s', async (name, call) => {
    const clock = new VirtualClock();
    const rejected = rejectionOf(call(limited(hanging, clock)));
    await clock.advance(100);
    expect(await rejected).toMatchObject({ call: `store.${name}`, timeout: 100 });
  });

  test('works as the store does, which may be an instance of a class', async () => {
    class Store {
      readonly #inner = memoryStore();
      create = this.#inner.create;
      read = this.#inner.read;
      list = this.#inner.list;
      update = this.#inner.update;
      watch(listener: (name: string) => void) {
        return this.#inner.watch?.(listener) ?? (() => {});
      }
    }
    const store = limited(new Store(), new VirtualClock());
    const told: string[] = [];
    const unwatch = store.watch?.((name) => told.push(name));
    expect(await store.create(createPipeline('a', { now: 0, id: 'a' }))).toBe(true);
    expect(await store.read('a')).toMatchObject({ name: 'a' });
    expect(await store.list({ limit: 1 })).toHaveLength(1);
    expect(await store.update('a', () => ({ pipeline: null, result: 7 }))).toBe(7);
    unwatch?.();
    await store.create(createPipeline('b', { now: 0, id: 'b' }));
    expect(told).toEqual(['a', 'a']);
    expect('watch' in limited(hanging, new VirtualClock())).toBe(false);
    for (const watchesEveryWriter of [true, false, undefined]) {
      const kept = limited({ ...memoryStore(), watchesEveryWriter }, new VirtualClock());
      expect(kept.watchesEveryWriter).toBe(watchesEveryWriter);
    }
  });

  test('decides nothing any more once an update was given up', async () => {
    const clock = new VirtualClock();
    const store = memoryStore();
    await store.create(createPipeline('a', { now: 0, id: 'a' }));
    const update: LifecycleStore['update'] = async (...call) => {
      await clock.sleep(200);
      return store.update(...call);
    };
    let decided = 0;
    const rejected = rejectionOf(
      limited({ ...store, update }, clock).update('a', () => {
        decided += 1;
        return { pipeline: null, result: 1 };
      }),
    );
    await clock.advance(300);
    expect(await rejected).toBeInstanceOf(PortTimeoutError);
    expect(decided).toBe(0);
    expect(await store.read('a')).toBeDefined();
  });

  test('tells of a `watch` that is asynchronous and rejects', async () => {
    const failed: unknown[] = [];
    const watch = (async () => {
      throw new Error('No.');
    }) as never;
    const store = limited({ ...hanging, watch }, new VirtualClock(), failed);
    expect(store.watch?.(() => {})).toBeTypeOf('function');
    await new Promise((turn) => setImmediate(turn));
    expect(failed).toEqual([new Error('No.')]);
  });
});

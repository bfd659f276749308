/** The virtual clock, which most other tests rely on. */
import { describe, expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock';

describe('a virtual clock', () => {
  test('wakes sleepers in order, each at its time', async () => {
    const clock = new VirtualClock(0);
    const woken: string[] = [];
    const sleeps = async (name: string, milliseconds: number) => {
      await clock.sleep(milliseconds);
      woken.push(`${name} at ${clock.now()}`);
    };
    for (const [name, time] of [
      ['c', 30],
      ['a', 10],
      ['b', 10],
      ['d', 31],
    ] as const) {
      void sleeps(name, time);
    }
    await clock.advance(30);
    expect(woken).toEqual(['a at 10', 'b at 10', 'c at 30']);
    expect(clock.sleepers).toBe(1);
    expect(clock.now()).toBe(30);
  });

  test('lets everything run before time passes, however long the chain of promises', async () => {
    const clock = new VirtualClock(0);
    let times: number[] = [];
    void (async () => {
      for (let turn = 0; turn < 1_000; turn += 1) await Promise.resolve();
      times = [clock.now()];
      await clock.sleep(5);
      times.push(clock.now());
    })();
    await clock.advance(5);
    expect(times).toEqual([0, 5]);
  });

  test('ends a sleep at once if its signal is aborted, without an error, and leaves nothing', async () => {
    const clock = new VirtualClock(0);
    const controller = new AbortController();
    const slept = clock.sleep(1_000, controller.signal);
    const other = clock.sleep(1_000);
    controller.abort();
    await slept;
    expect(clock.now()).toBe(0);
    expect(clock.sleepers).toBe(1);
    await clock.sleep(1_000, controller.signal);
    expect(clock.now()).toBe(0);
    await clock.advance(1_000);
    await other;
  });

  test('runs until a condition holds, and throws if it never will', async () => {
    const clock = new VirtualClock(0);
    let isOver = false;
    void clock.sleep(3_600_000).then(() => {
      isOver = true;
    });
    await clock.runUntil(() => isOver);
    expect(clock.now()).toBe(3_600_000);
    await expect(clock.runUntil(() => false)).rejects.toThrow('Nobody is asleep');
    void clock.sleep(2_000);
    await expect(clock.runUntil(() => false, 1_000)).rejects.toThrow('within 1000 ms');
  });
});

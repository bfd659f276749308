/** The limits of a conformance test: its budget, and the pace of the runner. */
import { expect, test } from 'vitest';
import { conformancePlan } from '../../../../src/testing/conformance/options';
import { Budget } from '../../../../src/testing/conformance/pace/budget';
import { Pace } from '../../../../src/testing/conformance/pace/pace';
import { VirtualClock } from '../../../host/virtual-clock';

test('a budget is spent by the first limit that is reached', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(
    conformancePlan({ clock, budget: { walks: 3, calls: 10, milliseconds: 100 } }),
  );
  expect([budget.isSpent, budget.isWalkOver]).toEqual([false, false]);
  budget.walks = 3;
  // The third walk may go on, but there is no fourth.
  expect([budget.isSpent, budget.isWalkOver]).toEqual([true, false]);
  budget.walks = 1;
  budget.calls = 10;
  expect([budget.isSpent, budget.isWalkOver]).toEqual([true, true]);
  budget.calls = 0;
  await clock.advance(100);
  expect([budget.isSpent, budget.isWalkOver, budget.elapsed]).toEqual([true, true, 100]);
  expect([budget.isLate(0), budget.isLate(1)]).toEqual([true, false]);
});

test('a budget of work is never late', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(conformancePlan({ clock, budget: { walks: 3 } }));
  await clock.advance(86_400_000);
  expect([budget.isSpent, budget.isLate(0)]).toEqual([false, false]);
});

test('a poll counts as the pause before it and the time that polls usually take', () => {
  const pace = new Pace({ patience: 500, pollEvery: 10 });
  expect(pace.timeOf(10, 10)).toBe(10);
  for (const time of [5, 7, 5]) pace.polled(time);
  // A machine that stalls once changes nothing.
  pace.polled(60_000);
  expect(pace.timeOf(10, 10)).toBe(17);
  // One that is slow all the time does, a little.
  for (let poll = 0; poll < 31; poll += 1) pace.polled(1_000);
  expect(pace.timeOf(10, 10)).toBe(50);
});

test('a poll counts for less if this machine did not get to run, and the report says so', () => {
  const pace = new Pace({ patience: 500, pollEvery: 10 });
  expect(pace.timeOf(10, 30)).toBe(10);
  expect(pace.report).toEqual([]);
  expect(pace.timeOf(10, 1_000)).toBe(0.1);
  expect(pace.timeOf(100, 500)).toBe(20);
  expect(pace.report).toEqual([
    { message: expect.stringMatching(/machine was busy.* woke up to 990 ms late/), count: 2 },
  ]);
});

test('a runner that was seen to take long is granted twice as much', () => {
  const pace = new Pace({ patience: 500, pollEvery: 10 });
  pace.moved(100);
  expect(pace.limit).toBe(500);
  pace.moved(400);
  pace.moved(10);
  expect(pace.limit).toBe(800);
});

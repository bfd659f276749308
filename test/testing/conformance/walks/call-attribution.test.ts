/**
 * Coverage claims nothing that was not tested: a call counts only if the class that decided it is
 * certain.
 */
import { describe, expect, test } from 'vitest';
import { documents, wordsOf } from '../../../../src/dialect';
import { systemClock } from '../../../../src/host';
import {
  type CompleteAction,
  type Deployment,
  everyAction,
  fullCapabilities,
  parseRequest,
} from '../../../../src/lifecycle';
import type { DriverAnswer } from '../../../../src/testing';
import { pairOf, pairsOf } from '../../../../src/testing/conformance/goals/pairs';
import { Session, sessionSpaceWith } from '../../../../src/testing/conformance/walks/session';
import { randomOf } from '../../../../src/testing/random';
import { amount } from '../../../tier';
import { type MemoryDriver, type MemoryOptions, memoryDriver } from '../memory-driver';
import { tested } from '../tested';

const space = sessionSpaceWith(fullCapabilities);

/** A session, and the pairs in which its calls were said to be decided. */
function sessionOf(driver: MemoryDriver) {
  const decided: string[] = [];
  const exact = new Map<CompleteAction, string>();
  const seen = new Set<string>();
  const options = { timeout: 1_000, patience: 1_000, clock: systemClock };
  const known = {
    capabilities: fullCapabilities,
    dialect: documents,
    words: wordsOf(documents),
  };
  const session = new Session(driver, { ...options, ...known }, space, {
    onTrouble: () => {},
    onCall: () => {},
    onDecided: (pair, action) => {
      decided.push(`${action.type} in ${pair}`);
      exact.set(action, pair);
    },
    onPlaced: () => {},
    onRead: (possible) => {
      const [pair, ...others] = pairsOf(possible);
      if (pair !== undefined && others.length === 0) seen.add(pair);
    },
  });
  return { session, decided, exact, seen };
}

/** Polls until this pair is shown. */
async function until(session: Session, pair: string): Promise<void> {
  for (let polls = 0; polls < 100; polls += 1) {
    const { statuses, desiredStatuses } = await session.read();
    if (`${statuses[0]}/${desiredStatuses[0]}` === pair) return;
  }
  throw new Error(`${pair} was not reached.`);
}

/** A pipeline that was just seen in Standby. */
async function inStandby(options: MemoryOptions = {}) {
  const driver = memoryDriver(options);
  const { session, decided, seen } = sessionOf(driver);
  await session.begin();
  await session.call(parseRequest('start?initial=standby'));
  await until(session, 'Standby/Standby');
  decided.length = 0;
  return { driver, session, decided, seen };
}

describe('a call of a pipeline that was just seen in Standby', () => {
  test('counts there if the next poll shows Standby again', async () => {
    const { session, decided } = await inStandby();
    await session.call({ type: 'resume' });
    expect(decided).toEqual([]);
    await session.read();
    expect(decided).toEqual(['resume in Standby/Standby']);
  });

  test('counts nowhere if the pipeline had failed before it was refused', async () => {
    const { driver, session, decided } = await inStandby();
    expect(driver.fail()).toBe(true);
    await session.call({ type: 'resume' });
    await session.read();
    expect(decided).toEqual([]);
  });

  test('counts nowhere if the pipeline failed only afterwards: nobody can tell', async () => {
    const { driver, session, decided } = await inStandby();
    await session.call({ type: 'resume' });
    driver.fail();
    await session.read();
    expect(decided).toEqual([]);
  });

  test('counts at once if its answer can only be given in Standby', async () => {
    const { session, decided } = await inStandby();
    await session.call(parseRequest('activate'));
    expect(decided).toEqual(['activate in Standby/Standby']);
  });

  test.each([
    ['a 500', { httpStatus: 500, body: { message: '', error_code: '', details: {} } }],
    ['a gateway', { httpStatus: 502, body: '<html>' }],
    ['nothing', undefined],
  ])('counts nowhere if it is answered by %s', async (_, garbage) => {
    const answer = (usual: DriverAnswer, { type }: CompleteAction) =>
      type === 'resume' ? garbage : usual;
    const { session, decided } = await inStandby({ answer });
    await session.call({ type: 'resume' });
    await session.read();
    expect(decided).toEqual([]);
  });

  test('counts as the first of several calls without a poll in between', async () => {
    const { session, decided } = await inStandby();
    await session.call({ type: 'pause' });
    await session.call({ type: 'resume' });
    await session.call(parseRequest('activate'));
    expect([...decided].sort()).toEqual([
      'activate in Standby/Standby',
      'pause in Standby/Standby',
      'resume in Standby/Standby',
    ]);
  });
});

describe('a status that is not certain', () => {
  test('is not seen, and nothing counts in it', async () => {
    const reading = (real: object, { status }: Deployment) =>
      status === 'Standby' ? { ...real, deployment_status: 'Unavailable' } : real;
    const driver = memoryDriver({ reading });
    const { session, decided, seen } = sessionOf(driver);
    await session.begin();
    await session.call(parseRequest('start?initial=standby'));
    for (let polls = 0; polls < 30; polls += 1) await session.read();
    decided.length = 0;
    await session.call({ type: 'resume' });
    await session.read();
    expect(seen).not.toContain('Standby/Standby');
    expect(decided).toEqual([]);
  });
});

test('whatever is called whenever, no call counts in a pair in which it was not decided', async () => {
  const random = randomOf(7);
  let counted = 0;
  let calls = 0;
  for (let seed = 1; seed <= amount({ usual: 20, deep: 600 }); seed += 1) {
    const truth = new Map<CompleteAction, string>();
    const driver = memoryDriver({
      seed,
      failures: seed % 3 === 0 ? 0 : 0.05,
      onDecided: (before, action) => truth.set(action, pairOf(before)),
    });
    const { session, exact } = sessionOf(driver);
    await session.begin();
    for (let step = 0; step < 60; step += 1) {
      // A copy, so that each call can be told from others of the same action.
      if (random.chance(0.5)) await session.call({ ...random.pick(everyAction) });
      if (random.chance(0.5)) await session.read();
      if (random.chance(0.03)) driver.fail();
    }
    for (const [action, pair] of exact) expect(pair).toBe(truth.get(action));
    counted += exact.size;
    calls += truth.size;
  }
  // Most calls count, or the test would show nothing.
  expect(counted / calls).toBeGreaterThan(0.5);
});

test('a report counts no call in a pair in which it was not decided', async () => {
  const truth = new Map<string, number>();
  const count = ({ status, desiredStatus }: Deployment, action: CompleteAction) => {
    const column = action.type === 'stop' && action.force ? 'stop?force=true' : action.type;
    const cell = `${status}/${desiredStatus} ${column}`;
    truth.set(cell, (truth.get(cell) ?? 0) + 1);
  };
  const budget = { walks: amount({ usual: 4, deep: 100 }) };
  const report = await tested({ failures: 0.03, onDecided: count }, { budget });
  expect(report.outcome).toBe('conforms');
  const cells = report.coverage.rows.flatMap(({ pair, counts }) =>
    Object.entries(counts).map(([column, times]) => [`${pair} ${column}`, times] as const),
  );
  for (const [cell, times] of cells) expect(times, cell).toBeLessThanOrEqual(truth.get(cell) ?? 0);
  expect(report.coverage.covered).toBeGreaterThan(amount({ usual: 50, deep: 180 }));
});

/**
 * Servers with one bug each, in virtual time: the kit finds every bug that can be seen within a
 * pinned number of walks, and never accuses the correct server. See detection.long.test.ts for real
 * processes.
 */
import { describe, expect, it } from 'vitest';
import { type ConformanceReport, describeConformance } from '../../../src/testing';
import { amount, cases, sample } from '../../tier';
import { inVirtualTime } from '../virtual-time';
import { circumstances, expectFoundOut, testedServer, unseen, visible } from './detection';
import { startInProcess } from './in-process-server';
import type { ServerOptions } from './server-options';
import { bugs } from './servers/bugs.mjs';

const seeds = Array.from({ length: amount({ usual: 1, deep: 5 }) }, (_, index) => index + 1);

/** How many walks find every bug, from each of the seeds. */
const walksMax = 40;

function tested(
  server: ServerOptions & { readonly args: readonly string[] },
  walks: number,
): Promise<ConformanceReport> {
  return inVirtualTime(async (clock) => {
    const started = startInProcess(clock, server);
    const budget = { walks };
    const report = await testedServer(started, server.args, { seed: server.seed, budget });
    expect(started.complaints()).toBe('');
    return report;
  });
}

describe('a server with a bug is found out', () => {
  it('with all bugs but those that nobody could see', () => {
    expect(visible.length).toBeGreaterThanOrEqual(50);
    for (const name of Object.keys(unseen)) expect(Object.keys(bugs)).toContain(name);
  });

  it.each(sample(visible, 1))('%s', async (bug, args) => {
    for (const seed of seeds) {
      const report = await tested({ bug, seed, args }, walksMax);
      expectFoundOut(report, `seed ${seed}: `);
    }
  });

  it('and no report claims that an action was exercised where the bug would have shown', async () => {
    const bug = 'resume-leads-out-of-standby';
    for (let seed = 1; seed <= amount({ usual: 1, deep: 60 }); seed += 1) {
      const { outcome, coverage } = await tested({ bug, seed, args: ['--latency', '2..10'] }, 2);
      const standby = coverage.rows.find(({ pair }) => pair === 'Standby/Standby');
      if (outcome === 'conforms') expect(standby?.counts.resume, `seed ${seed}`).toBe(0);
    }
  });
});

describe('the correct server is not accused', () => {
  const harder: typeof circumstances = {
    ...circumstances,
    'with restarts': ['--fault', 'restart'],
    'with answers later than the kit waits': [
      '--fault',
      'slow',
      '--fault-rate',
      '0.005',
      '--slow',
      '2100..3000',
    ],
  };

  const walks = amount({ usual: 3, deep: 8 });

  it.each(cases(Object.entries(harder), 2))('%s', async (_name, args) => {
    for (const seed of sample([11, 12], 1)) {
      const report = await tested({ seed, args: ['--latency', '1..12', ...args] }, walks);
      expect(report.failure, `seed ${seed}: ${describeConformance(report)}`).toBeNull();
      expect(report.requests).toBeGreaterThan(50);
      if (!args.includes('slow')) expect(report.outcome, `seed ${seed}`).toBe('conforms');
    }
  });
});

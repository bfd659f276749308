/**
 * The servers as real processes over HTTP: the kit finds each bug that can be seen, and never
 * accuses the correct server. Budgets are in walks and limits far away, so that a slow machine
 * takes longer, and says the same.
 */
import { describe, expect, it } from 'vitest';
import { type ConformanceReport, describeConformance } from '../../../src/testing';
import { sample } from '../../tier';
import { circumstances, expectFoundOut, testedServer, visible } from './detection';
import type { ServerOptions } from './server-options';
import { startServer } from './start-server';

async function tested(
  server: ServerOptions & { readonly args: readonly string[] },
  walks: number,
): Promise<ConformanceReport> {
  const started = await startServer(server);
  try {
    const { args, seed } = server;
    return await testedServer(started, args, { seed, budget: { walks }, timeout: 20_000 });
  } finally {
    await started.stop();
  }
}

/**
 * Latencies of the runner in milliseconds, tried until the bug is found. Slow ones let calls come
 * in time; quick ones let the kit see what a runner does late. A busy machine needs other ones.
 */
const latencies = ['20..80', '5..20', '80..200', '2..10', '40..160', '10..40'];

/** Tests a broken server until it is found out. */
async function foundOut(bug: string, args: readonly string[]): Promise<ConformanceReport> {
  // What takes too long must be polled often before it ends.
  const suspends = bug === 'forced-stop-waits-for-suspend' ? ['--suspends', '600000'] : [];
  let report: ConformanceReport | undefined;
  for (const [index, latency] of latencies.entries()) {
    const timing = ['--latency', latency, ...suspends];
    report = await tested({ bug, seed: index + 1, args: [...args, ...timing] }, 60);
    if (report.outcome === 'violates') break;
  }
  return report as ConformanceReport;
}

describe('a server with a bug is found out', () => {
  it.concurrent.each(sample(visible, 3))('%s', async (bug, args) => {
    const report = await foundOut(bug, args);
    expectFoundOut(report);
  });
});

describe('the correct server is not accused', () => {
  it.concurrent.each(sample(Object.entries(circumstances), 2))('%s', async (_name, args) => {
    for (const seed of [11]) {
      const report = await tested({ seed, args: ['--latency', '1..12', ...args] }, 5);
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.requests).toBeGreaterThan(50);
    }
  });
});

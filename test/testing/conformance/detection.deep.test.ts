/**
 * The servers as real processes over HTTP, against the clock: the kit finds each bug within a
 * minute, and never accuses the correct server.
 */
import { describe, expect, it } from 'vitest';
import { type ConformanceReport, describeConformance } from '../../../src/testing';
import { HistoryChecker } from '../../../src/trace';
import { circumstances, testedServer, visible } from './detection';
import type { ServerOptions } from './server-options';
import { startServer } from './start-server';

const minute = 60_000;

async function tested(
  server: ServerOptions & { readonly args: readonly string[] },
  budget: number,
): Promise<ConformanceReport> {
  const started = await startServer(server);
  try {
    return await testedServer(started, server.args, { seed: server.seed, budget });
  } finally {
    await started.stop();
  }
}

describe('a server with a bug is found out', () => {
  it.concurrent.each(visible)('%s', async (bug, args) => {
    const report = await tested({ bug, seed: 1, args }, minute);
    expect(report.outcome, describeConformance(report)).toBe('violates');
    const { kind, history } = report.failure ?? { kind: '', history: [] };
    expect(history.length).toBeLessThan(60);
    if (kind !== 'illegal') return;
    const checker = new HistoryChecker();
    for (const line of history) checker.read(line);
    expect(checker.end().violation?.line).toBe(history.length);
  });
});

describe('the correct server is not accused', () => {
  it.concurrent.each(Object.entries(circumstances))('%s', async (_name, args) => {
    for (const seed of [11, 12]) {
      const report = await tested({ seed, args: ['--latency', '1..12', ...args] }, 3_000);
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.requests).toBeGreaterThan(0);
    }
  });
});

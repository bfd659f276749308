/**
 * Servers with one bug each, real processes over HTTP: the kit finds each within its budget. The correct
 * one, with delays, failures and faults of the network, is never accused.
 */
import { describe, expect, it } from 'vitest';
import {
  type ConformanceReport,
  checkConformance,
} from '../../src/testing/conformance/conformance';
import { describeConformance } from '../../src/testing/conformance/describe';
import type { LifecycleDriver } from '../../src/testing/conformance/driver';
import { httpDriver } from '../../src/testing/conformance/http-driver';
import { violationOf } from '../../src/testing/conformance/shrink';
import { listBugs, startServer } from './start-server';

/** How long a bug may take to be found, in milliseconds. */
const budget = 60_000;

/** What calls and polls alone cannot show: each would need to know what happened inside. */
const unseen: Readonly<Record<string, string>> = {
  'failed-suspension-is-clean': 'that the suspension failed is known to the runner only',
  'earlier-generation-accepted': 'that a failure was of an earlier deployment, likewise',
  'no-pipeline-name-in-details': 'what is in details is documented for few codes',
};

const bugs = Object.entries(listBugs());
const found = bugs.filter(([name]) => !(name in unseen));

async function tested(
  { bug, seed, args }: { bug?: string; seed: number; args: readonly string[] },
  milliseconds: number,
): Promise<ConformanceReport> {
  const server = await startServer({
    ...(bug === undefined ? {} : { bug }),
    seed,
    args: [...args],
  });
  try {
    const { baseUrl } = server;
    const url = `${baseUrl}/v0/pipelines/scratch`;
    await fetch(url, { method: 'PUT' });
    const withoutStandby = args.includes('standby');
    return await checkConformance(withHooks(baseUrl), {
      seed,
      budget: milliseconds,
      timeout: 2_000,
      patience: 2_500,
      pollEvery: 3,
      again: 0,
      ...(withoutStandby ? { capabilities: { standby: false } } : {}),
    });
  } finally {
    await server.stop();
  }
}

/** The driver of the kit, with the hooks of these servers. */
function withHooks(baseUrl: string): LifecycleDriver {
  const driver = httpDriver({ baseUrl, pipeline: 'scratch', stopsWithin: 2_500 });
  const hooks = { killRunner: 'kill-runner', failPipeline: 'fail' };
  return {
    ...driver,
    disturb: async (disturbance) => {
      const response = await fetch(`${baseUrl}/test/scratch/${hooks[disturbance]}`, {
        method: 'POST',
      });
      return response.ok;
    },
  };
}

describe('a server with a bug is found out', () => {
  it('there are at least fifteen, and the kit is put to all but those that nobody could see', () => {
    expect(found.length).toBeGreaterThanOrEqual(15);
    for (const name of Object.keys(unseen)) expect(bugs.map(([each]) => each)).toContain(name);
  });

  it.concurrent.each(found)('%s', { timeout: 2 * budget }, async (bug, { options }) => {
    const args = ['--latency', '2..10', ...options];
    const report = await tested({ bug, seed: 1, args }, budget);
    expect(report.outcome, describeConformance(report)).toBe('violates');
    const { kind, history, after } = report.failure ?? { kind: '', history: [], after: Infinity };
    expect(after).toBeLessThan(budget);
    expect(history.length).toBeLessThan(60);
    if (kind === 'illegal') expect(violationOf(history)?.line).toBe(history.length);
  });
});

describe('the correct server is not accused', () => {
  const networks: Readonly<Record<string, readonly string[]>> = {
    'with delays': ['--delay', '0..8'],
    'with failures': ['--failures', '0.1', '--late', '0.5'],
    'with dropped connections': ['--fault', 'drop', '--fault-rate', '0.03'],
    'with garbage': ['--fault', 'garbage', '--fault-rate', '0.03'],
    'with errors of its own': ['--fault', 'error500', '--fault-rate', '0.05'],
    'without standby': ['--without', 'standby'],
  };

  it.concurrent.each(Object.entries(networks))('%s', { timeout: 60_000 }, async (_name, args) => {
    for (const seed of [11, 12]) {
      const report = await tested({ seed, args: ['--latency', '1..12', ...args] }, 3_000);
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.requests).toBeGreaterThan(50);
    }
  });
});

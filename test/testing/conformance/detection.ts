/** Tests the servers of `servers/`, correct and broken, as a user of the kit would. */
import { expect } from 'vitest';
import {
  type ConformanceOptions,
  type ConformanceReport,
  checkConformance,
  describeConformance,
  httpDriver,
  type LifecycleDriver,
} from '../../../src/testing';
import { HistoryChecker } from '../../../src/trace';
import { type ReachableServer, send } from './server-options';
import { bugs } from './servers/bugs.mjs';

/** Bugs that calls and polls alone cannot show, and the reason. */
export const unseen: Readonly<Record<string, string>> = {
  'failed-suspension-is-clean': 'only the runner knows that the suspension failed',
  'earlier-generation-accepted':
    'only the runner knows that a failure was of an earlier deployment',
  'no-pipeline-name-in-details': 'the content of details is documented for few codes only',
};

/** The bugs that the kit has to find, by name, with the options of the server that shows them. */
export const visible: readonly (readonly [bug: string, args: readonly string[]])[] = Object.entries(
  bugs,
)
  .filter(([name]) => !(name in unseen))
  .map(([name, { options }]) => [name, ['--latency', '2..10', ...options]]);

/** Circumstances in which the correct server must not be accused, as options of the server. */
export const circumstances: Readonly<Record<string, readonly string[]>> = {
  'with delays': ['--delay', '0..8'],
  'with failures': ['--failures', '0.1', '--late', '0.5'],
  'with dropped connections': ['--fault', 'drop', '--fault-rate', '0.03'],
  'with garbage': ['--fault', 'garbage', '--fault-rate', '0.03'],
  'with errors of its own': ['--fault', 'error500', '--fault-rate', '0.05'],
  'without standby': ['--without', 'standby'],
};

/** Tests a server; `args` are the options with which it was started. */
export async function testedServer(
  server: ReachableServer,
  args: readonly string[],
  options: ConformanceOptions,
): Promise<ConformanceReport> {
  const { clock } = server;
  const capabilities = args.includes('standby') ? { standby: false } : {};
  const timing = { timeout: 2_000, patience: 2_500, pollEvery: 3, again: 0 };
  const driver = await scratchDriver(server, '/v0/pipelines/', options.dialect);
  return checkConformance(driver, { ...timing, capabilities, clock, ...options });
}

/** Creates a pipeline; the driver of the kit for it, with the hooks of these servers. */
export async function scratchDriver(
  server: ReachableServer,
  prefix = '/v0/pipelines/',
  dialect: ConformanceOptions['dialect'] = undefined,
): Promise<LifecycleDriver> {
  await createScratch(server, prefix);
  const { baseUrl, fetch, clock } = server;
  const hooks = { killRunner: 'kill-runner', failPipeline: 'fail' };
  const pipeline = { pipeline: 'scratch', dialect };
  return {
    ...httpDriver({ baseUrl, fetch, clock, prefix, ...pipeline, stopsWithin: 30_000 }),
    disturb: async (disturbance) => {
      const { body } = await send(server, 'POST', `/test/scratch/${hooks[disturbance]}`);
      return body.done;
    },
  };
}

/** Creates the pipeline. A server with faults may need several requests. */
async function createScratch(server: ReachableServer, prefix: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { status } = await send(server, 'PUT', `${prefix}scratch`);
      if (status === 200 || status === 201) return;
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

/** Expects that the bug was found, with a short history whose last line breaks the rule. */
export function expectFoundOut(report: ConformanceReport, told = ''): void {
  expect(report.outcome, `${told}${describeConformance(report)}`).toBe('violates');
  const { kind, history } = report.failure ?? { kind: '', history: [] };
  expect(history.length).toBeLessThan(60);
  if (kind !== 'illegal') return;
  const checker = new HistoryChecker();
  for (const line of history) checker.read(line);
  const { violation } = checker.end();
  // An earlier line is to blame if only something odd explains it, which the last rules out.
  const last = violation?.exception?.ruledOutBy ?? violation;
  expect(last?.line).toBe(history.length);
}

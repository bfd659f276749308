/**
 * The conformance kit against this server, in this process and on a virtual clock: with delays and
 * failures it conforms, and with each rule switched off in turn it does not.
 */
import { describe, expect, test } from 'vitest';
import {
  type Capabilities,
  type Capability,
  capabilityNames,
  createDeployment,
  decide,
  type ObservationType,
  observationTypes,
  observe,
} from '../../../src/lifecycle';
import { type RuleId, rules } from '../../../src/lifecycle/rules/catalogue';
import {
  type ConformanceReport,
  checkConformance,
  describeConformance,
  httpDriver,
} from '../../../src/testing';
import { inVirtualTime } from '../../testing/virtual-time';
import { amount, sample } from '../../tier';
import { digestAtOnce } from '../digests';
import { decideWithout, observeWithout, type ServerWithout, startWithout } from './rule-off';

/** The rules whose loss actions and polls cannot show, and why. */
const invisible: Readonly<Partial<Record<RuleId, string>>> = {
  'failed.beforeProvisioning': 'only the runner knows of the failure; it may as well go on',
  'failed.deployment': 'likewise',
  'failed.suspension': 'likewise',
  'failed.whileStopping': 'changes nothing: deprovisioning is tried again in any case',
  'standby.remains': 'an observation that changes nothing',
  'awaitingApproval.remains': 'likewise',
  'checkpointed.records': 'a reading has no checkpoint',
  'checkpointed.late': 'likewise',
  'checkpointed.stale': 'likewise',
  'generation.stale': 'an observation of an earlier generation says nothing new of this one',
};

/** The rules to switch off in the usual tier: one of each kind. */
const representative: readonly RuleId[] = [
  'stop.enterpriseOnly',
  'dismissError.notStopped',
  'activate.standby',
  'stop.forced',
  'running.stale',
];

const missingFor: Readonly<Partial<Record<string, Capability>>> = {
  'stop.enterpriseOnly': 'checkpointing',
  'stop.notSuspendable': 'suspendable',
  'start.standbyNotAllowed': 'standby',
};

function without(capability: Capability | null): Partial<Capabilities> {
  return capability === null ? {} : { [capability]: false };
}

function tested(options: ServerWithout, walks: number, again = 0): Promise<ConformanceReport> {
  digestAtOnce();
  const { seed, capabilities } = options;
  return inVirtualTime(async (clock) => {
    const server = await startWithout(options, clock);
    const connection = { baseUrl: 'http://localhost', fetch: server.fetch, clock };
    const driver = httpDriver({ ...connection, pipeline: 'scratch', stopsWithin: 2_500 });
    const report = await checkConformance(
      {
        ...driver,
        disturb: async (what) => (what === 'failPipeline' ? server.crash() : false),
      },
      {
        ...{ seed, capabilities, clock, budget: { walks }, again },
        ...{ timeout: 2_000, patience: 2_500, pollEvery: 3 },
      },
    );
    await server.stop();
    return report;
  });
}

describe('this server', () => {
  const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
  const walks = amount({ usual: 1, deep: 4 });

  test.each(sample(seeds, 1))('conforms, with delays and failures (seed %i)', async (seed) => {
    const missing = [null, ...capabilityNames][seed % 4] ?? null;
    const report = await tested(
      {
        ...{ off: null, seed, noise: seed % 2 === 0 ? observationTypes : [] },
        capabilities: without(missing),
        ...{ latency: [2, 10, 40][seed % 3] ?? 0, delay: [0, 2, 10, 30][seed % 4] ?? 0 },
        failures: [0, 0.05, 0.2][seed % 3] ?? 0,
      },
      walks,
      2,
    );
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.requests).toBeGreaterThan(10 * walks);
  });
});

describe('with a rule switched off', () => {
  const all = rules.filter(({ plane }) => plane !== 'both').map(({ id }) => id as RuleId);
  const visible = all.filter((id) => !(id in invisible));

  test('all rules are visible or explained, except those of whole deployments', () => {
    const named = [...Object.keys(invisible), ...representative];
    expect(named.filter((id) => !all.includes(id as RuleId))).toEqual([]);
    expect([all.length, visible.length]).toEqual([73, 63]);
  });

  const tried = sample([...new Set([...representative, ...visible])], representative.length);
  test.each(tried)('%s: the server violates the rules', async (off) => {
    const [type = '', kind] = off.split('.');
    const report = await tested(
      {
        ...{ off, seed: 1, latency: 30, delay: 1 },
        capabilities: without(missingFor[off] ?? null),
        noise: kind === 'stale' ? [type as ObservationType] : [],
        failures: off.startsWith('dismissError') ? 0.3 : 0.05,
      },
      2_000,
    );
    expect(report.outcome, describeConformance(report)).toBe('violates');
  });
});

test('a rule that is off is off, and no other', () => {
  const stopped = createDeployment();
  expect(decideWithout('pause.stopped')(stopped, { type: 'pause' })).toMatchObject({
    accepted: true,
    httpStatus: 202,
    deployment: stopped,
  });
  expect(decideWithout('start.stopped')(stopped, { type: 'start' }).accepted).toBe(false);
  expect(decideWithout('start.stopped')(stopped, { type: 'stop' })).toEqual(
    decide(stopped, { type: 'stop' }),
  );
  const late = { type: 'running' } as const;
  const begun = decide(stopped, { type: 'start' }).deployment;
  expect(observeWithout('running.stale')(begun, late).deployment.status).toBe('Running');
  expect(observeWithout('paused.stale')(begun, late)).toEqual(observe(begun, late));
});

/**
 * The conformance kit against this server, over HTTP: as it is, with delays and failures, nothing is found;
 * with each rule switched off in turn, it is.
 */
import { describe, expect, test } from 'vitest';
import {
  type Capabilities,
  type Capability,
  capabilityNames,
  type ObservationType,
  observationTypes,
} from '../../../src/lifecycle';
import { type RuleId, rules } from '../../../src/lifecycle/rules/catalogue';
import {
  type ConformanceReport,
  checkConformance,
  describeConformance,
  httpDriver,
} from '../../../src/testing';
import { decideWithout, observeWithout, type ServerWithout, serveWithout } from './rule-off';

/** How long a rule that is off may take to be found, in milliseconds. */
const budget = 60_000;

/** Rules whose loss calls and polls cannot show, and why. */
const unseen: Readonly<Partial<Record<RuleId, string>>> = {
  'failed.beforeProvisioning': 'that it failed is known to the runner only; it may as well go on',
  'failed.deployment': 'likewise',
  'failed.suspension': 'likewise',
  'failed.whileStopping': 'takes nothing in: deprovisioning is tried again in any case',
  'standby.remains': 'a message that changes nothing',
  'awaitingApproval.remains': 'likewise',
  'checkpointed.records': 'checkpoints are in no reading',
  'checkpointed.stale': 'likewise',
  'generation.stale': 'a message of an earlier life says nothing that this life could not say',
};

const missingFor: Readonly<Partial<Record<string, Capability>>> = {
  'stop.enterpriseOnly': 'checkpointing',
  'stop.notSuspendable': 'suspendable',
  'start.standbyNotAllowed': 'standby',
};

function without(capability: Capability | null): Partial<Capabilities> {
  return capability === null ? {} : { [capability]: false };
}

async function tested(
  options: ServerWithout,
  milliseconds: number,
  again = 0,
): Promise<ConformanceReport> {
  const { seed, capabilities } = options;
  const server = await serveWithout(options);
  const driver = httpDriver({ baseUrl: server.baseUrl, pipeline: 'scratch', stopsWithin: 2_500 });
  try {
    return await checkConformance(
      {
        ...driver,
        disturb: async (what) => (what === 'failPipeline' ? server.crash() : false),
      },
      {
        ...{ seed, capabilities, budget: milliseconds, again },
        ...{ timeout: 2_000, patience: 2_500, pollEvery: 3 },
      },
    );
  } finally {
    await server.stop();
  }
}

describe('this server', () => {
  const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

  test.concurrent.each(seeds)(
    'is not accused, with delays and failures (seed %i)',
    async (seed) => {
      const missing = [null, ...capabilityNames][seed % 4] ?? null;
      const report = await tested(
        {
          ...{ off: null, seed, noise: seed % 2 === 0 ? observationTypes : [] },
          capabilities: without(missing),
          ...{ latency: [2, 10, 40][seed % 3] ?? 0, delay: [0, 2, 10, 30][seed % 4] ?? 0 },
          failures: [0, 0.05, 0.2][seed % 3] ?? 0,
        },
        4_000,
        2,
      );
      expect(report.outcome, describeConformance(report)).toBe('conforms');
      expect(report.requests).toBeGreaterThan(50);
    },
    30_000,
  );
});

describe('with a rule switched off', () => {
  const all = rules.filter(({ plane }) => plane !== 'both').map(({ id }) => id as RuleId);
  const seen = all.filter((id) => !(id in unseen));

  test('all rules are there but those of whole deployments, which follow from the others', () => {
    expect(Object.keys(unseen).filter((id) => !all.includes(id as RuleId))).toEqual([]);
    expect([all.length, seen.length]).toEqual([72, 63]);
  });

  test.concurrent.each(seen)(
    '%s: it is found',
    async (off) => {
      const missing = missingFor[off];
      const [type = '', kind] = off.split('.');
      const report = await tested(
        {
          ...{ off, seed: 1, latency: 30, delay: 1 },
          capabilities: without(missing ?? null),
          noise: kind === 'stale' ? [type as ObservationType] : [],
          failures: off.startsWith('dismissError') ? 0.3 : 0.05,
        },
        budget,
      );
      expect(report.outcome, describeConformance(report)).toBe('violates');
    },
    budget + 30_000,
  );
});

test('a rule that is off is off, and nothing else', async () => {
  const { createDeployment, decide, observe } = await import('../../../src/lifecycle');
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

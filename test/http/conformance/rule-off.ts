/**
 * The handler and the reconciler with one rule switched off, served over HTTP.
 *
 * A rule that refuses and is off: the call is answered with 202, and nothing comes of it. A rule
 * that accepts: the call is refused. Of observations likewise: what is stale is taken in as it was
 * reported, and what would be taken in is ignored.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type ReportObservation, systemClock } from '../../../src/host';
import { memoryStore } from '../../../src/host/memory-store';
import { createPipeline } from '../../../src/host/pipeline';
import { runReconciler } from '../../../src/host/reconciler/reconciler';
import { createLifecycleHandler } from '../../../src/http';
import { noAuthentication } from '../../../src/http/authentication/authentication';
import {
  type Capabilities,
  type Deployment,
  decide,
  type ObservationType,
  type Outcome,
  observations,
  observe,
} from '../../../src/lifecycle';
import type { ErrorResponse } from '../../../src/lifecycle/error-response';
import type { Observation } from '../../../src/lifecycle/observation';
import type { RuleId } from '../../../src/lifecycle/rules/catalogue';
import { SimulatedExecutor } from '../../../src/simulator/executor';
import { randomOf } from '../../../src/testing/random';

const refusal: ErrorResponse = {
  message: 'Not now.',
  error_code: 'IllegalPipelineAction',
  details: {
    status: 'Stopped',
    current_desired_status: 'Stopped',
    new_desired_status: 'Stopped',
    hint: 'Not now.',
  },
};

/** `decide` without this rule. */
export function decideWithout(off: RuleId): typeof decide {
  return (deployment, action, capabilities) => {
    const decision = decide(deployment, action, capabilities);
    if (decision.rule !== off) return decision;
    const same = { deployment, rule: off, changed: false };
    return (
      decision.accepted
        ? { ...same, accepted: false, httpStatus: 400, error: refusal }
        : { ...same, accepted: true, httpStatus: 202 }
    ) as typeof decision;
  };
}

/** `observe` without this rule. */
export function observeWithout(off: RuleId): typeof observe {
  return (deployment, observation) => {
    const outcome = observe(deployment, observation);
    if (outcome.rule !== off) return outcome;
    if (outcome.accepted)
      return { accepted: false, deployment, reason: 'Ignored.', rule: off } as Outcome;
    if (off === 'generation.stale')
      return observe(deployment, { ...observation, generation: undefined });
    // Of what was never started there are no messages, not even late ones.
    if (deployment.generation === 0) return outcome;
    const after = asReported(deployment, observation);
    return { accepted: true, changed: true, deployment: after, rule: off } as unknown as Outcome;
  };
}

const ended: Partial<Deployment> = {
  desiredStatus: 'Stopped',
  initial: null,
  bootstrapPolicy: null,
  bootstrapApproved: false,
};

/** As who believes every message would have it. */
function asReported(deployment: Deployment, observation: Observation): Deployment {
  const status = observations[observation.type].reports ?? deployment.status;
  const ends = ['suspended', 'stopping', 'failed', 'deprovisioned'].includes(observation.type);
  const error = observation.type === 'failed' ? observation.error : null;
  return Object.freeze({ ...deployment, status, ...(ends ? { ...ended, error } : {}) });
}

/** How a server is to be. */
export interface ServerWithout {
  readonly off: RuleId | null;
  readonly capabilities: Partial<Capabilities>;
  readonly seed: number;
  /** How long a task of the runner takes at most, in milliseconds. */
  readonly latency: number;
  /** How long an answer is held back at most, in milliseconds. */
  readonly delay: number;
  readonly failures: number;
  /**
   * Messages that are reported now and then though nothing happened, as if they were late or
   * repeated.
   */
  readonly noise: readonly ObservationType[];
}

/** Serves a pipeline `scratch`. */
export async function serveWithout(options: ServerWithout) {
  const { off, capabilities, seed, latency, failures } = options;
  const store = memoryStore();
  await store.create(createPipeline('scratch', Date.now()));
  const executor = new SimulatedExecutor({
    ...{ clock: systemClock, seed, failures, checkpointing: capabilities.checkpointing ?? true },
    latency: { least: 0, most: latency },
  });
  const ending = new AbortController();
  const { signal } = ending;
  const connect = executor.connect.bind(executor);
  let report: ReportObservation = async () => undefined;
  executor.connect = (given) => {
    report = given;
    connect(given);
  };
  const reconciler = runReconciler({
    ...{
      store,
      executor,
      signal,
      backoff: { first: 1, max: 5 },
      resync: 100,
      grace: 10,
      onEvent: () => {},
    },
    ...(off === null ? {} : { observe: observeWithout(off) }),
  });
  const handler = createLifecycleHandler({
    ...{ store, authenticate: noAuthentication, capabilities, onEvent: () => {} },
    ...(off === null ? {} : { decide: decideWithout(off) }),
  });
  const random = randomOf(seed);
  const server = createAdaptorServer({
    fetch: async (request) => {
      await systemClock.sleep(random.next() * options.delay);
      return handler(request);
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const meddling = meddle(() => report, executor, options, signal);
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    crash: () => executor.crash('scratch'),
    stop: async () => {
      ending.abort();
      executor.end();
      await Promise.all([reconciler, meddling]);
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The pipeline is modified now and then, suspensions fail, and messages come that nobody sent. */
async function meddle(
  report: () => ReportObservation,
  executor: SimulatedExecutor,
  { seed, noise, failures, latency }: ServerWithout,
  signal: AbortSignal,
): Promise<void> {
  const random = randomOf(seed + 1);
  while (!signal.aborted) {
    await systemClock.sleep(random.next() * (3 * latency + 20), signal);
    if (random.chance(0.5)) executor.modify('scratch');
    if (random.chance(failures)) executor.spoilSuspension('scratch', 'fail', 'now');
    if (noise.length === 0 || signal.aborted) continue;
    const type = random.pick(noise);
    await report()('scratch', messageOf(type, random.pick([undefined, undefined, 1]))).catch(
      () => {},
    );
  }
}

function messageOf(type: Observation['type'], generation: number | undefined): Observation {
  const error = { message: 'A late message.', error_code: 'Late', details: {} };
  const { carries } = observations[type];
  const payload =
    carries === 'error' ? { error } : carries === 'checkpoint' ? { checkpoint: 1 } : {};
  return { type, ...payload, ...(generation === undefined ? {} : { generation }) } as Observation;
}

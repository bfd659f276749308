/**
 * The handler and the reconciler with one rule switched off, in this process and on a clock of the
 * test.
 *
 * If a refusing rule is off, the action is answered with 202, and nothing happens; if an accepting
 * rule is off, the action is refused. Likewise, a stale observation is applied as it was reported,
 * and an applied one is ignored.
 */
import type { Clock, ReportObservation } from '../../../src/host';
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
import type { HttpFetch } from '../../../src/testing';
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

/** Returns `decide` without this rule. */
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

/** Returns `observe` without this rule. */
export function observeWithout(off: RuleId): typeof observe {
  return (deployment, observation) => {
    const outcome = observe(deployment, observation);
    if (outcome.rule !== off) return outcome;
    if (outcome.accepted)
      return { accepted: false, deployment, reason: 'Ignored.', rule: off } as Outcome;
    if (off === 'generation.stale')
      return observe(deployment, { ...observation, generation: undefined });
    // A pipeline that was never started has no messages, not even late ones.
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

/** Returns the deployment of a host that believes every message. */
function asReported(deployment: Deployment, observation: Observation): Deployment {
  const status = observations[observation.type].reports ?? deployment.status;
  const ends = ['suspended', 'stopping', 'failed', 'deprovisioned'].includes(observation.type);
  const error = observation.type === 'failed' ? observation.error : null;
  return Object.freeze({ ...deployment, status, ...(ends ? { ...ended, error } : {}) });
}

/** The options of a server. */
export interface ServerWithout {
  readonly off: RuleId | null;
  readonly capabilities: Partial<Capabilities>;
  readonly seed: number;
  /** The longest time of a task of the runner, in milliseconds. */
  readonly latency: number;
  /** The longest delay of an answer, in milliseconds. */
  readonly delay: number;
  readonly failures: number;
  /**
   * Observations that are reported now and then without a cause, as if they were late or repeated.
   */
  readonly noise: readonly ObservationType[];
}

/** Starts a server with the pipeline `scratch`. */
export async function startWithout(options: ServerWithout, clock: Clock) {
  const { off, capabilities, seed, latency, failures } = options;
  const store = memoryStore();
  await store.create(createPipeline('scratch', { now: clock.now(), id: 'scratch' }));
  const executor = new SimulatedExecutor({
    ...{ clock, seed, failures, checkpointing: capabilities.checkpointing ?? true },
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
  const random = randomOf(seed);
  const reconciler = runReconciler({
    ...{ store, executor, signal, clock, random: random.next, onEvent: () => {} },
    ...{ backoff: { first: 1, max: 5 }, resync: 100, grace: 10 },
    ...(off === null ? {} : { observe: observeWithout(off) }),
  });
  const handler = createLifecycleHandler({
    ...{ store, clock, authenticate: noAuthentication, capabilities, onEvent: () => {} },
    ...(off === null ? {} : { decide: decideWithout(off) }),
  });
  const fetch: HttpFetch = async (url, { method, headers }) => {
    await clock.sleep(random.next() * options.delay);
    return handler(new Request(url, { method, headers }));
  };
  const meddling = meddle(() => report, executor, options, { signal, clock });
  return {
    fetch,
    crash: () => executor.crash('scratch'),
    stop: async () => {
      ending.abort();
      executor.end();
      await Promise.all([reconciler, meddling]);
    },
  };
}

/**
 * Modifies the pipeline now and then, makes suspensions fail, and reports observations without a
 * cause.
 */
async function meddle(
  report: () => ReportObservation,
  executor: SimulatedExecutor,
  { seed, noise, failures, latency }: ServerWithout,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
  const random = randomOf(seed + 1);
  while (!signal.aborted) {
    await clock.sleep(random.next() * (3 * latency + 20), signal);
    if (random.chance(0.5)) executor.modify('scratch');
    if (random.chance(failures)) executor.spoilSuspension('scratch', 'fail', 'now');
    if (noise.length === 0 || signal.aborted) continue;
    const type = random.pick(noise);
    const observation = messageOf(type, random.pick([undefined, undefined, 1]));
    const reference = { pipelineName: 'scratch', pipelineId: 'scratch' };
    await report()(reference, observation).catch(() => {});
  }
}

function messageOf(type: Observation['type'], generation: number | undefined): Observation {
  const error = { message: 'A late message.', error_code: 'Late', details: {} };
  const { carries } = observations[type];
  const payload =
    carries === 'error' ? { error } : carries === 'checkpoint' ? { checkpoint: 1 } : {};
  return { type, ...payload, ...(generation === undefined ? {} : { generation }) } as Observation;
}

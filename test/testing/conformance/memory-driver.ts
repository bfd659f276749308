/**
 * A driver of a pipeline in memory. Its runner does one step after another and moves on a little
 * with every request, so that it needs no clock; calls and polls meet it anywhere in between.
 */
import {
  type CompleteAction,
  completedBy,
  createDeployment,
  type Deployment,
  decide,
  fullCapabilities,
  observe,
  reconcile,
} from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import type { DriverAnswer, DriverReading, LifecycleDriver } from '../../../src/testing';
import { randomOf } from '../../../src/testing/random';

/** How to change the pipeline, to plant a bug. */
export interface MemoryOptions {
  readonly seed?: number;
  readonly capabilities?: typeof fullCapabilities;
  readonly answer?: (answer: DriverAnswer, action: CompleteAction, before: Deployment) => unknown;
  readonly after?: (after: Deployment, before: Deployment, action: CompleteAction) => Deployment;
  readonly reading?: (reading: DriverReading, deployment: Deployment) => unknown;
  readonly runner?: (deployment: Deployment) => boolean;
  /** How likely the pipeline fails whenever it could move. By default never. */
  readonly failures?: number;
  /** Told of every decision. */
  readonly onDecided?: (before: Deployment, action: CompleteAction) => void;
}

/** A driver that counts its calls, and can make its pipeline fail. */
export interface MemoryDriver extends LifecycleDriver {
  readonly calls: () => number;
  /** Makes the pipeline fail; false if that changed nothing. */
  readonly fail: () => boolean;
}

/** The driver of a new pipeline. */
export function memoryDriver(options: MemoryOptions = {}): MemoryDriver {
  const { seed = 1, capabilities = fullCapabilities, failures = 0 } = options;
  const random = randomOf(seed);
  let deployment = createDeployment();
  let begun: ReturnType<typeof reconcile> | null = null;
  let calls = 0;

  const fail = () => {
    const error = { message: 'It failed.', error_code: 'Failed', details: {} };
    const outcome = observe(deployment, { type: 'failed', error });
    const isNew = outcome.accepted && outcome.deployment !== deployment;
    deployment = outcome.deployment;
    return isNew;
  };

  const moveOn = () => {
    if (random.chance(failures)) fail();
    if (!random.chance(0.7) || options.runner?.(deployment) === false) return;
    if (begun === null) {
      begun = reconcile(deployment);
      return;
    }
    const { type: step, generation } = begun;
    begun = null;
    const outcomes = completedBy[step]
      .map((type) => (type === 'suspended' ? { type, checkpoint: 1 } : { type }))
      .map((report) => observe(deployment, { ...report, generation } as Observation))
      .filter(({ accepted }) => accepted);
    if (outcomes.length > 0) deployment = random.pick(outcomes).deployment;
  };

  return {
    calls: () => calls,
    fail,
    create: async () => {
      deployment = createDeployment();
      begun = null;
    },
    destroy: async () => {},
    call: async (action) => {
      calls += 1;
      moveOn();
      const before = deployment;
      options.onDecided?.(before, action);
      const decision = decide(before, action, capabilities);
      deployment = options.after?.(decision.deployment, before, action) ?? decision.deployment;
      const body = decision.accepted ? acceptedBody(action) : decision.error;
      const answer = { httpStatus: decision.httpStatus, body };
      return (options.answer ? options.answer(answer, action, before) : answer) as DriverAnswer;
    },
    read: async () => {
      moveOn();
      const { status, desiredStatus, error } = deployment;
      const reading = {
        deployment_status: status,
        deployment_desired_status: desiredStatus,
        deployment_error: error,
      };
      return (options.reading ? options.reading(reading, deployment) : reading) as DriverReading;
    },
  };
}

/** By their documents, activate and approve answer with a checkpoint. */
function acceptedBody({ type }: CompleteAction): unknown {
  const hasBody = type === 'activate' || type === 'approve';
  return hasBody ? { checkpoint_sequence_number: 0 } : undefined;
}

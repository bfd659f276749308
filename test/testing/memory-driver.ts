/** A driver of a pipeline in memory, which moves on by itself a little with every request. */
import {
  type CompleteAction,
  createDeployment,
  type Deployment,
  decide,
  fullCapabilities,
  observe,
  reconcile,
} from '../../src/lifecycle';
import type { Observation } from '../../src/lifecycle/observation';
import { completedBy } from '../../src/lifecycle/reconcile';
import type {
  DriverAnswer,
  DriverReading,
  LifecycleDriver,
} from '../../src/testing/conformance/driver';
import { randomOf } from '../../src/testing/random';

/** What may be changed about it, to plant a bug. */
export interface MemoryOptions {
  readonly seed?: number;
  readonly capabilities?: typeof fullCapabilities;
  readonly answer?: (answer: DriverAnswer, action: CompleteAction, before: Deployment) => unknown;
  readonly after?: (after: Deployment, before: Deployment, action: CompleteAction) => Deployment;
  readonly reading?: (reading: DriverReading, deployment: Deployment) => unknown;
  readonly runner?: (deployment: Deployment) => boolean;
}

/** The driver, with the number of its calls. */
export function memoryDriver(
  options: MemoryOptions = {},
): LifecycleDriver & { calls: () => number } {
  const { seed = 1, capabilities = fullCapabilities } = options;
  const random = randomOf(seed);
  let deployment = createDeployment();
  let calls = 0;

  const moveOn = () => {
    if (!random.chance(0.5) || options.runner?.(deployment) === false) return;
    const types = completedBy[reconcile(deployment).type];
    for (const type of types) {
      const observation = { type, checkpoint: 1, generation: deployment.generation };
      const { checkpoint: _, ...plain } = observation;
      const report = type === 'suspended' ? observation : plain;
      const outcome = observe(deployment, report as Observation);
      if (outcome.accepted && random.chance(0.7)) {
        deployment = outcome.deployment;
        return;
      }
    }
  };

  return {
    calls: () => calls,
    create: async () => {
      deployment = createDeployment();
    },
    destroy: async () => {},
    call: async (action) => {
      calls += 1;
      moveOn();
      const before = deployment;
      const decision = decide(before, action, capabilities);
      deployment = options.after?.(decision.deployment, before, action) ?? decision.deployment;
      const body = decision.accepted ? undefined : decision.error;
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

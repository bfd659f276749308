/** Reconciling: the next step of the runner, so that the status becomes the desired status. */

import { deepFreeze, positiveZero, readResult } from '../input';
import type { Deployment } from './deployment';
import { ownDeployment, validClassIndex } from './parse-deployment';
import type { DeploymentStatus, DesiredStatus } from './statuses';
import type { BootstrapPolicy, Initial, ObservationType } from './vocabulary';

/** The next thing for the runner to do or wait for. Its observations should echo `generation`. */
export type Step = { readonly generation: number } & (
  | {
      /** Provision compute resources, and start the pipeline from the checkpoint, if any. */
      readonly type: 'provision';
      readonly initial: Initial;
      readonly bootstrapPolicy: BootstrapPolicy;
      readonly checkpoint: number | null;
    }
  | {
      /** Leave standby. */
      readonly type: 'activate';
      readonly target: 'Paused' | 'Running';
    }
  | {
      readonly type:
        | 'idle'
        | 'awaitProvisioned'
        | 'awaitApproval'
        | 'bootstrap'
        | 'pause'
        | 'resume'
        | 'suspend'
        | 'awaitSuspended'
        | 'deprovision'
        | 'awaitDeprovisioned';
    }
);

/** The type of a step. */
export type StepType = Step['type'];

/**
 * The step for each desired status.
 * @inline
 */
type Row = Readonly<Partial<Record<DesiredStatus, StepType>>>;

/** The steps once provisioned. A function, because a bundler keeps what a table spreads. */
/* @__NO_SIDE_EFFECTS__ */
function onceProvisioned(row: Row): Row {
  return { ...row, Suspended: 'suspend', Stopped: 'deprovision' };
}

/** The step for each pair of statuses; a pair that is missing cannot occur. */
export const steps: Readonly<Record<DeploymentStatus, Row>> = deepFreeze({
  Stopped: { Standby: 'provision', Paused: 'provision', Running: 'provision', Stopped: 'idle' },
  Provisioning: {
    Standby: 'awaitProvisioned',
    Paused: 'awaitProvisioned',
    Running: 'awaitProvisioned',
    Stopped: 'deprovision',
  },
  Standby: onceProvisioned({ Standby: 'idle', Paused: 'activate', Running: 'activate' }),
  AwaitingApproval: onceProvisioned({ Paused: 'awaitApproval', Running: 'awaitApproval' }),
  Running: onceProvisioned({ Paused: 'pause', Running: 'idle' }),
  Paused: onceProvisioned({ Paused: 'idle', Running: 'resume' }),
  Suspending: { Suspended: 'awaitSuspended', Stopped: 'deprovision' },
  Stopping: { Stopped: 'awaitDeprovisioned' },
});

/** The steps that leave the runner nothing to do until a user acts. */
export const settledSteps: readonly StepType[] = deepFreeze(['idle', 'awaitApproval']);

/** The observations that report a step as done; none for a settled step. */
export const completedBy: Readonly<Record<StepType, readonly ObservationType[]>> = deepFreeze({
  idle: [],
  provision: ['provisioning'],
  awaitProvisioned: ['standby', 'awaitingApproval', 'paused', 'running'],
  activate: ['awaitingApproval', 'paused', 'running'],
  awaitApproval: [],
  bootstrap: ['paused', 'running'],
  pause: ['paused'],
  resume: ['running'],
  suspend: ['suspending'],
  awaitSuspended: ['suspended'],
  deprovision: ['stopping'],
  awaitDeprovisioned: ['deprovisioned'],
});

/**
 * Returns the next step of the runner. The documents only say that the desired status is reached
 * asynchronously; the steps are our own decision.
 *
 * This is a pure function; its result is frozen. It is level-triggered: called twice it returns the
 * same step, and a missed event costs nothing. Throws InvalidDeploymentError if the deployment is
 * malformed or cannot occur.
 */
export function reconcile(deployment: Deployment): Step {
  const read = ownDeployment(deployment);
  validClassIndex(read);
  const { status, desiredStatus, ...data } = read;
  const generation = positiveZero(data.generation);
  const type = steps[status][desiredStatus];
  switch (type) {
    case undefined:
      throw new Error(`Impossible: status ${status} with desired status ${desiredStatus}.`);
    case 'provision': {
      const { initial, bootstrapPolicy } = data;
      const checkpoint = data.checkpoint === null ? null : positiveZero(data.checkpoint);
      return Object.freeze({ type, generation, initial, bootstrapPolicy, checkpoint } as Step);
    }
    case 'activate':
      return Object.freeze({ type, generation, target: desiredStatus } as Step);
    case 'awaitApproval':
      return Object.freeze({ type: data.bootstrapApproved ? 'bootstrap' : type, generation });
    default:
      return Object.freeze({ type, generation });
  }
}

/**
 * True if the runner has nothing to do until a user acts; false for a pair of statuses that cannot
 * occur. Pure, and without an allocation: hosts ask it of every pipeline at every resync. Throws
 * InvalidInputError for anything but an object.
 */
export function settled(deployment: Deployment): boolean {
  return readResult('deployment', deployment, 'a deployment', isSettled);
}

function isSettled({ status, desiredStatus, bootstrapApproved }: Deployment): boolean {
  const type = steps[status]?.[desiredStatus];
  return type === 'idle' || (type === 'awaitApproval' && !bootstrapApproved);
}

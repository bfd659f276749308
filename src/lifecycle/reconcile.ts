/** Reconciling: what the runner should do next, so that the status becomes the desired one. */

import { deepFreeze } from '../input';
import type { Deployment } from './deployment';
import { validState } from './parse-deployment';
import type { DeploymentStatus, DesiredStatus } from './statuses';
import type { BootstrapPolicy, Initial, ObservationType } from './vocabulary';

/** What the runner should do next, or wait for. The runner echoes `generation` in observations. */
export type Step = { readonly generation: number } & (
  | {
      /** Provision compute resources and start the pipeline from the checkpoint, if there is one. */
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

const onceProvisioned = { Suspended: 'suspend', Stopped: 'deprovision' } as const;

/** The step for each pair of statuses; a pair that is missing cannot occur. */
export const steps: Readonly<Record<DeploymentStatus, Row>> = deepFreeze({
  Stopped: { Standby: 'provision', Paused: 'provision', Running: 'provision', Stopped: 'idle' },
  Provisioning: {
    Standby: 'awaitProvisioned',
    Paused: 'awaitProvisioned',
    Running: 'awaitProvisioned',
    Stopped: 'deprovision',
  },
  Standby: { Standby: 'idle', Paused: 'activate', Running: 'activate', ...onceProvisioned },
  AwaitingApproval: { Paused: 'awaitApproval', Running: 'awaitApproval', ...onceProvisioned },
  Running: { Paused: 'pause', Running: 'idle', ...onceProvisioned },
  Paused: { Paused: 'idle', Running: 'resume', ...onceProvisioned },
  Suspending: { Suspended: 'awaitSuspended', Stopped: 'deprovision' },
  Stopping: { Stopped: 'awaitDeprovisioned' },
});

const flowing = ['paused', 'running'] as const;

/** The observations that report each step done; none where the runner rests until the user calls. */
export const completedBy: Readonly<Record<StepType, readonly ObservationType[]>> = deepFreeze({
  idle: [],
  provision: ['provisioning'],
  awaitProvisioned: ['standby', 'awaitingApproval', ...flowing],
  activate: ['awaitingApproval', ...flowing],
  awaitApproval: [],
  bootstrap: flowing,
  pause: ['paused'],
  resume: ['running'],
  suspend: ['suspending'],
  awaitSuspended: ['suspended'],
  deprovision: ['stopping'],
  awaitDeprovisioned: ['deprovisioned'],
});

/**
 * What the runner should do next. Source: "The procedure to get to the desired status is performed
 * asynchronously" (start); how, is our own decision.
 *
 * This is a pure function; its result is frozen. It is level-triggered: asked twice it answers the
 * same, and a missed event costs nothing. Throws InvalidDeploymentError for a deployment that is
 * malformed or cannot occur.
 */
export function reconcile(deployment: Deployment): Step {
  validState(deployment);
  const { status, desiredStatus, generation, ...data } = deployment;
  const type = steps[status][desiredStatus];
  switch (type) {
    case undefined:
      throw new Error(`Impossible: status ${status} with desired status ${desiredStatus}.`);
    case 'provision': {
      const { initial, bootstrapPolicy, checkpoint } = data;
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

/**
 * The deployment statuses, which the runner reports, and the desired statuses, which the user asks
 * for.
 *
 * The comment above each status is generated from its row, so that editors show the text of the
 * row. The code itself uses only `resourcesByStatus`, so that a bundle need not contain the prose.
 */
import { deepFreeze } from '../input';

/** The status of the compute resources in each deployment status. Its keys are the statuses. */
export const resourcesByStatus = deepFreeze({
  Stopped: 'Stopped',
  Provisioning: 'Provisioning',
  Standby: 'Provisioned',
  AwaitingApproval: 'Provisioned',
  Running: 'Provisioned',
  Paused: 'Provisioned',
  Suspending: 'Provisioned',
  Stopping: 'Stopping',
});

/* @__NO_SIDE_EFFECTS__ */
function withResources<const Prose extends Record<DeploymentStatus, object>>(prose: Prose) {
  const rows = Object.entries(prose).map(([status, each]) => {
    return [status, { resources: resourcesByStatus[status as DeploymentStatus], ...each }];
  });
  return deepFreeze(Object.fromEntries(rows)) as {
    readonly [Status in DeploymentStatus]: Prose[Status] & {
      readonly resources: (typeof resourcesByStatus)[Status];
    };
  };
}

/**
 * The eight deployment statuses: what the runner has last reported.
 *
 * `resources` is the coarser status of the compute resources. `remainsUntil` lists the ways out:
 * each continues the sentence "Remains in this status until …".
 */
export const statuses = withResources({
  /**
   * No compute resources are held. With desired status Stopped, nothing happens by itself.
   *
   * Remains in this status until:
   * 1. the user calls start and the runner begins: it transitions to Provisioning.
   */
  Stopped: {
    meaning:
      'No compute resources are held. With desired status Stopped, nothing happens by itself.',
    remainsUntil: ['the user calls start and the runner begins: it transitions to Provisioning.'],
  },
  /**
   * Compute resources are being provisioned.
   *
   * Remains in this status until:
   * 1. provisioning succeeds: it transitions to Standby, AwaitingApproval, Paused or Running,
   * as asked.
   * 2. provisioning fails or times out: it transitions to Stopping, with the error set.
   * 3. the user calls stop: the runner cancels, and it transitions to Stopping.
   */
  Provisioning: {
    meaning: 'Compute resources are being provisioned.',
    remainsUntil: [
      'provisioning succeeds: it transitions to Standby, AwaitingApproval, Paused or Running, as asked.',
      'provisioning fails or times out: it transitions to Stopping, with the error set.',
      'the user calls stop: the runner cancels, and it transitions to Stopping.',
    ],
  },
  /**
   * Provisioned and following the checkpoints of another pipeline, processing nothing.
   *
   * Remains in this status until:
   * 1. the user calls activate: it transitions to Paused or Running, or to AwaitingApproval if
   * the pipeline was modified.
   * 2. the user calls stop force=true: it transitions to Stopping.
   * 3. the user calls activate, and stop before that takes effect: it transitions to
   * Suspending.
   * 4. the pipeline fails: it transitions to Stopping, with the error set.
   */
  Standby: {
    meaning: 'Provisioned and following the checkpoints of another pipeline, processing nothing.',
    remainsUntil: [
      'the user calls activate: it transitions to Paused or Running, or to AwaitingApproval if the pipeline was modified.',
      'the user calls stop force=true: it transitions to Stopping.',
      'the user calls activate, and stop before that takes effect: it transitions to Suspending.',
      'the pipeline fails: it transitions to Stopping, with the error set.',
    ],
  },
  /**
   * Provisioned, and waiting for the user to approve bootstrapping, because the pipeline was
   * modified since its checkpoint.
   *
   * Remains in this status until:
   * 1. the user calls approve: it transitions to Paused or Running.
   * 2. the user calls stop: it transitions to Suspending, or with force=true to Stopping.
   * 3. the pipeline fails: it transitions to Stopping, with the error set.
   */
  AwaitingApproval: {
    meaning:
      'Provisioned, and waiting for the user to approve bootstrapping, because the pipeline was modified since its checkpoint.',
    remainsUntil: [
      'the user calls approve: it transitions to Paused or Running.',
      'the user calls stop: it transitions to Suspending, or with force=true to Stopping.',
      'the pipeline fails: it transitions to Stopping, with the error set.',
    ],
  },
  /**
   * Provisioned and processing data.
   *
   * Remains in this status until:
   * 1. the user calls pause: it transitions to Paused.
   * 2. the user calls stop: it transitions to Suspending, or with force=true to Stopping.
   * 3. the pipeline fails: it transitions to Stopping, with the error set.
   */
  Running: {
    meaning: 'Provisioned and processing data.',
    remainsUntil: [
      'the user calls pause: it transitions to Paused.',
      'the user calls stop: it transitions to Suspending, or with force=true to Stopping.',
      'the pipeline fails: it transitions to Stopping, with the error set.',
    ],
  },
  /**
   * Provisioned, with all input paused.
   *
   * Remains in this status until:
   * 1. the user calls resume: it transitions to Running.
   * 2. the user calls stop: it transitions to Suspending, or with force=true to Stopping.
   * 3. the pipeline fails: it transitions to Stopping, with the error set.
   */
  Paused: {
    meaning: 'Provisioned, with all input paused.',
    remainsUntil: [
      'the user calls resume: it transitions to Running.',
      'the user calls stop: it transitions to Suspending, or with force=true to Stopping.',
      'the pipeline fails: it transitions to Stopping, with the error set.',
    ],
  },
  /**
   * Making the checkpoint that a graceful stop ends with.
   *
   * Remains in this status until:
   * 1. the checkpoint is made: it transitions to Stopping, without an error.
   * 2. the suspension or the pipeline fails: it transitions to Stopping, with the error set.
   * 3. the user cancels the suspension by calling stop force=true: it transitions to Stopping.
   */
  Suspending: {
    meaning: 'Making the checkpoint that a graceful stop ends with.',
    remainsUntil: [
      'the checkpoint is made: it transitions to Stopping, without an error.',
      'the suspension or the pipeline fails: it transitions to Stopping, with the error set.',
      'the user cancels the suspension by calling stop force=true: it transitions to Stopping.',
    ],
  },
  /**
   * Compute resources are being deprovisioned.
   *
   * Remains in this status until:
   * 1. deprovisioning succeeds, after as many retries as it takes: it transitions to Stopped.
   */
  Stopping: {
    meaning: 'Compute resources are being deprovisioned.',
    remainsUntil: [
      'deprovisioning succeeds, after as many retries as it takes: it transitions to Stopped.',
    ],
  },
});

/** One of the eight statuses of a deployment; `statuses` explains each. */
export type DeploymentStatus = keyof typeof resourcesByStatus;
/** The status of the compute resources: the top level of the status region. */
export type ResourcesStatus = (typeof resourcesByStatus)[DeploymentStatus];

/** The five desired statuses: what a user can ask for. */
export const desired = deepFreeze({
  Stopped: { resources: 'Stopped' },
  Suspended: { resources: 'Suspended' },
  Standby: { resources: 'Provisioned' },
  Paused: { resources: 'Provisioned' },
  Running: { resources: 'Provisioned' },
});

/** One of the five statuses that an action can ask for. */
export type DesiredStatus = keyof typeof desired;
/** The top level of the desired region; error bodies call it `current_desired_status`. */
export type ResourcesDesiredStatus = (typeof desired)[DesiredStatus]['resources'];

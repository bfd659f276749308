/** A deployment: the two planes and the data beside them, as plain JSON. */

import { member, throwFirst } from '../input';
import type { ErrorResponse } from './error-response';
import {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  resourcesByStatus,
} from './statuses';
import {
  type BootstrapPolicy,
  deploymentStatuses,
  desiredStatuses,
  type Initial,
} from './vocabulary';

export type { ErrorResponse } from './error-response';

/** The state of one pipeline. Plain JSON: persist it as it is, read it back with `parseDeployment`. */
export interface Deployment {
  /** What the runner has last reported. No action changes it. */
  readonly status: DeploymentStatus;
  /** What the user has last asked for. */
  readonly desiredStatus: DesiredStatus;
  /** The `initial` of the deployment that is under way; null when there is none. */
  readonly initial: Initial | null;
  /** The `bootstrapPolicy` of the deployment that is under way; null when there is none. */
  readonly bootstrapPolicy: BootstrapPolicy | null;
  /** Whether the user has approved bootstrapping and the runner has not yet acted on it. */
  readonly bootstrapApproved: boolean;
  /** What ended the last deployment, until it is dismissed. */
  readonly error: ErrorResponse | null;
  /** Sequence number of the latest checkpoint: a non-negative safe integer; null before the first. */
  readonly checkpoint: number | null;
  /** How many deployments this pipeline has had; 0 before the first. The fence for runner messages. */
  readonly generation: number;
}

/** The fields of a deployment by which the machine decides; of an error, only whether there is one. */
export interface ControlFields extends Omit<Deployment, 'error' | 'checkpoint' | 'generation'> {
  readonly error: object | null;
}

const neverStarted: Deployment = Object.freeze({
  status: 'Stopped',
  desiredStatus: 'Stopped',
  initial: null,
  bootstrapPolicy: null,
  bootstrapApproved: false,
  error: null,
  checkpoint: null,
  generation: 0,
});

/** A pipeline that was never started. Pure; frozen. */
export function createDeployment(): Deployment {
  return neverStarted;
}

/**
 * The status of the compute resources: the top level of the status region. Pure. Throws
 * InvalidInputError.
 */
export function resourcesStatus(deployment: Pick<Deployment, 'status'>): ResourcesStatus {
  throwFirst(member('status', deployment?.status, deploymentStatuses));
  return resourcesByStatus[deployment.status];
}

/**
 * The desired status of the compute resources: the top level of the desired region. Pure. Throws
 * InvalidInputError.
 */
export function resourcesDesiredStatus(
  deployment: Pick<Deployment, 'desiredStatus'>,
): ResourcesDesiredStatus {
  throwFirst(member('desiredStatus', deployment?.desiredStatus, desiredStatuses));
  return desired[deployment.desiredStatus].resources;
}

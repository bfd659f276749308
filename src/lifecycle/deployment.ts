/** A deployment: the two statuses and the data beside them, as plain JSON. */

import { member, ownField, throwFirst } from '../input';
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

/** The state of one pipeline: plain JSON. Persist it as it is, read it with `parseDeployment`. */
export interface Deployment {
  /** The status that the runner has last reported. No action changes it. */
  readonly status: DeploymentStatus;
  /** The status that the user has last asked for. */
  readonly desiredStatus: DesiredStatus;
  /** The `initial` of the deployment that is under way; null if there is none. */
  readonly initial: Initial | null;
  /** The `bootstrapPolicy` of the deployment that is under way; null if there is none. */
  readonly bootstrapPolicy: BootstrapPolicy | null;
  /** True if the user has approved bootstrapping and the runner has not yet acted on it. */
  readonly bootstrapApproved: boolean;
  /** The error that ended the last deployment, until it is dismissed. */
  readonly error: ErrorResponse | null;
  /**
   * Sequence number of the latest checkpoint: a non-negative safe integer; null before the first.
   */
  readonly checkpoint: number | null;
  /**
   * How many deployments this pipeline has had: a non-negative integer below 2^53 - 1; 0 before the
   * first. It exposes late messages.
   */
  readonly generation: number;
}

/** The highest generation. The next is the last safe integer, from which nobody can count on. */
export const generationMax = Number.MAX_SAFE_INTEGER - 1;

/** The fields by which the machine decides. Of the error, only its presence matters. */
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

/** Returns the deployment of a pipeline that was never started; frozen. Pure. */
export function createDeployment(): Deployment {
  return neverStarted;
}

/**
 * Returns the status of the compute resources: the top level of the status region. Pure. Throws
 * InvalidInputError.
 */
export function resourcesStatus(deployment: Pick<Deployment, 'status'>): ResourcesStatus {
  const status = ownField(deployment, 'status') as DeploymentStatus;
  throwFirst(member('status', status, deploymentStatuses));
  return resourcesByStatus[status];
}

/**
 * Returns the desired status of the compute resources: the top level of the desired region. Pure.
 * Throws InvalidInputError.
 */
export function resourcesDesiredStatus(
  deployment: Pick<Deployment, 'desiredStatus'>,
): ResourcesDesiredStatus {
  const desiredStatus = ownField(deployment, 'desiredStatus') as DesiredStatus;
  throwFirst(member('desiredStatus', desiredStatus, desiredStatuses));
  return desired[desiredStatus].resources;
}

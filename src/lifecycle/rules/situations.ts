/** The situations of a deployment that rules speak of, each defined once. */
import type { Deployment } from '../deployment';
import { desired, resourcesByStatus } from '../statuses';

type Statuses = Pick<Deployment, 'status' | 'desiredStatus'>;

/** True if desired is Standby, Paused or Running. Pure. */
export function startRequested({ desiredStatus }: Pick<Deployment, 'desiredStatus'>): boolean {
  return desired[desiredStatus].resources === 'Provisioned';
}

/** True if desired is Paused or Running. Pure. */
export function dataFlowRequested({ desiredStatus }: Pick<Deployment, 'desiredStatus'>): boolean {
  return desiredStatus === 'Paused' || desiredStatus === 'Running';
}

/** True if desired is Suspended. Pure. */
export function suspendRequested({ desiredStatus }: Pick<Deployment, 'desiredStatus'>): boolean {
  return desiredStatus === 'Suspended';
}

/** True if desired is Stopped and status is not. Pure. */
export function stopRequested({ status, desiredStatus }: Statuses): boolean {
  return desiredStatus === 'Stopped' && status !== 'Stopped';
}

/** True if status and desired are both Stopped. Pure. */
export function fullyStopped({ status, desiredStatus }: Statuses): boolean {
  return desiredStatus === 'Stopped' && status === 'Stopped';
}

/** True if the pipeline has its compute resources. Pure. */
export function deployed({ status }: Pick<Deployment, 'status'>): boolean {
  return resourcesByStatus[status] === 'Provisioned';
}

/** The words that properties are written in: situations of a deployment, and kinds of steps. */

import { keysOf } from '../../input';
import {
  type ActionType,
  createDeployment,
  type Deployment,
  type ObservationType,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../../lifecycle';
import type { Step } from './explore';

const fields = keysOf(createDeployment());

/** Desired is Standby, Paused or Running. */
export const live = (deployment: Deployment): boolean =>
  resourcesDesiredStatus(deployment) === 'Provisioned';
/** Desired is Suspended. */
export const suspending = ({ desiredStatus }: Deployment): boolean => desiredStatus === 'Suspended';
/** Desired is Stopped, and the status not yet. */
export const stopping = ({ status, desiredStatus }: Deployment): boolean =>
  desiredStatus === 'Stopped' && status !== 'Stopped';
/** Status and desired status are both Stopped. */
export const fullyStopped = ({ status, desiredStatus }: Deployment): boolean =>
  desiredStatus === 'Stopped' && status === 'Stopped';
/** The status is Paused or Running. */
export const flows = ({ status }: Deployment): boolean =>
  status === 'Paused' || status === 'Running';
/** The pipeline has its compute resources. */
export const deployed = (deployment: Deployment): boolean =>
  resourcesStatus(deployment) === 'Provisioned';

/** The step is this action of a user. */
export const isAction = (step: Step, type: ActionType): boolean => step.event.type === type;
/** The step is an action that is accepted. */
export const acceptedAction = ({ kind, accepted }: Step): boolean => kind === 'action' && accepted;
/** The step is a stop with force=true. */
export const forcedStop = (step: Step): boolean => step.event.type === 'stop' && step.event.force;
/** The step is an observation of the present generation. */
export const current = (step: Step): boolean =>
  step.kind === 'observation' &&
  (step.event.generation ?? step.before.generation) === step.before.generation;
/** The step is such an observation, of the present generation. */
export const reports = (step: Step, ...types: readonly ObservationType[]): boolean =>
  current(step) && types.includes(step.event.type as ObservationType);
/** The step changes nothing at all. */
export const unchanged = ({ before, after }: Step): boolean =>
  before === after || fields.every((field) => before[field] === after[field]);
/** Dismissing an error that is not there is answered with 202 and does nothing, in any state. */
export const dismissesNothing = (step: Step): boolean =>
  isAction(step, 'dismissError') && unchanged(step);
/** The error afterwards is the one that was reported. */
export const sameError = ({ event, after }: Step): boolean =>
  event.type === 'failed' && JSON.stringify(after.error) === JSON.stringify(event.error);

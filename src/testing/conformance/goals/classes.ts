/**
 * Classes of deployments, as coverage tells them apart.
 *
 * The effect of an action may depend on more than the two statuses: on the parameters of the start,
 * on an approval, on an error. A class leaves out what can make no difference to any answer: once a
 * pipeline is to stop, nothing asks for its parameters any more, and there is time to try each
 * policy only if the pipeline rests.
 */
import { type Deployment, resourcesDesiredStatus } from '../../../lifecycle';
import { mustMoveOn, pairOf } from './pairs';

const names = new WeakMap<Deployment, string>();

/** The class of a deployment: `Paused/Paused, initial running, policy allow`. Pure. */
export function classOf(deployment: Deployment): string {
  const name = names.get(deployment) ?? nameOf(deployment);
  names.set(deployment, name);
  return name;
}

function nameOf(deployment: Deployment): string {
  const { initial, bootstrapPolicy, bootstrapApproved, error } = deployment;
  const isStarted = resourcesDesiredStatus(deployment) === 'Provisioned';
  return [
    pairOf(deployment),
    ...(isStarted ? [`initial ${initial}`] : []),
    ...(isStarted && !mustMoveOn(deployment) ? [`policy ${bootstrapPolicy}`] : []),
    ...(bootstrapApproved ? ['approved'] : []),
    ...(error === null ? [] : ['with an error']),
  ].join(', ');
}

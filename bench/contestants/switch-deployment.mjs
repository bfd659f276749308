/**
 * What both halves of the hand-written switch make: new deployments, frozen.
 *
 * Every field is written out, because that is what is fast: `{ ...deployment, status }` takes several
 * times as long where the deployment is frozen.
 */
export function made(
  status,
  desiredStatus,
  initial,
  bootstrapPolicy,
  bootstrapApproved,
  error,
  checkpoint,
  generation,
) {
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  });
}

/** With no start under way any more. */
export function released({ checkpoint, generation }, status, error) {
  return made(status, 'Stopped', null, null, false, error, checkpoint, generation);
}

export function isLive(desiredStatus) {
  return desiredStatus === 'Standby' || isFlowing(desiredStatus);
}

export function isFlowing(desiredStatus) {
  return desiredStatus === 'Paused' || desiredStatus === 'Running';
}

export function isDeployed(status) {
  return status !== 'Stopped' && status !== 'Provisioning' && status !== 'Stopping';
}

/**
 * New deployments, frozen, as both halves of the hand-written switch make them.
 *
 * Every field is written out, for speed: `{ ...deployment, status }` takes several times as long if
 * the deployment is frozen.
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

/** The deployment without a start under way. */
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

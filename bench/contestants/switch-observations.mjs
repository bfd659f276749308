/** Observations as a good engineer writes them by hand for speed; see `switch-actions.mjs`. */
import { isDeployed, isFlowing, isLive, made, released } from './switch-deployment.mjs';

export function see(deployment, observation) {
  const { generation } = observation;
  if (generation !== undefined && generation !== deployment.generation) {
    return staleGeneration(deployment, observation);
  }
  switch (observation.type) {
    case 'provisioning':
      return deployment.status === 'Stopped' && isLive(deployment.desiredStatus)
        ? take(deployment, at(deployment, 'Provisioning'), 'provisioning.begins')
        : stale(deployment, 'provisioning.stale');
    case 'standby':
      return standby(deployment);
    case 'awaitingApproval':
      return awaitingApproval(deployment);
    case 'paused':
      return flowing(deployment, 'Paused', pausedRules);
    case 'running':
      return flowing(deployment, 'Running', runningRules);
    case 'suspending':
      return isDeployed(deployment.status) && deployment.desiredStatus === 'Suspended'
        ? take(deployment, at(deployment, 'Suspending'), 'suspending.begins')
        : stale(deployment, 'suspending.stale');
    case 'suspended':
      return deployment.status === 'Suspending'
        ? take(deployment, suspended(deployment, observation), 'suspended.stops')
        : stale(deployment, 'suspended.stale');
    case 'stopping':
      return isStopping(deployment) && deployment.status !== 'Stopping'
        ? take(deployment, released(deployment, 'Stopping', deployment.error), 'stopping.begins')
        : stale(deployment, 'stopping.stale');
    case 'failed':
      return failed(deployment, observation);
    case 'deprovisioned':
      return deployment.status === 'Stopping'
        ? take(deployment, released(deployment, 'Stopped', deployment.error), 'deprovisioned.stops')
        : stale(deployment, 'deprovisioned.stale');
    case 'checkpointed':
      return checkpointed(deployment, observation);
    default:
      throw new TypeError(`Unknown observation '${observation.type}'.`);
  }
}

function isStopping({ status, desiredStatus }) {
  return desiredStatus === 'Stopped' && status !== 'Stopped';
}

function standby(deployment) {
  const { status, desiredStatus } = deployment;
  if (status === 'Provisioning' && desiredStatus === 'Standby') {
    return take(deployment, at(deployment, 'Standby'), 'standby.reached');
  }
  return status === 'Standby' && desiredStatus !== 'Stopped'
    ? take(deployment, deployment, 'standby.remains')
    : stale(deployment, 'standby.stale');
}

function awaitingApproval(deployment) {
  const { status, desiredStatus, bootstrapPolicy } = deployment;
  if (status === 'AwaitingApproval' && desiredStatus !== 'Stopped') {
    return take(deployment, deployment, 'awaitingApproval.remains');
  }
  return (status === 'Provisioning' || status === 'Standby') &&
    isFlowing(desiredStatus) &&
    bootstrapPolicy === 'await_approval'
    ? take(deployment, at(deployment, 'AwaitingApproval'), 'awaitingApproval.reached')
    : stale(deployment, 'awaitingApproval.stale');
}

const pausedRules = {
  reached: 'paused.reached',
  approved: 'paused.approved',
  deployed: 'paused.deployed',
  stale: 'paused.stale',
};

const runningRules = {
  reached: 'running.reached',
  approved: 'running.approved',
  deployed: 'running.deployed',
  stale: 'running.stale',
};

function flowing(deployment, seen, rules) {
  const { status, desiredStatus } = deployment;
  switch (status) {
    case 'Provisioning':
    case 'Standby':
      if (desiredStatus !== seen) break;
      return take(deployment, at(deployment, seen), rules.reached);
    case 'AwaitingApproval':
      if (desiredStatus !== seen || !deployment.bootstrapApproved) break;
      return take(deployment, at(deployment, seen), rules.approved);
    case 'Paused':
    case 'Running':
      if (desiredStatus === 'Stopped') break;
      return take(deployment, at(deployment, seen), rules.deployed);
  }
  return stale(deployment, rules.stale);
}

function suspended({ error, checkpoint, generation }, observation) {
  const latest = Math.max(checkpoint ?? 0, observation.checkpoint);
  return made('Stopping', 'Stopped', null, null, false, error, latest, generation);
}

function failed(deployment, { error }) {
  switch (deployment.status) {
    case 'Stopped':
      return isLive(deployment.desiredStatus)
        ? take(deployment, released(deployment, 'Stopped', error), 'failed.beforeProvisioning')
        : stale(deployment, 'failed.stale');
    case 'Stopping':
      return take(deployment, deployment, 'failed.whileStopping');
    case 'Suspending':
      return take(deployment, released(deployment, 'Stopping', error), 'failed.suspension');
    default:
      return take(deployment, released(deployment, 'Stopping', error), 'failed.deployment');
  }
}

function checkpointed(deployment, observation) {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = deployment;
  const { error, checkpoint, generation } = deployment;
  let rule = 'checkpointed.records';
  if (status !== 'Paused' && status !== 'Running' && status !== 'Suspending') {
    const isEnding = status === 'Stopping' || (status === 'Stopped' && desiredStatus === 'Stopped');
    if (!isEnding || observation.generation === undefined || generation === 0) {
      return stale(deployment, 'checkpointed.stale');
    }
    rule = 'checkpointed.late';
  }
  const later = observation.checkpoint;
  if (checkpoint !== null && later <= checkpoint) return take(deployment, deployment, rule);
  return take(
    deployment,
    made(
      status,
      desiredStatus,
      initial,
      bootstrapPolicy,
      bootstrapApproved,
      error,
      later,
      generation,
    ),
    rule,
  );
}

/** The deployment in another status, which uses up an approval. */
function at(deployment, status) {
  if (deployment.status === status) return deployment;
  const { desiredStatus, initial, bootstrapPolicy, error, checkpoint, generation } = deployment;
  return made(
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    false,
    error,
    checkpoint,
    generation,
  );
}

function take(before, deployment, rule) {
  return Object.freeze({ accepted: true, changed: deployment !== before, deployment, rule });
}

function stale(deployment, rule) {
  const { status, desiredStatus } = deployment;
  const reason = `${rule}: in status '${status}' with desired status '${desiredStatus}'.`;
  return Object.freeze({ accepted: false, deployment, reason, rule });
}

function staleGeneration(deployment, { generation }) {
  const reason = `generation.stale: of generation ${generation}, not ${deployment.generation}.`;
  return Object.freeze({ accepted: false, deployment, reason, rule: 'generation.stale' });
}

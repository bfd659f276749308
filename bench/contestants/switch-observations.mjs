/** Observations as a good engineer writes them by hand for speed; see `switch-actions.mjs`. */
import { isDeployed, isFlowing, isLive, made, released } from './switch-deployment.mjs';

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

/** The function that applies an observation. `stale` makes the outcomes that are stale. */
export function observationsWith(stale) {
  return see;

  function see(given, deployment, observation) {
    const { generation } = observation;
    if (generation !== undefined && generation !== deployment.generation) {
      return stale(given, deployment, observation, 'generation.stale');
    }
    switch (observation.type) {
      case 'provisioning':
        return deployment.status === 'Stopped' && isLive(deployment.desiredStatus)
          ? take(given, deployment, at(deployment, 'Provisioning'), 'provisioning.begins')
          : stale(given, deployment, observation, 'provisioning.stale');
      case 'standby':
        return standby(given, deployment, observation);
      case 'awaitingApproval':
        return awaitingApproval(given, deployment, observation);
      case 'paused':
        return flowing(given, deployment, observation, 'Paused', pausedRules);
      case 'running':
        return flowing(given, deployment, observation, 'Running', runningRules);
      case 'suspending':
        return isDeployed(deployment.status) && deployment.desiredStatus === 'Suspended'
          ? take(given, deployment, at(deployment, 'Suspending'), 'suspending.begins')
          : stale(given, deployment, observation, 'suspending.stale');
      case 'suspended':
        return deployment.status === 'Suspending'
          ? take(given, deployment, suspended(deployment, observation), 'suspended.stops')
          : stale(given, deployment, observation, 'suspended.stale');
      case 'stopping':
        return isStopping(deployment) && deployment.status !== 'Stopping'
          ? take(
              given,
              deployment,
              released(deployment, 'Stopping', deployment.error),
              'stopping.begins',
            )
          : stale(given, deployment, observation, 'stopping.stale');
      case 'failed':
        return failed(given, deployment, observation);
      case 'deprovisioned':
        return deployment.status === 'Stopping'
          ? take(
              given,
              deployment,
              released(deployment, 'Stopped', deployment.error),
              'deprovisioned.stops',
            )
          : stale(given, deployment, observation, 'deprovisioned.stale');
      case 'checkpointed':
        return checkpointed(given, deployment, observation);
      default:
        throw new TypeError(`Unknown observation '${observation.type}'.`);
    }
  }

  function standby(given, deployment, observation) {
    const { status, desiredStatus } = deployment;
    if (status === 'Provisioning' && desiredStatus === 'Standby') {
      return take(given, deployment, at(deployment, 'Standby'), 'standby.reached');
    }
    return status === 'Standby' && desiredStatus !== 'Stopped'
      ? take(given, deployment, deployment, 'standby.remains')
      : stale(given, deployment, observation, 'standby.stale');
  }

  function awaitingApproval(given, deployment, observation) {
    const { status, desiredStatus, bootstrapPolicy } = deployment;
    if (status === 'AwaitingApproval' && desiredStatus !== 'Stopped') {
      return take(given, deployment, deployment, 'awaitingApproval.remains');
    }
    return (status === 'Provisioning' || status === 'Standby') &&
      isFlowing(desiredStatus) &&
      bootstrapPolicy === 'await_approval'
      ? take(given, deployment, at(deployment, 'AwaitingApproval'), 'awaitingApproval.reached')
      : stale(given, deployment, observation, 'awaitingApproval.stale');
  }

  function flowing(given, deployment, observation, seen, rules) {
    const { status, desiredStatus } = deployment;
    switch (status) {
      case 'Provisioning':
      case 'Standby':
        if (desiredStatus !== seen) break;
        return take(given, deployment, at(deployment, seen), rules.reached);
      case 'AwaitingApproval':
        if (desiredStatus !== seen || !deployment.bootstrapApproved) break;
        return take(given, deployment, at(deployment, seen), rules.approved);
      case 'Paused':
      case 'Running':
        if (desiredStatus === 'Stopped') break;
        return take(given, deployment, at(deployment, seen), rules.deployed);
    }
    return stale(given, deployment, observation, rules.stale);
  }

  function failed(given, deployment, observation) {
    const { error } = observation;
    switch (deployment.status) {
      case 'Stopped':
        return isLive(deployment.desiredStatus)
          ? take(
              given,
              deployment,
              released(deployment, 'Stopped', error),
              'failed.beforeProvisioning',
            )
          : stale(given, deployment, observation, 'failed.stale');
      case 'Stopping':
        return take(given, deployment, deployment, 'failed.whileStopping');
      case 'Suspending':
        return take(
          given,
          deployment,
          released(deployment, 'Stopping', error),
          'failed.suspension',
        );
      default:
        return take(
          given,
          deployment,
          released(deployment, 'Stopping', error),
          'failed.deployment',
        );
    }
  }

  function checkpointed(given, deployment, observation) {
    const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = deployment;
    const { error, checkpoint, generation } = deployment;
    let rule = 'checkpointed.records';
    if (status !== 'Paused' && status !== 'Running' && status !== 'Suspending') {
      const isEnding =
        status === 'Stopping' || (status === 'Stopped' && desiredStatus === 'Stopped');
      if (!isEnding || observation.generation === undefined || generation === 0) {
        return stale(given, deployment, observation, 'checkpointed.stale');
      }
      rule = 'checkpointed.late';
    }
    const later = observation.checkpoint;
    if (checkpoint !== null && later <= checkpoint)
      return take(given, deployment, deployment, rule);
    return take(
      given,
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
}

function isStopping({ status, desiredStatus }) {
  return desiredStatus === 'Stopped' && status !== 'Stopped';
}

function suspended({ error, checkpoint, generation }, observation) {
  const latest = Math.max(checkpoint ?? 0, observation.checkpoint);
  return made('Stopping', 'Stopped', null, null, false, error, latest, generation);
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

function take(given, before, after, rule) {
  const changed = after !== before;
  const deployment = changed ? after : given;
  return Object.freeze({ accepted: true, changed, deployment, rule });
}

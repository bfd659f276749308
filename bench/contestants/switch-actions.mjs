/**
 * Actions as a good engineer writes them by hand for speed: a switch over plain frozen objects,
 * with a reason for each refusal. It trusts its input and validates nothing.
 */
import { isDeployed, isFlowing, isLive, made } from './switch-deployment.mjs';

const everything = Object.freeze({ checkpointing: true, suspendable: true, standby: true });

export function act(deployment, action, capabilities = everything) {
  switch (action.type) {
    case 'start':
      return start(deployment, action, capabilities);
    case 'stop':
      return action.force ? forcedStop(deployment) : gracefulStop(deployment, capabilities);
    case 'pause':
      return flow(deployment, 'Paused', pauseRules);
    case 'resume':
      return flow(deployment, 'Running', resumeRules);
    case 'activate':
      return activate(deployment, action);
    case 'approve':
      return approve(deployment);
    case 'dismissError':
      return dismissError(deployment);
    default:
      throw new TypeError(`Unknown action '${action.type}'.`);
  }
}

function start(deployment, action, capabilities) {
  const { status, desiredStatus, error } = deployment;
  const { initial = 'running', bootstrapPolicy = 'await_approval', dismissError = true } = action;
  if (desiredStatus === 'Suspended') return refuse(deployment, 400, 'start.suspending');
  if (desiredStatus !== 'Stopped') {
    if (deployment.initial !== initial) return refuse(deployment, 400, 'start.otherInitial');
    if (deployment.bootstrapPolicy !== bootstrapPolicy) {
      return refuse(deployment, 400, 'start.otherBootstrapPolicy');
    }
    return accept(deployment, deployment, 'start.alreadyStarted');
  }
  if (status !== 'Stopped') return refuse(deployment, 400, 'start.stopping');
  if (error !== null && !dismissError) return refuse(deployment, 400, 'start.undismissedError');
  if (initial === 'standby' && !capabilities.standby) {
    return refuse(deployment, 400, 'start.standbyNotAllowed');
  }
  const { checkpoint, generation } = deployment;
  const desired = desiredBy(initial);
  return accept(
    deployment,
    made(status, desired, initial, bootstrapPolicy, false, null, checkpoint, generation + 1),
    'start.stopped',
  );
}

function desiredBy(initial) {
  switch (initial) {
    case 'standby':
      return 'Standby';
    case 'paused':
      return 'Paused';
    default:
      return 'Running';
  }
}

function forcedStop(deployment) {
  if (deployment.status === 'Stopped') return cancel(deployment, 'stop.forcedWhileStopped');
  const rule =
    deployment.desiredStatus === 'Suspended' ? 'stop.forcedWhileSuspending' : 'stop.forced';
  return accept(deployment, desiring(deployment, 'Stopped'), rule);
}

function gracefulStop(deployment, capabilities) {
  const { status, desiredStatus } = deployment;
  if (!capabilities.checkpointing) return refuse(deployment, 501, 'stop.enterpriseOnly');
  if (status === 'Stopped') return cancel(deployment, 'stop.gracefulWhileStopped');
  if (desiredStatus === 'Stopped') return refuse(deployment, 503, 'stop.alreadyStopping');
  if (desiredStatus === 'Suspended') return refuse(deployment, 503, 'stop.alreadySuspending');
  if (status === 'Provisioning') {
    return accept(deployment, desiring(deployment, 'Stopped'), 'stop.gracefulWhileProvisioning');
  }
  if (desiredStatus === 'Standby') return refuse(deployment, 405, 'stop.standby');
  if (!capabilities.suspendable) return refuse(deployment, 405, 'stop.notSuspendable');
  return accept(deployment, desiring(deployment, 'Suspended'), 'stop.graceful');
}

/** Cancels a start that has not begun. */
function cancel(deployment, rule) {
  if (deployment.desiredStatus === 'Stopped') return accept(deployment, deployment, rule);
  const { status, error, checkpoint, generation } = deployment;
  return accept(
    deployment,
    made(status, 'Stopped', null, null, false, error, checkpoint, generation),
    rule,
  );
}

const pauseRules = {
  deployed: 'pause.deployed',
  stopped: 'pause.stopped',
  stopping: 'pause.stopping',
  suspending: 'pause.suspending',
  standby: 'pause.standby',
  notYetDeployed: 'pause.notYetDeployed',
};

const resumeRules = {
  deployed: 'resume.deployed',
  stopped: 'resume.stopped',
  stopping: 'resume.stopping',
  suspending: 'resume.suspending',
  standby: 'resume.standby',
  notYetDeployed: 'resume.notYetDeployed',
};

function flow(deployment, to, rules) {
  const { status, desiredStatus } = deployment;
  switch (desiredStatus) {
    case 'Stopped':
      return refuse(deployment, 400, status === 'Stopped' ? rules.stopped : rules.stopping);
    case 'Suspended':
      return refuse(deployment, 400, rules.suspending);
    case 'Standby':
      return refuse(deployment, 400, rules.standby);
    default:
      return isDeployed(status)
        ? accept(deployment, desiring(deployment, to), rules.deployed)
        : refuse(deployment, 400, rules.notYetDeployed);
  }
}

function activate(deployment, { initial = 'running' }) {
  const { status, desiredStatus } = deployment;
  if (!isDeployed(status)) return refuse(deployment, 503, 'activate.notDeployed');
  if (status !== 'Standby' || !isLive(desiredStatus)) {
    return refuse(deployment, 503, 'activate.notInStandby');
  }
  return accept(deployment, desiring(deployment, desiredBy(initial)), 'activate.standby');
}

function approve(deployment) {
  const { status, desiredStatus } = deployment;
  if (!isDeployed(status)) return refuse(deployment, 503, 'approve.notDeployed');
  if (status !== 'AwaitingApproval' || !isFlowing(desiredStatus)) {
    return refuse(deployment, 503, 'approve.notAwaiting');
  }
  if (deployment.bootstrapApproved) return accept(deployment, deployment, 'approve.awaiting');
  const { initial, bootstrapPolicy, error, checkpoint, generation } = deployment;
  return accept(
    deployment,
    made(status, desiredStatus, initial, bootstrapPolicy, true, error, checkpoint, generation),
    'approve.awaiting',
  );
}

function dismissError(deployment) {
  const { status, desiredStatus, error, checkpoint, generation } = deployment;
  if (error === null) return accept(deployment, deployment, 'dismissError.noError');
  if (status !== 'Stopped' || desiredStatus !== 'Stopped') {
    return refuse(deployment, 400, 'dismissError.notStopped');
  }
  return accept(
    deployment,
    made(status, desiredStatus, null, null, false, null, checkpoint, generation),
    'dismissError.stopped',
  );
}

function desiring(deployment, desiredStatus) {
  if (deployment.desiredStatus === desiredStatus) return deployment;
  const { status, initial, bootstrapPolicy, bootstrapApproved } = deployment;
  const { error, checkpoint, generation } = deployment;
  return made(
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  );
}

function accept(before, deployment, rule) {
  const changed = deployment !== before;
  return Object.freeze({ accepted: true, httpStatus: 202, changed, deployment, rule });
}

function refuse(deployment, httpStatus, rule) {
  const { status, desiredStatus } = deployment;
  const reason = `${rule}: not possible in status '${status}' with desired status '${desiredStatus}'.`;
  return Object.freeze({ accepted: false, httpStatus, deployment, reason, rule });
}

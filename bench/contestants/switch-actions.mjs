/**
 * Actions as a good engineer writes them by hand for speed: a switch over plain frozen objects.
 *
 * `deployment` has the fields to decide by; `given` is what the caller passed, and is returned if
 * nothing changes. `refuse` makes the refusals, because the two switches word their reasons
 * differently.
 */
import { isDeployed, isFlowing, isLive, made } from './switch-deployment.mjs';

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

/** The function that decides an action. */
export function actionsWith(refuse) {
  return act;

  function act(given, deployment, action, capabilities) {
    switch (action.type) {
      case 'start':
        return start(given, deployment, action, capabilities);
      case 'stop':
        return action.force
          ? forcedStop(given, deployment)
          : gracefulStop(given, deployment, action, capabilities);
      case 'pause':
        return flow(given, deployment, action, 'Paused', pauseRules);
      case 'resume':
        return flow(given, deployment, action, 'Running', resumeRules);
      case 'activate':
        return activate(given, deployment, action);
      case 'approve':
        return approve(given, deployment, action);
      case 'dismissError':
        return dismissError(given, deployment, action);
      default:
        throw new TypeError(`Unknown action '${action.type}'.`);
    }
  }

  function start(given, deployment, action, capabilities) {
    const { status, desiredStatus, error } = deployment;
    const { initial = 'running', bootstrapPolicy = 'await_approval', dismissError = true } = action;
    if (desiredStatus === 'Suspended')
      return refuse(given, deployment, action, 400, 'start.suspending');
    if (desiredStatus !== 'Stopped') {
      if (deployment.initial !== initial)
        return refuse(given, deployment, action, 400, 'start.otherInitial');
      if (deployment.bootstrapPolicy !== bootstrapPolicy) {
        return refuse(given, deployment, action, 400, 'start.otherBootstrapPolicy');
      }
      return accept(given, deployment, deployment, 'start.alreadyStarted');
    }
    if (status !== 'Stopped') return refuse(given, deployment, action, 400, 'start.stopping');
    if (error !== null && !dismissError)
      return refuse(given, deployment, action, 400, 'start.undismissedError');
    if (initial === 'standby' && !capabilities.standby) {
      return refuse(given, deployment, action, 400, 'start.standbyNotAllowed');
    }
    const { checkpoint, generation } = deployment;
    const desired = desiredBy(initial);
    return accept(
      given,
      deployment,
      made(status, desired, initial, bootstrapPolicy, false, null, checkpoint, generation + 1),
      'start.stopped',
    );
  }

  function forcedStop(given, deployment) {
    if (deployment.status === 'Stopped')
      return cancel(given, deployment, 'stop.forcedWhileStopped');
    const rule =
      deployment.desiredStatus === 'Suspended' ? 'stop.forcedWhileSuspending' : 'stop.forced';
    return accept(given, deployment, desiring(deployment, 'Stopped'), rule);
  }

  function gracefulStop(given, deployment, action, capabilities) {
    const { status, desiredStatus } = deployment;
    if (!capabilities.checkpointing)
      return refuse(given, deployment, action, 501, 'stop.enterpriseOnly');
    if (status === 'Stopped') return cancel(given, deployment, 'stop.gracefulWhileStopped');
    if (desiredStatus === 'Stopped')
      return refuse(given, deployment, action, 503, 'stop.alreadyStopping');
    if (desiredStatus === 'Suspended')
      return refuse(given, deployment, action, 503, 'stop.alreadySuspending');
    if (status === 'Provisioning') {
      return accept(
        given,
        deployment,
        desiring(deployment, 'Stopped'),
        'stop.gracefulWhileProvisioning',
      );
    }
    if (desiredStatus === 'Standby') return refuse(given, deployment, action, 405, 'stop.standby');
    if (!capabilities.suspendable)
      return refuse(given, deployment, action, 405, 'stop.notSuspendable');
    return accept(given, deployment, desiring(deployment, 'Suspended'), 'stop.graceful');
  }

  /** Cancels a start that has not begun. */
  function cancel(given, deployment, rule) {
    if (deployment.desiredStatus === 'Stopped') return accept(given, deployment, deployment, rule);
    const { status, error, checkpoint, generation } = deployment;
    return accept(
      given,
      deployment,
      made(status, 'Stopped', null, null, false, error, checkpoint, generation),
      rule,
    );
  }

  function flow(given, deployment, action, to, rules) {
    const { status, desiredStatus } = deployment;
    switch (desiredStatus) {
      case 'Stopped':
        return refuse(
          given,
          deployment,
          action,
          400,
          status === 'Stopped' ? rules.stopped : rules.stopping,
        );
      case 'Suspended':
        return refuse(given, deployment, action, 400, rules.suspending);
      case 'Standby':
        return refuse(given, deployment, action, 400, rules.standby);
      default:
        return isDeployed(status)
          ? accept(given, deployment, desiring(deployment, to), rules.deployed)
          : refuse(given, deployment, action, 400, rules.notYetDeployed);
    }
  }

  function activate(given, deployment, action) {
    const { initial = 'running' } = action;
    const { status, desiredStatus } = deployment;
    if (!isDeployed(status)) return refuse(given, deployment, action, 503, 'activate.notDeployed');
    if (status !== 'Standby' || !isLive(desiredStatus)) {
      return refuse(given, deployment, action, 503, 'activate.notInStandby');
    }
    return accept(given, deployment, desiring(deployment, desiredBy(initial)), 'activate.standby');
  }

  function approve(given, deployment, action) {
    const { status, desiredStatus } = deployment;
    if (!isDeployed(status)) return refuse(given, deployment, action, 503, 'approve.notDeployed');
    if (status !== 'AwaitingApproval' || !isFlowing(desiredStatus)) {
      return refuse(given, deployment, action, 503, 'approve.notAwaiting');
    }
    if (deployment.bootstrapApproved)
      return accept(given, deployment, deployment, 'approve.awaiting');
    const { initial, bootstrapPolicy, error, checkpoint, generation } = deployment;
    return accept(
      given,
      deployment,
      made(status, desiredStatus, initial, bootstrapPolicy, true, error, checkpoint, generation),
      'approve.awaiting',
    );
  }

  function dismissError(given, deployment, action) {
    const { status, desiredStatus, error, checkpoint, generation } = deployment;
    if (error === null) return accept(given, deployment, deployment, 'dismissError.noError');
    if (status !== 'Stopped' || desiredStatus !== 'Stopped') {
      return refuse(given, deployment, action, 400, 'dismissError.notStopped');
    }
    return accept(
      given,
      deployment,
      made(status, desiredStatus, null, null, false, null, checkpoint, generation),
      'dismissError.stopped',
    );
  }
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

function accept(given, before, after, rule) {
  const changed = after !== before;
  const deployment = changed ? after : given;
  return Object.freeze({ accepted: true, httpStatus: 202, changed, deployment, rule });
}

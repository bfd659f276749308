/**
 * Refusals and stale outcomes of the honest rival, in the very words of the library. The texts that
 * never change come from the library, where a rival of its own would have them as constants.
 */
import { refusals, rules } from 'pipeline-lifecycle';
import { isDeployed, isLive } from './switch-deployment.mjs';

const statements = Object.fromEntries(rules.map(({ id, statement }) => [id, statement]));

export function refuse(given, deployment, action, httpStatus, rule) {
  const error = bodyOf(deployment, action, refusals[rule]);
  return Object.freeze({ accepted: false, httpStatus, deployment: given, error, rule });
}

export function stale(given, deployment, { type, generation }, rule) {
  const reason =
    rule === 'generation.stale'
      ? `'${type}' is of generation ${generation}, and the deployment of generation ${deployment.generation}: ${statements[rule]}`
      : `'${type}' is stale in status ${deployment.status} with desired status ${deployment.desiredStatus}: ${statements[rule]}`;
  return Object.freeze({ accepted: false, deployment: given, reason, rule });
}

function bodyOf(deployment, action, { code, hint }) {
  switch (code) {
    case 'IllegalPipelineAction':
      return illegal(deployment, action, hint);
    case 'CannotStartWithUndismissedError':
      return made(
        code,
        `Cannot start the pipeline while the error of its last deployment is set. ${hint}`,
        { hint },
      );
    case 'InitialImmutableUnlessStopped': {
      const { initial = 'running' } = action;
      return made(
        code,
        `Cannot change initial from '${deployment.initial}' to '${initial}' while a deployment is under way. ${hint}`,
        { current_initial: deployment.initial, new_initial: initial, hint },
      );
    }
    case 'BootstrapPolicyImmutableUnlessStopped': {
      const { bootstrapPolicy = 'await_approval' } = action;
      return made(
        code,
        `Cannot change bootstrap_policy from '${deployment.bootstrapPolicy}' to '${bootstrapPolicy}' while a deployment is under way. ${hint}`,
        {
          current_bootstrap_policy: deployment.bootstrapPolicy,
          new_bootstrap_policy: bootstrapPolicy,
          hint,
        },
      );
    }
    case 'InitialStandbyNotAllowed':
      return made(
        code,
        `Cannot start the pipeline in standby: it is not configured to start from an object store. ${hint}`,
        { hint },
      );
    case 'EnterpriseFeature':
      return made(
        code,
        `Making a checkpoint to stop is only available in the Enterprise edition. ${hint}`,
        { feature: 'checkpointing' },
      );
    case 'UnsupportedPipelineAction':
      return made(code, `Pipeline action '${action.type}' is not supported: ${hint}`, {
        action: action.type,
        reason: hint,
      });
    case 'PipelineInteractionNotDeployed': {
      const status = resources(deployment.status);
      const desired = resourcesDesired(deployment.desiredStatus);
      return made(
        code,
        `Pipeline action '${action.type}' needs a deployed pipeline (resources status: '${status}', desired: '${desired}'). ${hint}`,
        { status, desired_status: desired },
      );
    }
    case 'InvalidTransition': {
      const { status, desiredStatus } = deployment;
      return made(
        code,
        `Pipeline action '${action.type}' is not possible in deployment status '${status}' (desired: '${desiredStatus}'). ${hint}`,
        { action: action.type, status, desired_status: desiredStatus, hint },
      );
    }
    default: {
      const { status, desiredStatus } = deployment;
      return made(
        code,
        `The error can only be dismissed once the pipeline is fully stopped (status: '${status}', desired: '${desiredStatus}'). ${hint}`,
        { status, desired_status: desiredStatus, hint },
      );
    }
  }
}

function illegal(deployment, action, hint) {
  const to = requested(action);
  const isRuntime =
    (action.type === 'pause' || action.type === 'resume') && isDeployed(deployment.status);
  const level = isRuntime ? 'runtime' : 'resources';
  const status = isRuntime ? deployment.status : resources(deployment.status);
  const current = isRuntime ? deployment.desiredStatus : resourcesDesired(deployment.desiredStatus);
  const next = isRuntime ? to : resourcesDesired(to);
  return made(
    'IllegalPipelineAction',
    `Deployment ${level} status (current: '${status}', desired: '${current}') cannot have desired changed to '${next}'. ${hint}`,
    { status, current_desired_status: current, new_desired_status: next, hint },
  );
}

function requested({ type, initial = 'running', force }) {
  switch (type) {
    case 'stop':
      return force ? 'Stopped' : 'Suspended';
    case 'pause':
      return 'Paused';
    case 'resume':
      return 'Running';
    default:
      return initial === 'standby' ? 'Standby' : initial === 'paused' ? 'Paused' : 'Running';
  }
}

function resources(status) {
  return isDeployed(status) ? 'Provisioned' : status;
}

function resourcesDesired(desiredStatus) {
  return isLive(desiredStatus) ? 'Provisioned' : desiredStatus;
}

function made(error_code, message, details) {
  return Object.freeze({ message, error_code, details: Object.freeze(details) });
}

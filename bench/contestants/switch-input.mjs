/** Input of the honest rival: each own field is read once, checked, and copied. */
import { isDeployed, isFlowing, isLive } from './switch-deployment.mjs';

const own = Object.prototype.hasOwnProperty;

export function checkAction(given) {
  checkPlain(given);
  let type;
  let initial;
  let bootstrapPolicy;
  let dismissError;
  let force;
  let unknown;
  // V8 makes this pattern fast: the keys are known from the shape, and so is that they are own.
  for (const key in given) {
    if (!own.call(given, key)) continue;
    switch (key) {
      case 'type':
        type = given.type;
        break;
      case 'initial':
        initial = given.initial;
        break;
      case 'bootstrapPolicy':
        bootstrapPolicy = given.bootstrapPolicy;
        break;
      case 'dismissError':
        dismissError = given.dismissError;
        break;
      case 'force':
        force = given.force;
        break;
      default:
        unknown = key;
    }
  }
  if (unknown !== undefined) wrong(unknown);
  if (type !== 'start') {
    if (bootstrapPolicy !== undefined) wrong('bootstrapPolicy');
    if (dismissError !== undefined) wrong('dismissError');
    if (type !== 'activate' && initial !== undefined) wrong('initial');
    if (type !== 'stop' && force !== undefined) wrong('force');
  }
  switch (type) {
    case 'start':
      if (initial !== undefined) checkInitial(initial);
      if (bootstrapPolicy !== undefined) checkPolicy(bootstrapPolicy);
      if (dismissError !== undefined) checkBoolean(dismissError, 'dismissError');
      if (force !== undefined) wrong('force');
      break;
    case 'stop':
      if (force !== undefined) checkBoolean(force, 'force');
      break;
    case 'activate':
      if (initial !== undefined && initial !== 'paused' && initial !== 'running') wrong('initial');
      break;
    case 'pause':
    case 'resume':
    case 'approve':
    case 'dismissError':
      break;
    default:
      wrong('type');
  }
  return { type, initial, bootstrapPolicy, dismissError, force };
}

export function readObservation(given) {
  checkPlain(given);
  let type;
  let generation;
  let checkpoint;
  let error;
  let unknown;
  for (const key in given) {
    if (!own.call(given, key)) continue;
    switch (key) {
      case 'type':
        type = given.type;
        break;
      case 'generation':
        generation = given.generation;
        break;
      case 'checkpoint':
        checkpoint = given.checkpoint;
        break;
      case 'error':
        error = given.error;
        break;
      default:
        unknown = key;
    }
  }
  if (unknown !== undefined) wrong(unknown);
  if (generation !== undefined) checkCount(generation, 'generation');
  switch (type) {
    case 'suspended':
    case 'checkpointed':
      checkCount(checkpoint, 'checkpoint');
      if (error !== undefined) wrong('error');
      break;
    case 'failed':
      error = errorCopy(error);
      if (checkpoint !== undefined) wrong('checkpoint');
      break;
    case 'provisioning':
    case 'standby':
    case 'awaitingApproval':
    case 'paused':
    case 'running':
    case 'suspending':
    case 'stopping':
    case 'deprovisioned':
      if (error !== undefined) wrong('error');
      if (checkpoint !== undefined) wrong('checkpoint');
      break;
    default:
      wrong('type');
  }
  return { type, generation, checkpoint, error };
}

export function readDeployment(given) {
  checkPlain(given);
  let count = 0;
  for (const key in given) {
    if (!own.call(given, key)) continue;
    switch (key) {
      case 'status':
      case 'desiredStatus':
      case 'initial':
      case 'bootstrapPolicy':
      case 'bootstrapApproved':
      case 'error':
      case 'checkpoint':
      case 'generation':
        count += 1;
        break;
      default:
        wrong(key);
    }
  }
  if (count !== 8) wrong('deployment');
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = given;
  const { error: givenError, checkpoint, generation } = given;
  checkStatus(status);
  checkDesired(desiredStatus);
  if (initial !== null) checkInitial(initial);
  if (bootstrapPolicy !== null) checkPolicy(bootstrapPolicy);
  checkBoolean(bootstrapApproved, 'bootstrapApproved');
  const error = givenError === null ? null : errorCopy(givenError);
  if (checkpoint !== null) checkCount(checkpoint, 'checkpoint');
  checkCount(generation, 'generation');
  if (generation === Number.MAX_SAFE_INTEGER) wrong('generation');
  const read = {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  };
  checkPossible(read);
  return read;
}

function checkPossible(deployment) {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = deployment;
  const { error, checkpoint, generation } = deployment;
  const isEnded = status === 'Stopping' || (status === 'Stopped' && desiredStatus === 'Stopped');
  const hasResources = isDeployed(status);
  if (status === 'Stopping' && desiredStatus !== 'Stopped') wrong('desiredStatus');
  if (status === 'Suspending' && isLive(desiredStatus)) wrong('desiredStatus');
  if (desiredStatus === 'Suspended' && !hasResources) wrong('desiredStatus');
  if (desiredStatus === 'Standby' && hasResources && status !== 'Standby') wrong('desiredStatus');
  if ((initial === null) !== isEnded || (bootstrapPolicy === null) !== isEnded) wrong('initial');
  if (initial !== null && !hasResources && isLive(desiredStatus)) {
    if (desiredStatus === 'Standby' && initial !== 'standby') wrong('initial');
    if (desiredStatus === 'Paused' && initial !== 'paused') wrong('initial');
    if (desiredStatus === 'Running' && initial !== 'running') wrong('initial');
  }
  const isStandby = status === 'Standby' || desiredStatus === 'Standby';
  if (isStandby && initial !== 'standby') wrong('initial');
  if (status === 'AwaitingApproval') {
    if (bootstrapPolicy !== 'await_approval') wrong('bootstrapPolicy');
  } else if (bootstrapApproved) wrong('bootstrapApproved');
  if (error !== null && !isEnded) wrong('error');
  if (generation === 0) {
    const isFresh = isEnded && !isFlowing(desiredStatus) && status === 'Stopped';
    if (!isFresh || error !== null || checkpoint !== null) wrong('generation');
  }
}

function errorCopy(given) {
  checkPlain(given);
  for (const key in given) {
    if (!own.call(given, key)) continue;
    if (key !== 'message' && key !== 'error_code' && key !== 'details') wrong(key);
  }
  const { message, error_code, details } = given;
  if (typeof message !== 'string') wrong('message');
  if (typeof error_code !== 'string') wrong('error_code');
  checkPlain(details);
  return Object.freeze({ message, error_code, details: frozenCopy(details, 0) });
}

function frozenCopy(value, depth) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object' || depth > 100) wrong('details');
  if (Array.isArray(value)) return Object.freeze(value.map((each) => frozenCopy(each, depth + 1)));
  checkPlain(value);
  const copy = {};
  for (const key in value) {
    if (own.call(value, key)) copy[key] = frozenCopy(value[key], depth + 1);
  }
  return Object.freeze(copy);
}

function checkPlain(value) {
  if (typeof value !== 'object' || value === null) wrong('object');
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) wrong('object');
}

function checkStatus(value) {
  switch (value) {
    case 'Stopped':
    case 'Provisioning':
    case 'Standby':
    case 'AwaitingApproval':
    case 'Paused':
    case 'Running':
    case 'Suspending':
    case 'Stopping':
      return;
    default:
      wrong('status');
  }
}

function checkDesired(value) {
  switch (value) {
    case 'Stopped':
    case 'Suspended':
    case 'Standby':
    case 'Paused':
    case 'Running':
      return;
    default:
      wrong('desiredStatus');
  }
}

function checkInitial(value) {
  if (value !== 'standby' && value !== 'paused' && value !== 'running') wrong('initial');
}

function checkPolicy(value) {
  if (value !== 'allow' && value !== 'reject' && value !== 'await_approval') {
    wrong('bootstrapPolicy');
  }
}

function checkBoolean(value, field) {
  if (value !== true && value !== false) wrong(field);
}

function checkCount(value, field) {
  if (!Number.isSafeInteger(value) || value < 0) wrong(field);
}

function wrong(field) {
  throw new TypeError(`The value of ${field} is not allowed.`);
}

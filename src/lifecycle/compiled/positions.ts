/**
 * The positions of the words of the vocabulary, as switches on constants. All are pure, and
 * return -1000 for a word that is not allowed.
 *
 * Generated from the vocabulary by `npm run generate`.
 */

/** Returns the position of a deployment status. */
export function statusPosition(value: unknown): number {
  switch (value) {
    case 'Stopped':
      return 0;
    case 'Provisioning':
      return 1;
    case 'Standby':
      return 2;
    case 'AwaitingApproval':
      return 3;
    case 'Running':
      return 4;
    case 'Paused':
      return 5;
    case 'Suspending':
      return 6;
    case 'Stopping':
      return 7;
    default:
      return -1000;
  }
}

/** Returns the position of a desired status. */
export function desiredStatusPosition(value: unknown): number {
  switch (value) {
    case 'Stopped':
      return 0;
    case 'Suspended':
      return 1;
    case 'Standby':
      return 2;
    case 'Paused':
      return 3;
    case 'Running':
      return 4;
    default:
      return -1000;
  }
}

/** Returns the position of a initial, null before all others. */
export function initialPosition(value: unknown): number {
  switch (value) {
    case null:
      return 0;
    case 'standby':
      return 1;
    case 'paused':
      return 2;
    case 'running':
      return 3;
    default:
      return -1000;
  }
}

/** Returns the position of a bootstrap policy, null before all others. */
export function policyPosition(value: unknown): number {
  switch (value) {
    case null:
      return 0;
    case 'allow':
      return 1;
    case 'reject':
      return 2;
    case 'await_approval':
      return 3;
    default:
      return -1000;
  }
}

/** Returns the position of a field of a deployment. */
export function fieldPosition(value: unknown): number {
  switch (value) {
    case 'status':
      return 0;
    case 'desiredStatus':
      return 1;
    case 'initial':
      return 2;
    case 'bootstrapPolicy':
      return 3;
    case 'bootstrapApproved':
      return 4;
    case 'error':
      return 5;
    case 'checkpoint':
      return 6;
    case 'generation':
      return 7;
    default:
      return -1000;
  }
}

/** Returns the position of a type of observation. */
export function observationPosition(value: unknown): number {
  switch (value) {
    case 'provisioning':
      return 0;
    case 'standby':
      return 1;
    case 'awaitingApproval':
      return 2;
    case 'paused':
      return 3;
    case 'running':
      return 4;
    case 'suspending':
      return 5;
    case 'suspended':
      return 6;
    case 'stopping':
      return 7;
    case 'failed':
      return 8;
    case 'deprovisioned':
      return 9;
    case 'checkpointed':
      return 10;
    default:
      return -1000;
  }
}

/** Returns the position in `everyAction` of the action of a type with all defaults. */
export function actionPosition(type: unknown): number {
  switch (type) {
    case 'start':
      return 16;
    case 'stop':
      return 19;
    case 'pause':
      return 20;
    case 'resume':
      return 21;
    case 'activate':
      return 23;
    case 'approve':
      return 24;
    case 'dismissError':
      return 25;
    default:
      return -1000;
  }
}

/** Returns the distance in `everyAction` from the default of a parameter to this value. */
export function parameterStep(type: unknown, name: string, value: unknown): number {
  switch (type) {
    case 'start':
      switch (name) {
        case 'initial':
          switch (value) {
            case undefined:
              return 0;
            case 'standby':
              return -12;
            case 'paused':
              return -6;
            case 'running':
              return 0;
            default:
              return -1000;
          }
        case 'bootstrapPolicy':
          switch (value) {
            case undefined:
              return 0;
            case 'allow':
              return -4;
            case 'reject':
              return -2;
            case 'await_approval':
              return 0;
            default:
              return -1000;
          }
        case 'dismissError':
          switch (value) {
            case undefined:
              return 0;
            case true:
              return 0;
            case false:
              return 1;
            default:
              return -1000;
          }
        default:
          return -1000;
      }
    case 'stop':
      switch (name) {
        case 'force':
          switch (value) {
            case undefined:
              return 0;
            case true:
              return -1;
            case false:
              return 0;
            default:
              return -1000;
          }
        default:
          return -1000;
      }
    case 'activate':
      switch (name) {
        case 'initial':
          switch (value) {
            case undefined:
              return 0;
            case 'paused':
              return -1;
            case 'running':
              return 0;
            default:
              return -1000;
          }
        default:
          return -1000;
      }
    default:
      return -1000;
  }
}

/**
 * The bodies of refusals, by error code: a message and the documented details.
 *
 * A body depends only on the two statuses and the start parameters of a deployment, never on its
 * error, checkpoint or generation. So it is made once for each class of deployments, and shared.
 */

import { keysOf } from '../../input';
import { type CompleteAction, requestedBy } from '../action';
import type { ControlFields } from '../deployment';
import type { ErrorBody, ErrorResponse } from '../error-response';
import {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  resourcesByStatus,
} from '../statuses';
import { deployed } from './situations';

type Contents = Pick<ErrorResponse, 'message' | 'details'>;
type Body = (hint: string, deployment: ControlFields, action: CompleteAction) => Contents;

const bodies = {
  IllegalPipelineAction: (hint, deployment, action) => {
    const { level, status, current, requested } = conflict(deployment, action);
    return {
      message: `Deployment ${level} status (current: '${status}', desired: '${current}') cannot have desired changed to '${requested}'. ${hint}`,
      details: {
        status,
        current_desired_status: current,
        new_desired_status: requested,
        hint,
      },
    };
  },
  CannotStartWithUndismissedError: (hint) => ({
    message: `Cannot start the pipeline while the error of its last deployment is set. ${hint}`,
    details: { hint },
  }),
  InitialImmutableUnlessStopped: (hint, deployment, action) => {
    const { initial } = action as CompleteAction<'start'>;
    return {
      message: `Cannot change initial from '${deployment.initial}' to '${initial}' while a deployment is under way. ${hint}`,
      details: {
        current_initial: deployment.initial,
        new_initial: initial,
        hint,
      },
    };
  },
  BootstrapPolicyImmutableUnlessStopped: (hint, deployment, action) => {
    const { bootstrapPolicy } = action as CompleteAction<'start'>;
    return {
      message: `Cannot change bootstrap_policy from '${deployment.bootstrapPolicy}' to '${bootstrapPolicy}' while a deployment is under way. ${hint}`,
      details: {
        current_bootstrap_policy: deployment.bootstrapPolicy,
        new_bootstrap_policy: bootstrapPolicy,
        hint,
      },
    };
  },
  InitialStandbyNotAllowed: (hint) => ({
    message: `Cannot start the pipeline in standby: it is not configured to start from an object store. ${hint}`,
    details: { hint },
  }),
  EnterpriseFeature: (hint) => ({
    message: `Making a checkpoint to stop is only available in the Enterprise edition. ${hint}`,
    details: { feature: 'checkpointing' as const },
  }),
  UnsupportedPipelineAction: (hint, _, action) => ({
    message: `Pipeline action '${action.type}' is not supported: ${hint}`,
    details: { action: action.type, reason: hint },
  }),
  PipelineInteractionNotDeployed: (hint, deployment, action) => {
    const { status, current } = resourceStatuses(deployment);
    return {
      message: `Pipeline action '${action.type}' needs a deployed pipeline (resources status: '${status}', desired: '${current}'). ${hint}`,
      details: { status, desired_status: current },
    };
  },
  InvalidTransition: (hint, { status, desiredStatus }, action) => ({
    message: `Pipeline action '${action.type}' is not possible in deployment status '${status}' (desired: '${desiredStatus}'). ${hint}`,
    details: {
      action: action.type,
      status,
      desired_status: desiredStatus,
      hint,
    },
  }),
  DismissErrorRestrictedToFullyStopped: (hint, { status, desiredStatus }) => ({
    message: `The error can only be dismissed once the pipeline is fully stopped (status: '${status}', desired: '${desiredStatus}'). ${hint}`,
    details: { status, desired_status: desiredStatus, hint },
  }),
} satisfies Record<string, Body>;

/** An error code that a decision can answer with. */
export type ErrorCode = keyof typeof bodies;

/** The error codes that a decision can answer with. */
export const errorCodes: readonly ErrorCode[] = keysOf(bodies);

/**
 * The details of each error code that a decision can answer with.
 * @useDeclaredType
 */
export type ErrorDetails = {
  readonly [Code in ErrorCode]: Readonly<ReturnType<(typeof bodies)[Code]>['details']>;
};

/** The body of a refused action: its `error_code` tells which `details` it has. */
export type RefusalBody<Code extends ErrorCode = ErrorCode> = {
  [Each in Code]: ErrorBody<Each, ErrorDetails[Each]>;
}[Code];

/** Returns the body of the refusal of this action to this deployment. Pure. */
export function bodyOf(
  code: ErrorCode,
  hint: string,
  deployment: ControlFields,
  action: CompleteAction,
): RefusalBody {
  const body: Body = bodies[code];
  const { message, details } = body(hint, deployment, action);
  return { message, error_code: code, details } as RefusalBody;
}

/** The statuses that are in conflict, of one level. */
interface Conflict {
  readonly level: 'runtime' | 'resources';
  readonly status: DeploymentStatus | ResourcesStatus;
  readonly current: DesiredStatus | ResourcesDesiredStatus;
  readonly requested: DesiredStatus | ResourcesDesiredStatus;
}

/** Pause and resume of a deployed pipeline name its runtime statuses, all else its resources. */
function conflict(deployment: ControlFields, action: CompleteAction): Conflict {
  // Only approve and dismissError ask for none, and neither is refused because of a conflict.
  const requested = requestedBy(action) as DesiredStatus;
  const atRuntime = action.type === 'pause' || action.type === 'resume';
  if (atRuntime && deployed(deployment)) {
    const { status, desiredStatus } = deployment;
    return { level: 'runtime', status, current: desiredStatus, requested };
  }
  return {
    level: 'resources',
    ...resourceStatuses(deployment),
    requested: desired[requested].resources,
  };
}

function resourceStatuses({ status, desiredStatus }: ControlFields) {
  return { status: resourcesByStatus[status], current: desired[desiredStatus].resources };
}

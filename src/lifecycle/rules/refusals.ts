/** How each refusing rule answers: HTTP status code, error code, and what to do instead. */

import { deepFreeze } from '../../input';
import type { ActionRuleId } from './catalogue';
import type { ErrorCode } from './error-bodies';

/** The HTTP status codes that an action can be refused with. */
export type RefusalStatus = 400 | 405 | 501 | 503;

/** How a rule refuses an action. */
export interface Refusal {
  /** The HTTP status code of the answer. */
  readonly httpStatus: RefusalStatus;
  /** The `error_code` in the body of the answer. */
  readonly code: ErrorCode;
  /** The next thing for the caller to try. */
  readonly hint: string;
}

/* @__NO_SIDE_EFFECTS__ */
function refuse(httpStatus: RefusalStatus, code: ErrorCode, hint: string): Refusal {
  return { httpStatus, code, hint };
}

const whileStopping =
  'Cannot restart the pipeline while it is stopping. Wait for it to stop before starting a new instance of the pipeline.';
const whileSuspending =
  'Only /stop?force=true is possible while the pipeline is suspending. Wait for it to stop, then start it.';
const untilStopped = 'Stop the pipeline, and start it again once it has stopped.';
const untilProvisioned = 'Wait until the pipeline is provisioned, then try again.';

/** The rules that refuse an action, each with its answer. */
export const refusals = deepFreeze({
  'start.stopping': refuse(400, 'IllegalPipelineAction', whileStopping),
  'start.suspending': refuse(400, 'IllegalPipelineAction', whileSuspending),
  'start.undismissedError': refuse(
    400,
    'CannotStartWithUndismissedError',
    'Dismiss it with /dismiss_error, or start with dismiss_error=true.',
  ),
  'start.otherInitial': refuse(400, 'InitialImmutableUnlessStopped', untilStopped),
  'start.otherBootstrapPolicy': refuse(400, 'BootstrapPolicyImmutableUnlessStopped', untilStopped),
  'start.standbyNotAllowed': refuse(
    400,
    'InitialStandbyNotAllowed',
    'Configure the object store, or start with initial=paused or initial=running.',
  ),

  'stop.enterpriseOnly': refuse(
    501,
    'EnterpriseFeature',
    'Use /stop?force=true to stop without a checkpoint.',
  ),
  'stop.alreadyStopping': refuse(
    503,
    'IllegalPipelineAction',
    'The pipeline is already stopping. Wait for it to stop.',
  ),
  'stop.alreadySuspending': refuse(
    503,
    'IllegalPipelineAction',
    'The pipeline is already suspending. Wait for it to stop, or cancel with /stop?force=true.',
  ),
  'stop.standby': refuse(
    405,
    'UnsupportedPipelineAction',
    'a pipeline in standby has processed nothing to checkpoint. Use /stop?force=true.',
  ),
  'stop.notSuspendable': refuse(
    405,
    'UnsupportedPipelineAction',
    'the pipeline cannot be suspended, for example because it has no storage. Use /stop?force=true.',
  ),

  'pause.stopped': refuse(400, 'IllegalPipelineAction', 'Start it with /start?initial=paused.'),
  'pause.notYetDeployed': refuse(400, 'IllegalPipelineAction', untilProvisioned),
  'pause.standby': refuse(
    400,
    'IllegalPipelineAction',
    'Once the pipeline is in standby, activate it with /activate?initial=paused.',
  ),
  'pause.suspending': refuse(400, 'IllegalPipelineAction', whileSuspending),
  'pause.stopping': refuse(400, 'IllegalPipelineAction', whileStopping),

  'resume.stopped': refuse(400, 'IllegalPipelineAction', 'Start it with /start?initial=running.'),
  'resume.notYetDeployed': refuse(400, 'IllegalPipelineAction', untilProvisioned),
  'resume.standby': refuse(
    400,
    'IllegalPipelineAction',
    'Once the pipeline is in standby, activate it with /activate?initial=running.',
  ),
  'resume.suspending': refuse(400, 'IllegalPipelineAction', whileSuspending),
  'resume.stopping': refuse(400, 'IllegalPipelineAction', whileStopping),

  'activate.notDeployed': refuse(
    503,
    'PipelineInteractionNotDeployed',
    'Only a pipeline in standby can be activated: one that was started with initial=standby.',
  ),
  'activate.notInStandby': refuse(
    503,
    'InvalidTransition',
    'Only a pipeline in standby that is not being stopped can be activated.',
  ),

  'approve.notDeployed': refuse(
    503,
    'PipelineInteractionNotDeployed',
    'Only a pipeline that is provisioned and awaits approval can be approved.',
  ),
  'approve.notAwaiting': refuse(
    503,
    'InvalidTransition',
    'Only a pipeline that awaits approval and is not being stopped can be approved.',
  ),

  'dismissError.notStopped': refuse(
    400,
    'DismissErrorRestrictedToFullyStopped',
    'Wait until the pipeline has stopped.',
  ),
}) satisfies Partial<Record<ActionRuleId, Refusal>>;

/** The id of a rule that refuses an action. */
export type RefusingRuleId = keyof typeof refusals;
/** The id of a rule that accepts an action. */
export type AcceptingRuleId = Exclude<ActionRuleId, RefusingRuleId>;

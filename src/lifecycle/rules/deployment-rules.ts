/** The rules about whole deployments. No action and no observation ever breaks one. */
import { decided, documented, live, type RuleEntry } from './rule';

/** The rules about what changes, and by whom. */
export const changeRules = {
  'desired.byUserOnly': documented(
    'Only an action changes the desired status, except that a failure or a completed suspension sets it to Stopped.',
    'stop',
    'stopSets',
  ),
  'desired.untilStopped': documented(
    'Desired Stopped lasts until status is Stopped.',
    'stop',
    'forceIrrevocable',
  ),
  'desired.untilSuspended': documented(
    'Desired Suspended lasts until the suspension ends.',
    'stop',
    'onlyForcefully',
  ),
  'status.byRunnerOnly': documented(
    'Only an observation moves the status; no action does.',
    'start',
    'startProcedure',
  ),
  'error.byFailureOnly': decided('An error is set only by a failure.'),
  'error.untilDismissed': live('An error remains until the user dismisses it.'),
} satisfies Record<string, RuleEntry>;

/** The rules with an invariant. A table of its own: the errors of parsers quote these alone. */
export const invariantRules = {
  'deployment.stopping': documented(
    'A pipeline that is Stopping has desired status Stopped.',
    'stop',
    'forceIrrevocable',
  ),
  'deployment.suspending': documented(
    'A pipeline that is Suspending has desired status Suspended or Stopped.',
    'stop',
    'onlyForcefully',
  ),
  'deployment.suspended': documented(
    'Desired status Suspended occurs only while the pipeline is deployed.',
    'stop',
    'stopPassesSuspending',
  ),
  'deployment.initial': live(
    'initial and bootstrapPolicy are both null exactly when the pipeline is Stopping or fully stopped.',
  ),
  'deployment.underWay': documented(
    'Until the pipeline is provisioned, a desired status other than Stopped is the one that initial asks for.',
    'start',
    'initial',
  ),
  'deployment.standby': documented(
    'Standby, as status or as desired status, occurs only if initial is standby.',
    'activate',
    'onlyObjectStore',
  ),
  'deployment.leftStandby': decided(
    'While the pipeline is deployed, desired status Standby occurs only in Standby.',
  ),
  'deployment.awaitingApproval': documented(
    'AwaitingApproval occurs only under bootstrap policy await_approval.',
    'approve',
    'awaitingApproval',
  ),
  'deployment.approved': documented(
    'bootstrapApproved is true only in AwaitingApproval.',
    'approve',
    'awaitingApproval',
  ),
  'deployment.error': live('An error is set only while the pipeline is Stopping or fully stopped.'),
  'deployment.generation': decided(
    'In generation 0 the pipeline was never started, so every other field is as it was created.',
  ),
} satisfies Record<string, RuleEntry>;

/** The rules about observations: what an observation does to the status, or why it is stale. */
import { decided, documented, type RuleEntry } from './rule';

/** The rules that apply an observation. */
export const applyingRules = {
  'provisioning.begins': documented(
    'The runner begins to provision a Stopped pipeline that is asked to start.',
    'start',
    'startProcedure',
  ),
  'standby.reached': documented(
    'A pipeline started with initial=standby becomes Standby once it is provisioned.',
    'start',
    'initial',
  ),
  'standby.remains': decided(
    'A pipeline in Standby that is not stopping may be reported there again.',
  ),
  'awaitingApproval.reached': documented(
    'Under bootstrap policy await_approval, a pipeline on its way to Paused or Running that was modified since its checkpoint becomes AwaitingApproval.',
    'approve',
    'awaitingApproval',
  ),
  'awaitingApproval.remains': decided(
    'A pipeline in AwaitingApproval that is not stopping may be reported there again.',
  ),
  'paused.reached': documented(
    'A pipeline that is asked to be Paused becomes Paused from Provisioning or Standby.',
    'start',
    'initial',
  ),
  'paused.approved': documented(
    'A pipeline in AwaitingApproval becomes Paused only after approve; the approval is then used up.',
    'approve',
    'approve',
  ),
  'paused.deployed': decided(
    'A pipeline that is Paused or Running and not stopping may be reported Paused at any time.',
  ),
  'running.reached': documented(
    'A pipeline that is asked to be Running becomes Running from Provisioning or Standby.',
    'start',
    'initial',
  ),
  'running.approved': documented(
    'A pipeline in AwaitingApproval becomes Running only after approve; the approval is then used up.',
    'approve',
    'approve',
  ),
  'running.deployed': decided(
    'A pipeline that is Paused or Running and not stopping may be reported Running at any time.',
  ),
  'suspending.begins': documented(
    'A deployed pipeline that is asked to suspend becomes Suspending, and remains so until the suspension ends.',
    'stop',
    'stopCheckpoints',
  ),
  'suspended.stops': documented(
    'A successful suspension stops the pipeline, without an error and with its checkpoint recorded.',
    'stop',
    'stopPassesSuspending',
  ),
  'stopping.begins': documented(
    'The runner begins to deprovision a pipeline whose desired status is Stopped.',
    'stop',
    'stopDeprovisions',
  ),
  'failed.beforeProvisioning': decided(
    'A start that fails before provisioning began stops the pipeline with that error.',
  ),
  'failed.deployment': decided(
    'A failure while provisioning or deployed stops the pipeline with that error.',
  ),
  'failed.suspension': documented(
    'A suspension that fails stops the pipeline with that error.',
    'stop',
    'suspensionError',
  ),
  'failed.whileStopping': decided(
    'A failure while Stopping changes nothing: deprovisioning is retried.',
  ),
  'deprovisioned.stops': documented(
    'A pipeline that is Stopping becomes Stopped once no compute resources are left.',
    'stop',
    'stopProcedure',
  ),
  'checkpointed.records': documented(
    'A later checkpoint of a pipeline that is Paused, Running or Suspending is recorded; an earlier one changes nothing.',
    'stop',
    'latestCheckpoint',
  ),
  'checkpointed.late': documented(
    'A later checkpoint that is reported only after the failure or the stop, while the pipeline is Stopping or fully stopped, is recorded if its report names the generation of the deployment; an earlier one changes nothing.',
    'stop',
    'latestCheckpoint',
  ),
} satisfies Record<string, RuleEntry>;

/** The rules by which an observation is stale. A table of its own: outcomes quote these alone. */
export const staleRules = {
  'generation.stale': decided(
    'An observation of another generation is stale, so an earlier process of the pipeline can never stop or advance the present one.',
  ),
  'provisioning.stale': decided(
    'provisioning is stale unless the pipeline is Stopped and asked to start.',
  ),
  'standby.stale': decided(
    'standby is stale unless the pipeline is Provisioning towards Standby, or in Standby and not stopping.',
  ),
  'awaitingApproval.stale': decided(
    'awaitingApproval is stale unless the pipeline is in Provisioning or Standby, on its way to Paused or Running under bootstrap policy await_approval, or in AwaitingApproval and not stopping.',
  ),
  'paused.stale': decided(
    'paused is stale unless the pipeline is on its way to Paused (from AwaitingApproval: once approved), or is Paused or Running and not stopping.',
  ),
  'running.stale': decided(
    'running is stale unless the pipeline is on its way to Running (from AwaitingApproval: once approved), or is Paused or Running and not stopping.',
  ),
  'suspending.stale': decided(
    'suspending is stale unless the pipeline is deployed and asked to suspend.',
  ),
  'suspended.stale': decided('suspended is stale unless the pipeline is Suspending.'),
  'stopping.stale': decided(
    'stopping is stale unless the pipeline is provisioning or deployed and its desired status is Stopped.',
  ),
  'failed.stale': decided('failed is stale once the pipeline is fully stopped.'),
  'deprovisioned.stale': decided('deprovisioned is stale unless the pipeline is Stopping.'),
  'checkpointed.stale': decided(
    'checkpointed is stale unless the pipeline is Paused, Running or Suspending; or is Stopping or fully stopped, and the report names its generation.',
  ),
} satisfies Record<string, RuleEntry>;

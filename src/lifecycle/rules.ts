/**
 * The rule catalogue: every sentence that the machine enforces, with where it comes from.
 *
 * A rule is words only. When it applies is said by the machine (and, for the rules about whole
 * deployments, by `invariants.ts`), which refers to it by id. Sources, strongest first: a sentence
 * of the endpoint documents in `docs/sources/`; how the live system behind them is known to behave;
 * our own decision.
 */
import { deepFreeze } from './freeze';

/** The endpoint documents that rules quote. */
export type SourceDocument = 'start' | 'stop' | 'resume' | 'activate' | 'approve';

/** One rule of the lifecycle. */
export interface Rule {
  /** The action, observation or subject it is about, a dot, and the situation. */
  readonly id: string;
  /** Which plane it governs: `desired` for actions, `status` for observations, or `both`. */
  readonly plane: 'desired' | 'status' | 'both';
  /** What it says, as one sentence. */
  readonly statement: string;
  /** Where it comes from. */
  readonly source: 'document' | 'live' | 'decision';
  /** The document quoted; null unless the source is a document. */
  readonly document: SourceDocument | null;
  /** The exact sentence of that document; null unless the source is a document. */
  readonly quote: string | null;
}

type Words = Omit<Rule, 'id' | 'plane'>;

const documented = (statement: string, document: SourceDocument, quote: string): Words => ({
  statement,
  source: 'document',
  document,
  quote,
});
const live = (statement: string): Words => ({
  statement,
  source: 'live',
  document: null,
  quote: null,
});
const decided = (statement: string): Words => ({
  statement,
  source: 'decision',
  document: null,
  quote: null,
});

const said = {
  noStartOnceStopped:
    'It is not possible to call /start when the pipeline has already had /stop called and is in the process of suspending or stopping.',
  stillSuccess:
    'If the pipeline is already (being) started (provisioned), it will still return success',
  startStopped:
    'A stopped pipeline can be started through calling /start?initial=running, /start?initial=paused, or /start?initial=standby.',
  startAsynchronous: 'Start the pipeline asynchronously by updating the desired status.',
  startProcedure: 'The procedure to get to the desired status is performed asynchronously.',
  initial:
    'The `initial` parameter determines whether to after provisioning the pipeline make it become `standby`, `paused` or `running` (only valid values).',
  stopSets:
    'The endpoint returns immediately after setting the desired state to Suspended for ?force=false or Stopped for ?force=true.',
  stopPassesSuspending:
    'In the former case, once the pipeline has successfully passes the Suspending state, the desired state will become Stopped as well.',
  stopCancelsSuspending: 'it is possible to cancel suspending by calling /stop?force=true',
  forceIrrevocable:
    '/stop?force=true cannot be cancelled: the pipeline must first reach Stopped before another action can be done',
  onlyForcefully:
    'A pipeline which is in the process of suspending or stopping can only be forcefully stopped',
  stopCheckpoints:
    '/stop?force=false (default): the pipeline will first atomically checkpoint before deprovisioning the compute resources.',
  stopDeprovisions: '/stop?force=true: the compute resources will be immediately deprovisioned.',
  suspensionError:
    'If an error is returned during the suspension, the pipeline will be forcefully stopped with that error set',
  latestCheckpoint:
    'When resuming, it will pick up the latest checkpoint made by the periodic checkpointer or by a prior /checkpoint call.',
  stop405: 'Action is not supported',
  stop501: 'Action is not implemented because it is only available in the Enterprise edition',
  stop503: 'Action can not be performed (maybe because the pipeline is already suspended)',
  resume: 'Requests the pipeline to resume, which it will do asynchronously.',
  resume400: 'Action could not be performed',
  activate:
    'Requests the pipeline to activate if it is currently in standby mode, which it will do asynchronously.',
  onlyObjectStore:
    'This endpoint is only applicable when the pipeline is configured to start from object store and started as standby.',
  approve: 'Approves the pipeline to proceed with bootstrapping.',
  awaitingApproval:
    'This endpoint is used when a pipeline has been started with bootstrap_policy=await_approval, it is resuming from an existing checkpoint, but the pipeline has been modified since the checkpoint was made and is currently in the AwaitingApproval state awaiting user approval to proceed with bootstrapping.',
} as const;

/** The rules about actions: what each does to the desired status, and where it is refused. */
const desiredRules = {
  'start.stopped': documented(
    'start of a fully stopped pipeline begins a new deployment: desired becomes its initial, an error is dismissed, the generation goes up by one.',
    'start',
    said.startStopped,
  ),
  'start.alreadyStarted': documented(
    'start with the parameters of the deployment under way is accepted and changes nothing.',
    'start',
    said.stillSuccess,
  ),
  'start.stopping': documented(
    'start is refused while the pipeline is stopping.',
    'start',
    said.noStartOnceStopped,
  ),
  'start.suspending': documented(
    'start is refused while the pipeline is suspending.',
    'start',
    said.noStartOnceStopped,
  ),
  'start.undismissedError': live('start with dismissError=false is refused while an error is set.'),
  'start.otherInitial': live(
    'start is refused while a deployment with another initial is under way, so it never un-pauses.',
  ),
  'start.otherBootstrapPolicy': live(
    'start is refused while a deployment with another bootstrap policy is under way.',
  ),
  'start.standbyNotAllowed': documented(
    'start with initial=standby is refused where the pipeline is not configured to start from an object store.',
    'activate',
    said.onlyObjectStore,
  ),

  'stop.forced': documented(
    'stop with force=true is always accepted: desired becomes Stopped.',
    'stop',
    said.stopSets,
  ),
  'stop.forcedWhileSuspending': documented(
    'stop with force=true cancels a suspension: desired becomes Stopped.',
    'stop',
    said.stopCancelsSuspending,
  ),
  'stop.forcedWhileStopped': decided(
    'stop with force=true of a pipeline that is Stopped is accepted and cancels a start that the runner has not begun.',
  ),
  'stop.enterpriseOnly': documented(
    'stop with force=false is refused where the edition cannot make the checkpoint.',
    'stop',
    said.stop501,
  ),
  'stop.alreadyStopping': documented(
    'stop with force=false is refused while the pipeline is stopping.',
    'stop',
    said.onlyForcefully,
  ),
  'stop.alreadySuspending': documented(
    'stop with force=false is refused while the pipeline is already suspending; a client that retries succeeds once it has stopped.',
    'stop',
    said.stop503,
  ),
  'stop.gracefulWhileStopped': decided(
    'stop with force=false of a pipeline that is Stopped is accepted and cancels a start that the runner has not begun.',
  ),
  'stop.gracefulWhileProvisioning': live(
    'stop with force=false while Provisioning has nothing to checkpoint yet, so force is implied: desired becomes Stopped.',
  ),
  'stop.standby': decided(
    'stop with force=false is refused in standby, where the pipeline has processed nothing to checkpoint.',
  ),
  'stop.notSuspendable': documented(
    'stop with force=false is refused where the pipeline cannot be suspended.',
    'stop',
    said.stop405,
  ),
  'stop.graceful': documented(
    'stop with force=false of a pipeline that is paused or running sets desired to Suspended.',
    'stop',
    said.stopSets,
  ),

  'pause.deployed': live('pause of a deployed pipeline sets desired to Paused.'),
  'pause.stopped': live('pause is refused while the pipeline is stopped.'),
  'pause.notYetDeployed': live('pause is refused until the pipeline is provisioned.'),
  'pause.standby': live(
    'pause is refused on the way to standby and in it; only activate leads out.',
  ),
  'pause.suspending': documented(
    'pause is refused while the pipeline is suspending.',
    'stop',
    said.onlyForcefully,
  ),
  'pause.stopping': documented(
    'pause is refused while the pipeline is stopping.',
    'stop',
    said.forceIrrevocable,
  ),

  'resume.deployed': documented(
    'resume of a deployed pipeline sets desired to Running.',
    'resume',
    said.resume,
  ),
  'resume.stopped': documented(
    'resume is refused while the pipeline is stopped.',
    'resume',
    said.resume400,
  ),
  'resume.notYetDeployed': documented(
    'resume is refused until the pipeline is provisioned.',
    'resume',
    said.resume400,
  ),
  'resume.standby': documented(
    'resume is refused on the way to standby and in it; only activate leads out.',
    'resume',
    said.resume400,
  ),
  'resume.suspending': documented(
    'resume is refused while the pipeline is suspending, so it never revives it.',
    'stop',
    said.onlyForcefully,
  ),
  'resume.stopping': documented(
    'resume is refused while the pipeline is stopping, so it never revives it.',
    'stop',
    said.forceIrrevocable,
  ),

  'activate.standby': documented(
    'activate of a pipeline in standby sets desired to its initial; until that took effect, a second call may change it.',
    'activate',
    said.activate,
  ),
  'activate.notDeployed': documented(
    'activate is refused while the pipeline is not deployed.',
    'activate',
    said.activate,
  ),
  'activate.notInStandby': documented(
    'activate is refused outside of standby, and in a standby that is being stopped.',
    'activate',
    said.activate,
  ),

  'approve.awaiting': documented(
    'approve of a pipeline that awaits approval lets it proceed with bootstrapping.',
    'approve',
    said.approve,
  ),
  'approve.notDeployed': documented(
    'approve is refused while the pipeline is not deployed.',
    'approve',
    said.awaitingApproval,
  ),
  'approve.notAwaiting': documented(
    'approve is refused where nothing awaits approval, and once the pipeline is being stopped.',
    'approve',
    said.awaitingApproval,
  ),

  'dismissError.stopped': live('dismissError of a fully stopped pipeline clears its error.'),
  'dismissError.notStopped': live(
    'dismissError is refused while an error is set and the pipeline is not fully stopped.',
  ),
  'dismissError.noError': live('dismissError without an error is accepted and changes nothing.'),
} satisfies Record<string, Words>;

/** The rules about observations: what a runner's message does, and when it is stale. */
const statusRules = {
  'provisioning.begins': documented(
    'The runner begins to provision a Stopped pipeline that is asked to start.',
    'start',
    said.startAsynchronous,
  ),
  'standby.reached': documented(
    'A pipeline started with initial=standby becomes Standby once it is provisioned.',
    'start',
    said.initial,
  ),
  'standby.remains': decided('A pipeline in Standby that is not stopping may be seen there again.'),
  'awaitingApproval.reached': documented(
    'Under bootstrap policy await_approval, a pipeline on its way to Paused or Running that was modified since its checkpoint becomes AwaitingApproval.',
    'approve',
    said.awaitingApproval,
  ),
  'awaitingApproval.remains': decided(
    'A pipeline in AwaitingApproval that is not stopping may be seen there again.',
  ),
  'paused.reached': documented(
    'A pipeline that is asked to be Paused becomes so out of Provisioning or Standby.',
    'start',
    said.initial,
  ),
  'paused.approved': documented(
    'A pipeline in AwaitingApproval becomes Paused only after approve; the approval is then used up.',
    'approve',
    said.approve,
  ),
  'paused.deployed': decided(
    'A pipeline that is Paused or Running and not stopping may be seen Paused at any time.',
  ),
  'running.reached': documented(
    'A pipeline that is asked to be Running becomes so out of Provisioning or Standby.',
    'start',
    said.initial,
  ),
  'running.approved': documented(
    'A pipeline in AwaitingApproval becomes Running only after approve; the approval is then used up.',
    'approve',
    said.approve,
  ),
  'running.deployed': decided(
    'A pipeline that is Paused or Running and not stopping may be seen Running at any time.',
  ),
  'suspending.begins': documented(
    'A deployed pipeline that is asked to suspend becomes Suspending and remains so until it ends.',
    'stop',
    said.stopCheckpoints,
  ),
  'suspended.stops': documented(
    'A successful suspension stops the pipeline, without an error and with its checkpoint recorded.',
    'stop',
    said.stopPassesSuspending,
  ),
  'stopping.begins': documented(
    'The runner begins to deprovision a pipeline whose desired status is Stopped.',
    'stop',
    said.stopDeprovisions,
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
    said.suspensionError,
  ),
  'failed.whileStopping': decided(
    'A failure while Stopping changes nothing: deprovisioning is retried.',
  ),
  'deprovisioned.stops': documented(
    'A pipeline that is Stopping becomes Stopped once no compute resources are left.',
    'start',
    said.startProcedure,
  ),
  'checkpointed.records': documented(
    'A later checkpoint of a pipeline that is Paused, Running or Suspending is recorded; an earlier one changes nothing.',
    'stop',
    said.latestCheckpoint,
  ),

  'generation.stale': decided(
    'A message of another generation is stale, so an earlier process of the pipeline can never stop or advance the present one.',
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
    'paused is stale unless the pipeline is on its way to Paused (out of AwaitingApproval: approved), or is Paused or Running and not stopping.',
  ),
  'running.stale': decided(
    'running is stale unless the pipeline is on its way to Running (out of AwaitingApproval: approved), or is Paused or Running and not stopping.',
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
    'checkpointed is stale unless the pipeline is Paused, Running or Suspending.',
  ),
} satisfies Record<string, Words>;

/** The rules about whole deployments: what no action and no observation ever leads to. */
const deploymentRules = {
  'desired.byUserOnly': documented(
    'Only an action changes the desired status, except that a failure or a completed suspension sets it to Stopped.',
    'start',
    said.startAsynchronous,
  ),
  'status.byRunnerOnly': documented(
    'Only an observation moves the status; no action does.',
    'start',
    said.startProcedure,
  ),
  'error.byFailureOnly': documented(
    'An error is set only by a failure.',
    'stop',
    said.suspensionError,
  ),
  'error.untilDismissed': live('An error remains until the user dismisses it.'),
  'deployment.stopping': documented(
    'A pipeline that is Stopping has desired status Stopped.',
    'stop',
    said.forceIrrevocable,
  ),
  'deployment.suspending': documented(
    'A pipeline that is Suspending has desired status Suspended or Stopped.',
    'stop',
    said.onlyForcefully,
  ),
  'deployment.suspended': documented(
    'Desired status Suspended occurs only while the pipeline is deployed.',
    'stop',
    said.stopPassesSuspending,
  ),
  'deployment.initial': live(
    'initial and bootstrapPolicy are both null exactly when the pipeline is Stopping or fully stopped.',
  ),
  'deployment.underWay': documented(
    'Until the pipeline is provisioned, a desired status other than Stopped is the one that initial asks for.',
    'start',
    said.initial,
  ),
  'deployment.standby': documented(
    'Standby, as status or as desired status, occurs only where initial is standby.',
    'activate',
    said.onlyObjectStore,
  ),
  'deployment.leftStandby': documented(
    'Desired status Standby is left behind once the pipeline is anywhere beyond Standby.',
    'activate',
    said.activate,
  ),
  'deployment.awaitingApproval': documented(
    'AwaitingApproval occurs only under bootstrap policy await_approval.',
    'approve',
    said.awaitingApproval,
  ),
  'deployment.approved': documented(
    'bootstrapApproved is true only in AwaitingApproval.',
    'approve',
    said.awaitingApproval,
  ),
  'deployment.error': live('An error is set only while the pipeline is Stopping or fully stopped.'),
  'deployment.generation': decided(
    'In generation 0 the pipeline was never started, so every other field is as it was created.',
  ),
} satisfies Record<string, Words>;

/** The id of a rule about actions. */
export type DesiredRuleId = keyof typeof desiredRules;
/** The id of a rule about observations. */
export type StatusRuleId = keyof typeof statusRules;
/** The id of a rule about whole deployments. */
export type DeploymentRuleId = keyof typeof deploymentRules;
/** The id of any rule. */
export type RuleId = DesiredRuleId | StatusRuleId | DeploymentRuleId;

const catalogue = new Map<string, Rule>();
function enter(plane: Rule['plane'], entries: Record<string, Words>): void {
  for (const [id, words] of Object.entries(entries)) {
    catalogue.set(id, deepFreeze({ id, plane, ...words }));
  }
}
enter('desired', desiredRules);
enter('status', statusRules);
enter('both', deploymentRules);

/** Every rule, in the order of the catalogue: actions, observations, whole deployments. */
export const rules: readonly Rule[] = Object.freeze([...catalogue.values()]);

/** The rule with this id. Pure. Throws RangeError for an id that no rule has. */
export function ruleOf(id: RuleId): Rule {
  const rule = catalogue.get(id);
  if (rule === undefined) throw new RangeError(`No rule has the id '${id}'.`);
  return rule;
}

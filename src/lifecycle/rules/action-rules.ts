/** The rules about actions: what an action does to the desired status, or why it is refused. */
import { decided, documented, live, type RuleEntry } from './rule';

/** Every rule about actions, in the order of the tables in the documents. */
export const actionRules = {
  'start.stopped': documented(
    'start of a fully stopped pipeline begins a new deployment: desired becomes its initial, an error is dismissed, the generation goes up by one.',
    'start',
    'startStopped',
  ),
  'start.alreadyStarted': documented(
    'start with the parameters of the deployment under way is accepted and changes nothing.',
    'start',
    'stillSuccess',
  ),
  'start.stopping': documented(
    'start is refused while the pipeline is stopping.',
    'start',
    'noStartOnceStopped',
  ),
  'start.suspending': documented(
    'start is refused while the pipeline is suspending.',
    'start',
    'noStartOnceStopped',
  ),
  'start.undismissedError': live('start with dismissError=false is refused while an error is set.'),
  'start.otherInitial': live(
    'start is refused while a deployment with another initial is under way, so it never un-pauses.',
  ),
  'start.otherBootstrapPolicy': live(
    'start is refused while a deployment with another bootstrap policy is under way.',
  ),
  'start.standbyNotAllowed': documented(
    'start with initial=standby is refused if the pipeline is not configured to start from an object store.',
    'activate',
    'onlyObjectStore',
  ),

  'stop.forced': documented(
    'stop with force=true is always accepted: desired becomes Stopped.',
    'stop',
    'stopSets',
  ),
  'stop.forcedWhileSuspending': documented(
    'stop with force=true cancels a suspension: desired becomes Stopped.',
    'stop',
    'stopCancelsSuspending',
  ),
  'stop.forcedWhileStopped': documented(
    'stop with force=true of a pipeline that is Stopped is accepted and cancels a start that the runner has not begun.',
    'stop',
    'stopSets',
  ),
  'stop.enterpriseOnly': documented(
    'stop with force=false is refused if the edition cannot make the checkpoint.',
    'stop',
    'stop501',
  ),
  'stop.alreadyStopping': documented(
    'stop with force=false is refused while the pipeline is stopping.',
    'stop',
    'onlyForcefully',
  ),
  'stop.alreadySuspending': documented(
    'stop with force=false is refused while the pipeline is already suspending; a client that retries succeeds once it has stopped.',
    'stop',
    'stop503',
  ),
  'stop.gracefulWhileStopped': decided(
    'stop with force=false of a pipeline that is Stopped is accepted and cancels a start that the runner has not begun.',
  ),
  'stop.gracefulWhileProvisioning': live(
    'stop with force=false while Provisioning has nothing to checkpoint yet, so force is implied: desired becomes Stopped.',
  ),
  'stop.standby': decided(
    'stop with force=false is refused in standby: the pipeline has processed nothing to checkpoint.',
  ),
  'stop.notSuspendable': documented(
    'stop with force=false is refused if the pipeline cannot be suspended.',
    'stop',
    'stop405',
  ),
  'stop.graceful': documented(
    'stop with force=false of a pipeline that is paused or running sets desired to Suspended.',
    'stop',
    'stopSets',
  ),

  'pause.deployed': live('pause of a deployed pipeline sets desired to Paused.'),
  'pause.stopped': decided('pause is refused while the pipeline is stopped.'),
  'pause.notYetDeployed': decided('pause is refused until the pipeline is provisioned.'),
  'pause.standby': decided(
    'pause is refused on the way to standby and in standby; only activate leads out.',
  ),
  'pause.suspending': documented(
    'pause is refused while the pipeline is suspending.',
    'stop',
    'onlyForcefully',
  ),
  'pause.stopping': documented(
    'pause is refused while the pipeline is stopping.',
    'stop',
    'forceIrrevocable',
  ),

  'resume.deployed': documented(
    'resume of a deployed pipeline sets desired to Running.',
    'resume',
    'resume',
  ),
  'resume.stopped': documented(
    'resume is refused while the pipeline is stopped.',
    'resume',
    'resume400',
  ),
  'resume.notYetDeployed': documented(
    'resume is refused until the pipeline is provisioned.',
    'resume',
    'resume400',
  ),
  'resume.standby': documented(
    'resume is refused on the way to standby and in standby; only activate leads out.',
    'resume',
    'resume400',
  ),
  'resume.suspending': documented(
    'resume is refused while the pipeline is suspending, so it never revives it.',
    'stop',
    'onlyForcefully',
  ),
  'resume.stopping': documented(
    'resume is refused while the pipeline is stopping, so it never revives it.',
    'stop',
    'forceIrrevocable',
  ),

  'activate.standby': documented(
    'activate of a pipeline in standby sets desired to its initial; until it takes effect, a second activate may change that.',
    'activate',
    'activate',
  ),
  'activate.notDeployed': documented(
    'activate is refused while the pipeline is not deployed.',
    'activate',
    'activate',
  ),
  'activate.notInStandby': documented(
    'activate is refused outside standby, and in standby once the pipeline is being stopped.',
    'activate',
    'activate',
  ),

  'approve.awaiting': documented(
    'approve of a pipeline that awaits approval lets it proceed with bootstrapping.',
    'approve',
    'approve',
  ),
  'approve.notDeployed': documented(
    'approve is refused while the pipeline is not deployed.',
    'approve',
    'awaitingApproval',
  ),
  'approve.notAwaiting': documented(
    'approve is refused if nothing awaits approval, and once the pipeline is being stopped.',
    'approve',
    'awaitingApproval',
  ),

  'dismissError.stopped': decided('dismissError of a fully stopped pipeline clears its error.'),
  'dismissError.notStopped': live(
    'dismissError is refused while an error is set and the pipeline is not fully stopped.',
  ),
  'dismissError.noError': decided('dismissError without an error is accepted and changes nothing.'),
} satisfies Record<string, RuleEntry>;

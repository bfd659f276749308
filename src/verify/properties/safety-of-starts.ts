/** The safety rules about starting, standby and approval (3, 5, 6 and 13), as properties. */
import { type Deployment, steps as runnerSteps } from '../../lifecycle';
import { startRequested, stopRequested, suspendRequested } from '../../lifecycle/rules';
import { byAction, byForcedStop, changesNothing } from '../exploration';
import { type Property, step } from './property';

const isPausedOrRunning = ({ status }: Deployment) => status === 'Paused' || status === 'Running';

/** The properties of rules 3, 5, 6 and 13. */
export const safetyOfStarts: readonly Property[] = [
  step({
    id: 'start.not-while-ending',
    requirement: '3',
    statement: 'A start is never accepted while the pipeline is being suspended or stopped.',
    rules: ['start.stopping', 'start.suspending'],
    premise: (each) =>
      byAction(each, 'start') && (suspendRequested(each.before) || stopRequested(each.before)),
    holds: ({ accepted }) => !accepted,
  }),
  step({
    id: 'start.no-op-once-started',
    requirement: '3',
    statement:
      'A repeated start changes nothing; it is accepted with the parameters of the deployment under way and refused with others.',
    rules: ['start.alreadyStarted', 'start.otherInitial', 'start.otherBootstrapPolicy'],
    premise: (each) => byAction(each, 'start') && startRequested(each.before),
    holds: (each) =>
      changesNothing(each) &&
      each.event.type === 'start' &&
      each.accepted ===
        (each.event.initial === each.before.initial &&
          each.event.bootstrapPolicy === each.before.bootstrapPolicy),
  }),

  step({
    id: 'standby.entered-from',
    requirement: '5',
    statement: 'Standby is entered only from Provisioning with initial standby.',
    rules: ['standby.reached', 'deployment.standby'],
    needs: ['standby'],
    premise: ({ before, after }) => before.status !== 'Standby' && after.status === 'Standby',
    holds: ({ before }) => before.status === 'Provisioning' && before.initial === 'standby',
  }),
  step<boolean>({
    id: 'standby.entered-once',
    requirement: '5',
    statement: 'Standby is never entered twice in one deployment.',
    rules: ['standby.reached', 'deployment.leftStandby'],
    needs: ['standby'],
    memory: {
      initial: false,
      after: (entered, { before, after }) =>
        after.generation === before.generation && (entered || after.status === 'Standby'),
    },
    premise: ({ before, after }) => before.status !== 'Standby' && after.status === 'Standby',
    holds: (_, entered) => !entered,
  }),
  step<boolean>({
    id: 'standby.left-by-activate',
    requirement: '5',
    statement:
      'Standby is left for Paused, Running or AwaitingApproval only after an accepted activate.',
    rules: ['activate.standby', 'resume.standby', 'pause.standby'],
    needs: ['standby'],
    memory: {
      initial: false,
      after: (activated, each) =>
        each.after.generation === each.before.generation &&
        (activated || (byAction(each, 'activate') && each.accepted)),
    },
    premise: ({ before, after }) =>
      before.status === 'Standby' &&
      (isPausedOrRunning(after) || after.status === 'AwaitingApproval'),
    holds: (_, activated) => activated,
  }),

  step({
    id: 'approval.awaited-under',
    requirement: '6',
    statement: 'AwaitingApproval is entered only under bootstrap policy await_approval.',
    rules: ['awaitingApproval.reached', 'deployment.awaitingApproval'],
    premise: ({ before, after }) =>
      before.status !== 'AwaitingApproval' && after.status === 'AwaitingApproval',
    holds: ({ before, after }) =>
      before.bootstrapPolicy === 'await_approval' && !after.bootstrapApproved,
  }),
  step<boolean>({
    id: 'approval.needed',
    requirement: '6',
    statement: 'AwaitingApproval is left for Paused or Running only after an accepted approve.',
    rules: ['approve.awaiting', 'paused.approved', 'running.approved'],
    memory: {
      initial: false,
      after: (approved, each) =>
        each.after.status === 'AwaitingApproval' &&
        (approved || (byAction(each, 'approve') && each.accepted)),
    },
    premise: ({ before, after }) =>
      before.status === 'AwaitingApproval' && isPausedOrRunning(after),
    holds: (_, approved) => approved,
  }),
  step({
    id: 'approval.only-when-awaited',
    requirement: '6',
    statement: 'approve is accepted only in AwaitingApproval.',
    rules: ['approve.notAwaiting', 'approve.notDeployed', 'deployment.approved'],
    premise: (each) => byAction(each, 'approve') && each.accepted,
    holds: ({ before }) => before.status === 'AwaitingApproval',
  }),

  step({
    id: 'waiting.approve-accepted',
    requirement: '13',
    statement: 'If the runner waits for approval, approve is accepted.',
    rules: ['approve.awaiting'],
    premise: (each) =>
      byAction(each, 'approve') &&
      !each.before.bootstrapApproved &&
      runnerSteps[each.before.status][each.before.desiredStatus] === 'awaitApproval',
    holds: ({ accepted, after }) => accepted && after.bootstrapApproved,
  }),
  step({
    id: 'waiting.activate-accepted',
    requirement: '13',
    statement: 'If a pipeline rests in Standby, activate is accepted.',
    rules: ['activate.standby'],
    needs: ['standby'],
    premise: (each) =>
      byAction(each, 'activate') &&
      each.before.status === 'Standby' &&
      each.before.desiredStatus === 'Standby',
    holds: ({ accepted }) => accepted,
  }),
  step({
    id: 'waiting.forced-stop-accepted',
    requirement: '13',
    statement: 'A forced stop is always accepted.',
    rules: ['stop.forced', 'stop.forcedWhileStopped', 'stop.forcedWhileSuspending'],
    premise: byForcedStop,
    holds: ({ accepted, after }) => accepted && after.desiredStatus === 'Stopped',
  }),
];

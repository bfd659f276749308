/** The safety rules about starting, standby and approval (3, 5, 6 and 13), as properties. */
import { steps as runnerSteps } from '../../lifecycle';
import { flows, forcedStop, isAction, live, stopping, suspending, unchanged } from '../exploration';
import { type Property, step } from './property';

/** The properties of rules 3, 5, 6 and 13. */
export const safetyOfStarts: readonly Property[] = [
  step({
    id: 'start.not-while-ending',
    line: '3',
    statement: 'start is never accepted while suspending or stopping.',
    rules: ['start.stopping', 'start.suspending'],
    premise: (each) =>
      isAction(each, 'start') && (suspending(each.before) || stopping(each.before)),
    holds: ({ accepted }) => !accepted,
  }),
  step({
    id: 'start.no-op-while-live',
    line: '3',
    statement:
      'start while live changes nothing; it is accepted with the parameters of the deployment under way, and refused with others.',
    rules: ['start.alreadyStarted', 'start.otherInitial', 'start.otherBootstrapPolicy'],
    premise: (each) => isAction(each, 'start') && live(each.before),
    holds: (each) =>
      unchanged(each) &&
      each.event.type === 'start' &&
      each.accepted ===
        (each.event.initial === each.before.initial &&
          each.event.bootstrapPolicy === each.before.bootstrapPolicy),
  }),

  step({
    id: 'standby.entered-from',
    line: '5',
    statement: 'Standby is entered only from Provisioning with initial standby.',
    rules: ['standby.reached', 'deployment.standby'],
    needs: ['standby'],
    premise: ({ before, after }) => before.status !== 'Standby' && after.status === 'Standby',
    holds: ({ before }) => before.status === 'Provisioning' && before.initial === 'standby',
  }),
  step<boolean>({
    id: 'standby.entered-once',
    line: '5',
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
    line: '5',
    statement:
      'Standby is left for Paused, Running or AwaitingApproval only after an accepted activate.',
    rules: ['activate.standby', 'resume.standby', 'pause.standby'],
    needs: ['standby'],
    memory: {
      initial: false,
      after: (activated, each) =>
        each.after.generation === each.before.generation &&
        (activated || (isAction(each, 'activate') && each.accepted)),
    },
    premise: ({ before, after }) =>
      before.status === 'Standby' && (flows(after) || after.status === 'AwaitingApproval'),
    holds: (_, activated) => activated,
  }),

  step({
    id: 'approval.awaited-under',
    line: '6',
    statement: 'AwaitingApproval is entered only under bootstrap policy await_approval.',
    rules: ['awaitingApproval.reached', 'deployment.awaitingApproval'],
    premise: ({ before, after }) =>
      before.status !== 'AwaitingApproval' && after.status === 'AwaitingApproval',
    holds: ({ before, after }) =>
      before.bootstrapPolicy === 'await_approval' && !after.bootstrapApproved,
  }),
  step<boolean>({
    id: 'approval.needed',
    line: '6',
    statement: 'AwaitingApproval is left for Paused or Running only after an accepted approve.',
    rules: ['approve.awaiting', 'paused.approved', 'running.approved'],
    memory: {
      initial: false,
      after: (approved, each) =>
        each.after.status === 'AwaitingApproval' &&
        (approved || (isAction(each, 'approve') && each.accepted)),
    },
    premise: ({ before, after }) => before.status === 'AwaitingApproval' && flows(after),
    holds: (_, approved) => approved,
  }),
  step({
    id: 'approval.only-when-awaited',
    line: '6',
    statement: 'approve is accepted only in AwaitingApproval.',
    rules: ['approve.notAwaiting', 'approve.notDeployed', 'deployment.approved'],
    premise: (each) => isAction(each, 'approve') && each.accepted,
    holds: ({ before }) => before.status === 'AwaitingApproval',
  }),

  step({
    id: 'waiting.approve-accepted',
    line: '13',
    statement: 'Wherever the runner waits for an approval, approve is accepted.',
    rules: ['approve.awaiting'],
    premise: (each) =>
      isAction(each, 'approve') &&
      !each.before.bootstrapApproved &&
      runnerSteps[each.before.status][each.before.desiredStatus] === 'awaitApproval',
    holds: ({ accepted, after }) => accepted && after.bootstrapApproved,
  }),
  step({
    id: 'waiting.activate-accepted',
    line: '13',
    statement: 'Wherever a pipeline rests in Standby, activate is accepted.',
    rules: ['activate.standby'],
    needs: ['standby'],
    premise: (each) =>
      isAction(each, 'activate') &&
      each.before.status === 'Standby' &&
      each.before.desiredStatus === 'Standby',
    holds: ({ accepted }) => accepted,
  }),
  step({
    id: 'waiting.forced-stop-accepted',
    line: '13',
    statement: 'A forced stop is accepted everywhere.',
    rules: ['stop.forced', 'stop.forcedWhileStopped', 'stop.forcedWhileSuspending'],
    premise: forcedStop,
    holds: ({ accepted, after }) => accepted && after.desiredStatus === 'Stopped',
  }),
];

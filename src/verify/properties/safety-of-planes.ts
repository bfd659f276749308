/**
 * The safety rules about the two planes and the data beside them (4, 7, 9 and 10), as properties,
 * and the rules of the catalogue about accepted actions and errors.
 */
import { isSame } from '../../input';
import { actions, requestedStatus } from '../../lifecycle';
import { deployed, fullyStopped, startRequested } from '../../lifecycle/rules';
import {
  byAction,
  byObservation,
  changesNothing,
  ofThisGeneration,
  setsReportedError,
} from '../exploration';
import { always, type Property, step } from './property';

/** The properties of rules 4, 7, 9 and 10. */
export const safetyOfPlanes: readonly Property[] = [
  step({
    id: 'accepted.is-done',
    statement:
      'An accepted action sets the desired status that it asks for, with two exceptions: a graceful stop before deployment sets Stopped instead of Suspended, and a repeated start sets nothing.',
    rules: ['start.stopped', 'stop.forced', 'stop.graceful', 'pause.deployed', 'resume.deployed'],
    premise: (each) =>
      each.kind === 'action' &&
      each.accepted &&
      requestedStatus(each.event) !== null &&
      !(byAction(each, 'start') && startRequested(each.before)),
    holds: ({ kind, event, before, after }) => {
      const requested = kind === 'action' ? requestedStatus(event) : null;
      const isEarly = requested === 'Suspended' && !deployed(before);
      return after.desiredStatus === (isEarly ? 'Stopped' : requested);
    },
  }),

  step({
    id: 'error.set-by-failure',
    statement: 'Only a failure sets an error, and it sets the one that was reported.',
    rules: ['error.byFailureOnly'],
    premise: ({ before, after }) => after.error !== null && after.error !== before.error,
    holds: (each) => byObservation(each, 'failed') && setsReportedError(each),
  }),
  step({
    id: 'error.until-dismissed',
    statement: 'An error remains until the user dismisses it, with dismissError or with a start.',
    rules: ['error.untilDismissed', 'dismissError.stopped', 'start.stopped'],
    premise: ({ before, after }) => before.error !== null && after.error !== before.error,
    holds: (each) =>
      fullyStopped(each.before) &&
      (byAction(each, 'dismissError') || (each.event.type === 'start' && each.event.dismissError)),
  }),

  step({
    id: 'planes.actions-keep-status',
    requirement: '4',
    statement: 'No action changes the status.',
    rules: ['status.byRunnerOnly'],
    premise: ({ kind }) => kind === 'action',
    holds: ({ before, after }) => after.status === before.status,
  }),
  step({
    id: 'planes.observations-keep-desired',
    requirement: '4',
    statement:
      'No observation changes the desired status, except that failed and suspended set it to Stopped.',
    rules: ['desired.byUserOnly'],
    premise: ({ kind, before, after }) =>
      kind === 'observation' && after.desiredStatus !== before.desiredStatus,
    holds: (each) =>
      each.after.desiredStatus === 'Stopped' && byObservation(each, 'failed', 'suspended'),
  }),

  always({
    id: 'fits.stopping',
    requirement: '7',
    statement: 'Status Stopping implies desired Stopped.',
    rules: ['deployment.stopping'],
    premise: ({ status }) => status === 'Stopping',
    holds: ({ desiredStatus }) => desiredStatus === 'Stopped',
  }),
  always({
    id: 'fits.suspending',
    requirement: '7',
    statement: 'Status Suspending implies desired Suspended or Stopped.',
    rules: ['deployment.suspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ status }) => status === 'Suspending',
    holds: ({ desiredStatus }) => desiredStatus === 'Suspended' || desiredStatus === 'Stopped',
  }),
  always({
    id: 'fits.standby',
    requirement: '7',
    statement: 'Status Standby implies initial standby.',
    rules: ['deployment.standby'],
    needs: ['standby'],
    premise: ({ status }) => status === 'Standby',
    holds: ({ initial }) => initial === 'standby',
  }),
  always({
    id: 'fits.approved',
    requirement: '7',
    statement: 'bootstrapApproved implies status AwaitingApproval.',
    rules: ['deployment.approved'],
    premise: ({ bootstrapApproved }) => bootstrapApproved,
    holds: ({ status }) => status === 'AwaitingApproval',
  }),
  always({
    id: 'fits.error',
    requirement: '7',
    statement: 'An error implies status Stopped or Stopping.',
    rules: ['deployment.error'],
    premise: ({ error }) => error !== null,
    holds: ({ status }) => status === 'Stopped' || status === 'Stopping',
  }),
  always({
    id: 'fits.start-parameters',
    requirement: '7',
    statement:
      'initial and bootstrapPolicy are both null if and only if status is Stopping or both planes are Stopped.',
    rules: ['deployment.initial'],
    premise: () => true,
    holds: (deployment) => {
      const none = deployment.status === 'Stopping' || fullyStopped(deployment);
      const { initial, bootstrapPolicy } = deployment;
      return (initial === null) === none && (bootstrapPolicy === null) === none;
    },
  }),

  step({
    id: 'refusal.changes-nothing',
    requirement: '9',
    statement: 'A refused action and a stale observation leave the deployment unchanged.',
    rules: ['desired.byUserOnly', 'status.byRunnerOnly'],
    premise: ({ accepted }) => !accepted,
    holds: changesNothing,
  }),
  step({
    id: 'refusal.documented',
    requirement: '9',
    statement: 'A refused action is answered with a status code that its endpoint documents.',
    rules: ['resume.suspending', 'stop.alreadySuspending', 'activate.notInStandby'],
    premise: ({ kind, accepted }) => kind === 'action' && !accepted,
    holds: ({ kind, event, httpStatus, errorCode }) =>
      kind === 'action' &&
      errorCode !== null &&
      (actions[event.type].answers as readonly (number | null)[]).includes(httpStatus),
  }),

  step({
    id: 'checkpoint.kept',
    requirement: '10',
    statement: 'The checkpoint number never decreases and is never lost.',
    rules: ['checkpointed.records', 'checkpointed.late', 'suspended.stops'],
    premise: ({ before }) => before.checkpoint !== null,
    holds: ({ before, after }) => (after.checkpoint ?? -1) >= (before.checkpoint ?? 0),
  }),
  step({
    id: 'checkpoint.late-kept',
    requirement: '10',
    statement:
      'A checkpoint whose report comes after that of the failure or the stop, and names its generation, is kept, and changes nothing else.',
    rules: ['checkpointed.late'],
    premise: (each) =>
      (each.before.status === 'Stopping' || fullyStopped(each.before)) &&
      byObservation(each, 'checkpointed') &&
      each.event.type === 'checkpointed' &&
      each.event.generation !== undefined,
    holds: ({ before, after, accepted, event }) =>
      accepted &&
      event.type === 'checkpointed' &&
      isSame(after, { ...before, checkpoint: Math.max(event.checkpoint, before.checkpoint ?? 0) }),
  }),
  step({
    id: 'generation.counts-starts',
    requirement: '10',
    statement: 'The generation changes only by an accepted start of a fully stopped pipeline.',
    rules: ['start.stopped'],
    premise: ({ before, after }) => after.generation !== before.generation,
    holds: (each) => byAction(each, 'start') && each.accepted && fullyStopped(each.before),
  }),
  step({
    id: 'generation.rises-by-one',
    requirement: '10',
    statement: 'An accepted start of a fully stopped pipeline raises the generation by one.',
    rules: ['start.stopped'],
    premise: (each) => byAction(each, 'start') && each.accepted && fullyStopped(each.before),
    holds: ({ before, after }) => after.generation === before.generation + 1,
  }),
  step({
    id: 'generation.fences',
    requirement: '10',
    statement: 'An observation of another generation is stale, whatever its type.',
    rules: ['generation.stale'],
    premise: (each) => each.kind === 'observation' && !ofThisGeneration(each),
    holds: ({ accepted }) => !accepted,
  }),
];

/**
 * The safety rules about the two planes and the data beside them (4, 7, 9 and 10), as properties, and
 * what the catalogue says of accepted actions and of errors.
 */
import { actions, requestedStatus } from '../../lifecycle';
import {
  current,
  deployed,
  fullyStopped,
  isAction,
  live,
  reports,
  sameError,
  unchanged,
} from '../exploration';
import { always, type Property, step } from './property';

/** The properties of rules 4, 7, 9 and 10. */
export const safetyOfPlanes: readonly Property[] = [
  step({
    id: 'accepted.is-done',
    statement:
      'An accepted action sets the desired status that it asks for; only a graceful stop of what is not deployed yet sets Stopped instead of Suspended, and a start while live sets nothing.',
    rules: ['start.stopped', 'stop.forced', 'stop.graceful', 'pause.deployed', 'resume.deployed'],
    premise: (each) =>
      each.kind === 'action' &&
      each.accepted &&
      requestedStatus(each.event) !== null &&
      !(isAction(each, 'start') && live(each.before)),
    holds: ({ kind, event, before, after }) => {
      const requested = kind === 'action' ? requestedStatus(event) : null;
      const isEarly = requested === 'Suspended' && !deployed(before);
      return after.desiredStatus === (isEarly ? 'Stopped' : requested);
    },
  }),

  step({
    id: 'error.set-by-failure',
    statement: 'An error is set only by a failure, and it is the one that was reported.',
    rules: ['error.byFailureOnly'],
    premise: ({ before, after }) => after.error !== null && after.error !== before.error,
    holds: (each) => reports(each, 'failed') && sameError(each),
  }),
  step({
    id: 'error.until-dismissed',
    statement: 'An error remains until the user dismisses it, by dismissError or by a start.',
    rules: ['error.untilDismissed', 'dismissError.stopped', 'start.stopped'],
    premise: ({ before, after }) => before.error !== null && after.error !== before.error,
    holds: (each) =>
      fullyStopped(each.before) &&
      (isAction(each, 'dismissError') || (each.event.type === 'start' && each.event.dismissError)),
  }),

  step({
    id: 'planes.actions-keep-status',
    line: '4',
    statement: 'No action changes the status.',
    rules: ['status.byRunnerOnly'],
    premise: ({ kind }) => kind === 'action',
    holds: ({ before, after }) => after.status === before.status,
  }),
  step({
    id: 'planes.observations-keep-desired',
    line: '4',
    statement:
      'No observation changes the desired status, except that failed and suspended set it to Stopped.',
    rules: ['desired.byUserOnly'],
    premise: ({ kind, before, after }) =>
      kind === 'observation' && after.desiredStatus !== before.desiredStatus,
    holds: (each) => each.after.desiredStatus === 'Stopped' && reports(each, 'failed', 'suspended'),
  }),

  always({
    id: 'fits.stopping',
    line: '7',
    statement: 'Status Stopping implies desired Stopped.',
    rules: ['deployment.stopping'],
    premise: ({ status }) => status === 'Stopping',
    holds: ({ desiredStatus }) => desiredStatus === 'Stopped',
  }),
  always({
    id: 'fits.suspending',
    line: '7',
    statement: 'Status Suspending implies desired Suspended or Stopped.',
    rules: ['deployment.suspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ status }) => status === 'Suspending',
    holds: ({ desiredStatus }) => desiredStatus === 'Suspended' || desiredStatus === 'Stopped',
  }),
  always({
    id: 'fits.standby',
    line: '7',
    statement: 'Status Standby implies initial standby.',
    rules: ['deployment.standby'],
    needs: ['standby'],
    premise: ({ status }) => status === 'Standby',
    holds: ({ initial }) => initial === 'standby',
  }),
  always({
    id: 'fits.approved',
    line: '7',
    statement: 'bootstrapApproved implies status AwaitingApproval.',
    rules: ['deployment.approved'],
    premise: ({ bootstrapApproved }) => bootstrapApproved,
    holds: ({ status }) => status === 'AwaitingApproval',
  }),
  always({
    id: 'fits.error',
    line: '7',
    statement: 'An error implies status Stopped or Stopping.',
    rules: ['deployment.error'],
    premise: ({ error }) => error !== null,
    holds: ({ status }) => status === 'Stopped' || status === 'Stopping',
  }),
  always({
    id: 'fits.start-parameters',
    line: '7',
    statement:
      'initial and bootstrapPolicy are both null exactly when status is Stopping or both planes are Stopped.',
    rules: ['deployment.initial'],
    premise: () => true,
    holds: (deployment) => {
      const none = deployment.status === 'Stopping' || fullyStopped(deployment);
      const { initial, bootstrapPolicy } = deployment;
      return (initial === null) === none && (bootstrapPolicy === null) === none;
    },
  }),

  step({
    id: 'rejection.changes-nothing',
    line: '9',
    statement: 'Every rejection leaves the deployment unchanged.',
    rules: ['desired.byUserOnly', 'status.byRunnerOnly'],
    premise: ({ accepted }) => !accepted,
    holds: unchanged,
  }),
  step({
    id: 'rejection.documented',
    line: '9',
    statement: 'Every refused action is answered with a status code that its endpoint documents.',
    rules: ['resume.suspending', 'stop.alreadySuspending', 'activate.notInStandby'],
    premise: ({ kind, accepted }) => kind === 'action' && !accepted,
    holds: ({ kind, event, httpStatus, errorCode }) =>
      kind === 'action' &&
      errorCode !== null &&
      (actions[event.type].answers as readonly (number | null)[]).includes(httpStatus),
  }),

  step({
    id: 'checkpoint.kept',
    line: '10',
    statement: 'The checkpoint number never decreases, and nothing loses it.',
    rules: ['checkpointed.records', 'suspended.stops'],
    premise: ({ before }) => before.checkpoint !== null,
    holds: ({ before, after }) => (after.checkpoint ?? -1) >= (before.checkpoint ?? 0),
  }),
  step({
    id: 'generation.counts-starts',
    line: '10',
    statement: 'The generation changes only by an accepted start of a fully stopped pipeline.',
    rules: ['start.stopped'],
    premise: ({ before, after }) => after.generation !== before.generation,
    holds: (each) => isAction(each, 'start') && each.accepted && fullyStopped(each.before),
  }),
  step({
    id: 'generation.rises-by-one',
    line: '10',
    statement: 'An accepted start of a fully stopped pipeline raises the generation by one.',
    rules: ['start.stopped'],
    premise: (each) => isAction(each, 'start') && each.accepted && fullyStopped(each.before),
    holds: ({ before, after }) => after.generation === before.generation + 1,
  }),
  step({
    id: 'generation.fences',
    line: '10',
    statement: 'A message of another generation is stale, whatever its type.',
    rules: ['generation.stale'],
    premise: (each) => each.kind === 'observation' && !current(each),
    holds: ({ accepted }) => !accepted,
  }),
];

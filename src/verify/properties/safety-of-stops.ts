/**
 * The safety rules about stopping and suspending (1, 2, 8, 11 and 12), as properties. Each claim of
 * a rule is a property of its own, so that none can hide behind the premise of another.
 */

import { fullyStopped, stopRequested, suspendRequested } from '../../lifecycle/rules';
import {
  byAcceptedAction,
  byAction,
  byForcedStop,
  byObservation,
  dismissesNothing,
  setsReportedError,
} from '../exploration';
import { type Property, responds, step } from './property';

/** The properties of rules 1, 2, 8, 11 and 12. */
export const safetyOfStops: readonly Property[] = [
  step({
    id: 'forced-stop.stays',
    requirement: '1',
    statement: 'Once desired is Stopped, it stays Stopped until status is Stopped.',
    rules: ['stop.forced', 'desired.untilStopped', 'deployment.stopping'],
    premise: ({ before }) => stopRequested(before),
    holds: ({ after }) => after.desiredStatus === 'Stopped',
  }),
  step({
    id: 'forced-stop.not-cancelled',
    requirement: '1',
    statement:
      'While the pipeline is being stopped, no action is accepted but a forced stop and a dismissError without effect.',
    rules: ['start.stopping', 'resume.stopping', 'pause.stopping', 'stop.alreadyStopping'],
    premise: (each) => stopRequested(each.before) && byAcceptedAction(each),
    holds: (each) => byForcedStop(each) || dismissesNothing(each),
  }),

  step({
    id: 'suspending.left-by',
    requirement: '2',
    statement:
      'Status Suspending is left only by suspended, by failed, or by stopping after a forced stop.',
    rules: ['suspended.stops', 'failed.suspension', 'stop.forcedWhileSuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ before, after }) => before.status === 'Suspending' && after.status !== 'Suspending',
    holds: (each) =>
      byObservation(each, 'suspended', 'failed') ||
      (byObservation(each, 'stopping') && each.before.desiredStatus === 'Stopped'),
  }),
  step({
    id: 'suspending.not-cancelled',
    requirement: '2',
    statement: 'Desired Suspended is left only by suspended, by failed, or by a forced stop.',
    rules: ['stop.graceful', 'desired.untilSuspended', 'suspended.stops', 'failed.suspension'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ before, after }) => suspendRequested(before) && !suspendRequested(after),
    holds: (each) => byObservation(each, 'suspended', 'failed') || byForcedStop(each),
  }),
  step({
    id: 'suspending.only-forced-stop',
    requirement: '2',
    statement:
      'While desired is Suspended, no action is accepted but a forced stop and a dismissError without effect.',
    rules: ['start.suspending', 'resume.suspending', 'pause.suspending', 'stop.alreadySuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => suspendRequested(each.before) && byAcceptedAction(each),
    holds: (each) => byForcedStop(each) || dismissesNothing(each),
  }),
  step({
    id: 'suspending.forced-stop-works',
    requirement: '2',
    statement: 'A forced stop while desired is Suspended sets desired to Stopped at once.',
    rules: ['stop.forcedWhileSuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => suspendRequested(each.before) && byForcedStop(each),
    holds: ({ accepted, after }) => accepted && after.desiredStatus === 'Stopped',
  }),

  step({
    id: 'suspension.failed',
    requirement: '8',
    statement: 'A failed suspension stops the pipeline with that error.',
    rules: ['failed.suspension'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => each.before.status === 'Suspending' && byObservation(each, 'failed'),
    holds: (each) =>
      each.after.status === 'Stopping' &&
      each.after.desiredStatus === 'Stopped' &&
      setsReportedError(each),
  }),
  step({
    id: 'suspension.succeeded',
    requirement: '8',
    statement:
      'A successful suspension stops the pipeline without an error, with a checkpoint no lower than before and no lower than the one reported.',
    rules: ['suspended.stops'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => each.before.status === 'Suspending' && byObservation(each, 'suspended'),
    holds: ({ before, after, event }) =>
      after.status === 'Stopping' &&
      after.desiredStatus === 'Stopped' &&
      after.error === null &&
      event.type === 'suspended' &&
      after.checkpoint !== null &&
      after.checkpoint >= Math.max(event.checkpoint, before.checkpoint ?? 0),
  }),

  responds({
    id: 'forced-stop.reaches-stopped',
    requirement: '11',
    statement:
      'From every state, a forced stop and then two observations, stopping and deprovisioned, reach Stopped, whatever else is reported in between.',
    rules: ['stop.forced', 'stopping.begins', 'deprovisioned.stops', 'failed.whileStopping'],
    after: { type: 'stop', force: true },
    within: ['stopping', 'deprovisioned'],
    to: fullyStopped,
  }),

  step({
    id: 'stopped.left-by-start',
    requirement: '12',
    statement: 'Stopped with desired Stopped is left only by a start.',
    rules: ['start.stopped', 'desired.byUserOnly'],
    premise: ({ before, after }) => fullyStopped(before) && !fullyStopped(after),
    holds: (each) => byAction(each, 'start') && each.accepted && each.after.status === 'Stopped',
  }),
];

/**
 * The safety rules about stopping and suspending (1, 2, 8, 11 and 12), as properties. A rule has as many
 * properties as it makes claims, so that none can hide behind the premise of another.
 */

import {
  acceptedAction,
  dismissesNothing,
  forcedStop,
  fullyStopped,
  isAction,
  reports,
  sameError,
  stopping,
  suspending,
} from '../exploration';
import { type Property, responds, step } from './property';

/** The properties of rules 1, 2, 8, 11 and 12. */
export const safetyOfStops: readonly Property[] = [
  step({
    id: 'forced-stop.stays',
    line: '1',
    statement: 'Once desired is Stopped, it stays Stopped until status is Stopped.',
    rules: ['stop.forced', 'desired.byUserOnly', 'deployment.stopping'],
    premise: ({ before }) => stopping(before),
    holds: ({ after }) => after.desiredStatus === 'Stopped',
  }),
  step({
    id: 'forced-stop.not-cancelled',
    line: '1',
    statement:
      'While the pipeline is stopping, no action is accepted but a forced stop, and dismissing an error that is not there.',
    rules: ['start.stopping', 'resume.stopping', 'pause.stopping', 'stop.alreadyStopping'],
    premise: (each) => stopping(each.before) && acceptedAction(each),
    holds: (each) => forcedStop(each) || dismissesNothing(each),
  }),

  step({
    id: 'suspending.left-by',
    line: '2',
    statement:
      'Status Suspending is left only by suspended, by failed, or by stopping after a forced stop.',
    rules: ['suspended.stops', 'failed.suspension', 'stop.forcedWhileSuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ before, after }) => before.status === 'Suspending' && after.status !== 'Suspending',
    holds: (each) =>
      reports(each, 'suspended', 'failed') ||
      (reports(each, 'stopping') && each.before.desiredStatus === 'Stopped'),
  }),
  step({
    id: 'suspending.not-cancelled',
    line: '2',
    statement: 'Desired Suspended is left only by suspended, by failed, or by a forced stop.',
    rules: ['stop.graceful', 'suspended.stops', 'failed.suspension', 'resume.suspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: ({ before, after }) => suspending(before) && !suspending(after),
    holds: (each) => reports(each, 'suspended', 'failed') || forcedStop(each),
  }),
  step({
    id: 'suspending.only-forced-stop',
    line: '2',
    statement:
      'While desired is Suspended, no action is accepted but a forced stop, and dismissing an error that is not there.',
    rules: ['start.suspending', 'resume.suspending', 'pause.suspending', 'stop.alreadySuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => suspending(each.before) && acceptedAction(each),
    holds: (each) => forcedStop(each) || dismissesNothing(each),
  }),
  step({
    id: 'suspending.forced-stop-works',
    line: '2',
    statement: 'A forced stop while desired is Suspended sets desired to Stopped at once.',
    rules: ['stop.forcedWhileSuspending'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => suspending(each.before) && forcedStop(each),
    holds: ({ accepted, after }) => accepted && after.desiredStatus === 'Stopped',
  }),

  step({
    id: 'suspension.failed',
    line: '8',
    statement: 'A suspension that fails stops the pipeline with that error.',
    rules: ['failed.suspension'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => each.before.status === 'Suspending' && reports(each, 'failed'),
    holds: (each) =>
      each.after.status === 'Stopping' && each.after.desiredStatus === 'Stopped' && sameError(each),
  }),
  step({
    id: 'suspension.succeeded',
    line: '8',
    statement:
      'A suspension that succeeds stops the pipeline without an error, with a checkpoint not lower than before nor than the one that was made.',
    rules: ['suspended.stops'],
    needs: ['checkpointing', 'suspendable'],
    premise: (each) => each.before.status === 'Suspending' && reports(each, 'suspended'),
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
    line: '11',
    statement:
      'From every state a forced stop and then two observations, stopping and deprovisioned, reach Stopped, whatever else is reported in between.',
    rules: ['stop.forced', 'stopping.begins', 'deprovisioned.stops', 'failed.whileStopping'],
    after: { type: 'stop', force: true },
    within: ['stopping', 'deprovisioned'],
    to: fullyStopped,
  }),

  step({
    id: 'stopped.left-by-start',
    line: '12',
    statement: 'Stopped with desired Stopped is left only by a user’s start.',
    rules: ['start.stopped', 'desired.byUserOnly'],
    premise: ({ before, after }) => fullyStopped(before) && !fullyStopped(after),
    holds: (each) => isAction(each, 'start') && each.accepted && each.after.status === 'Stopped',
  }),
];

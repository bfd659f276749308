/**
 * Small mutants of the lifecycle, each with exactly the properties that it violates. Together they
 * violate every property, so that none is there for show.
 */
import type { Deployment } from '../../src/lifecycle';
import { fullyStopped, startRequested, stopRequested } from '../../src/lifecycle/rules';
import type { LifecycleMachine, Transition } from '../../src/verify/exploration/explore';
import { answering, becoming, type Reply, saying } from './other-machines';

/** A mutant, and the ids of the properties that it violates, in the order of the properties. */
export interface Mutant {
  readonly machine: LifecycleMachine;
  readonly violates: readonly string[];
}

type Change = (before: Deployment, event: Transition['event'], reply: Reply) => Reply;

/** The lifecycle, with another reply to events of one type in some situations. */
function on(
  type: Transition['event']['type'],
  when: (before: Deployment, event: Transition['event']) => boolean,
  change: Change,
): LifecycleMachine {
  return answering(({ before, event }, reply) =>
    event.type === type && isPresent(event) && when(before, event)
      ? change(before, event, reply)
      : undefined,
  );
}

const isPresent = (event: Transition['event']) => !('generation' in event);
const isForced = (event: Transition['event']) => event.type === 'stop' && event.force;

const accepted = (after: Deployment, rule: string): Reply => ({
  after,
  said: [{ type: 'accept', params: { rule } }],
});
const refused = (rule: string, httpStatus: number, code: string): Change => {
  const params = { rule, httpStatus, code, hint: 'Wait.' };
  return (before) => saying(before, 'reject', params);
};
const isAccepted = ({ said }: Reply) => said[0]?.type === 'accept';
const made = (changes: Partial<Deployment>): Change => {
  return (_before, _event, reply) => (isAccepted(reply) ? becoming(reply, changes) : reply);
};
const taken = (changes: Partial<Deployment>, rule: string): Change => {
  return (before) => accepted({ ...before, ...changes }, rule);
};

/** The mutants, by their bug. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'an observation of running ends a suspension': {
    machine: on(
      'running',
      ({ status }) => status === 'Suspending',
      taken({ status: 'Running' }, 'running.deployed'),
    ),
    violates: ['suspending.left-by', 'liveness.stops', 'liveness.rests'],
  },
  'a forced stop while suspending is accepted and ignored': {
    machine: on(
      'stop',
      ({ desiredStatus }, event) => desiredStatus === 'Suspended' && isForced(event),
      made({ desiredStatus: 'Suspended' }),
    ),
    violates: [
      'suspending.forced-stop-works',
      'forced-stop.reaches-stopped',
      'waiting.forced-stop-accepted',
      'accepted.is-done',
    ],
  },
  'standby is reached again from Paused': {
    machine: on(
      'standby',
      ({ status, initial }) => status === 'Paused' && initial === 'standby',
      taken({ status: 'Standby' }, 'standby.reached'),
    ),
    violates: ['standby.entered-from', 'standby.entered-once'],
  },
  'pause revives a suspending pipeline': {
    machine: on(
      'pause',
      ({ status, desiredStatus }) => status === 'Suspending' && desiredStatus === 'Suspended',
      taken({ desiredStatus: 'Paused' }, 'pause.deployed'),
    ),
    violates: [
      'suspending.not-cancelled',
      'suspending.only-forced-stop',
      'fits.stopping',
      'fits.suspending',
      'fits.start-parameters',
      'suspension.succeeded',
      'refusal.changes-nothing',
      'accepted.is-done',
      'liveness.stops',
      'liveness.arrives',
      'liveness.rests',
    ],
  },
  'resume cancels a forced stop': {
    machine: on(
      'resume',
      ({ status, desiredStatus }) => status === 'Running' && desiredStatus === 'Stopped',
      taken({ desiredStatus: 'Running' }, 'resume.deployed'),
    ),
    violates: ['forced-stop.stays', 'forced-stop.not-cancelled'],
  },
  'a failed suspension ends like a successful one': {
    machine: on('failed', ({ status }) => status === 'Suspending', made({ error: null })),
    violates: ['suspension.failed'],
  },
  'a suspension does not record its checkpoint': {
    machine: answering(({ before, event }, reply) =>
      event.type === 'suspended' && reply.after !== before
        ? becoming(reply, { checkpoint: before.checkpoint })
        : undefined,
    ),
    violates: ['suspension.succeeded'],
  },
  'a start is accepted and ignored while a stop is requested': {
    machine: on('start', stopRequested, taken({}, 'start.alreadyStarted')),
    violates: ['forced-stop.not-cancelled', 'start.not-while-ending', 'accepted.is-done'],
  },
  'a repeated start takes another initial': {
    machine: on('start', startRequested, (before, event) =>
      accepted(
        { ...before, initial: event.type === 'start' ? event.initial : null },
        'start.alreadyStarted',
      ),
    ),
    violates: ['start.no-op-once-started', 'standby.entered-from', 'fits.standby'],
  },
  'pause leads out of Standby': {
    machine: on(
      'pause',
      ({ status, desiredStatus }) => status === 'Standby' && desiredStatus === 'Standby',
      taken({ desiredStatus: 'Paused' }, 'pause.deployed'),
    ),
    violates: ['standby.left-by-activate'],
  },
  'an approval is awaited under every policy': {
    machine: on(
      'awaitingApproval',
      ({ status, desiredStatus }) => status === 'Provisioning' && desiredStatus === 'Running',
      taken({ status: 'AwaitingApproval' }, 'awaitingApproval.reached'),
    ),
    violates: ['approval.awaited-under'],
  },
  'no approval is needed': {
    machine: on(
      'running',
      ({ status, desiredStatus }) => status === 'AwaitingApproval' && desiredStatus === 'Running',
      taken({ status: 'Running', bootstrapApproved: false }, 'running.approved'),
    ),
    violates: ['approval.needed'],
  },
  'approve is accepted while running': {
    machine: on(
      'approve',
      ({ status }) => status === 'Running',
      taken({ bootstrapApproved: true }, 'approve.awaiting'),
    ),
    violates: [
      'forced-stop.not-cancelled',
      'suspending.only-forced-stop',
      'approval.only-when-awaited',
      'fits.approved',
    ],
  },
  'approve is refused once paused': {
    machine: on(
      'approve',
      ({ desiredStatus }) => desiredStatus === 'Paused',
      refused('approve.notAwaiting', 503, 'InvalidTransition'),
    ),
    violates: ['waiting.approve-accepted'],
  },
  'activate is refused in Standby': {
    machine: on(
      'activate',
      ({ status }) => status === 'Standby',
      refused('activate.notInStandby', 503, 'InvalidTransition'),
    ),
    violates: ['waiting.activate-accepted'],
  },
  'deprovisioning sets an error': {
    machine: on(
      'deprovisioned',
      ({ status }) => status === 'Stopping',
      (_before, _event, reply) =>
        becoming(reply, { error: { message: '', error_code: 'Stopped', details: {} } }),
    ),
    violates: ['error.set-by-failure', 'error.until-dismissed'],
  },
  'a start changes the status by itself': {
    machine: on('start', fullyStopped, (_before, _event, reply) =>
      reply.after.desiredStatus === 'Running' ? becoming(reply, { status: 'Provisioning' }) : reply,
    ),
    violates: ['planes.actions-keep-status', 'stopped.left-by-start'],
  },
  'an observation of running resets the desired status': {
    machine: on(
      'running',
      ({ status, desiredStatus }) => status === 'Running' && desiredStatus === 'Paused',
      made({ desiredStatus: 'Running' }),
    ),
    violates: ['planes.observations-keep-desired'],
  },
  'activate changes the initial': {
    machine: on(
      'activate',
      ({ status, desiredStatus }) => status === 'Standby' && desiredStatus === 'Standby',
      made({ initial: 'running' }),
    ),
    violates: ['fits.standby'],
  },
  'an error outlives the next start': {
    machine: on('start', fullyStopped, (before, _event, reply) =>
      becoming(reply, { error: before.error }),
    ),
    violates: ['fits.error', 'suspension.succeeded', 'error.until-dismissed'],
  },
  'a forced stop leaves the start parameters behind': {
    machine: on('stop', fullyStopped, (_before, _event, reply) =>
      becoming(reply, { initial: 'paused' }),
    ),
    violates: ['fits.start-parameters'],
  },
  'a refused dismissal dismisses the error': {
    machine: on('dismissError', stopRequested, (_before, _event, reply) =>
      becoming(reply, { error: null }),
    ),
    violates: ['refusal.changes-nothing', 'error.until-dismissed'],
  },
  'pause is answered with 501': {
    machine: on('pause', fullyStopped, refused('stop.enterpriseOnly', 501, 'EnterpriseFeature')),
    violates: ['refusal.documented'],
  },
  'a refusal names an unknown rule': {
    machine: on(
      'pause',
      fullyStopped,
      refused('pause.becauseISaySo', 400, 'IllegalPipelineAction'),
    ),
    violates: ['answer.names-a-rule'],
  },
  'a late checkpoint is dropped': {
    machine: answering(({ before, event }) =>
      event.type === 'checkpointed' && event.generation === 1 && before.status === 'Stopping'
        ? saying(before, 'stale', { rule: 'checkpointed.stale' })
        : undefined,
    ),
    violates: ['checkpoint.late-kept'],
  },
  'a late checkpoint resets the error': {
    machine: answering(({ before, event }, reply) =>
      event.type === 'checkpointed' && event.generation === 1 && before.error !== null
        ? becoming(reply, { error: null })
        : undefined,
    ),
    violates: ['checkpoint.late-kept', 'error.until-dismissed'],
  },
  'a start forgets the checkpoint': {
    machine: on('start', fullyStopped, made({ checkpoint: null })),
    violates: ['checkpoint.kept'],
  },
  'provisioning raises the generation': {
    machine: answering(({ before, event }, reply) =>
      event.type === 'provisioning' && reply.after !== before
        ? becoming(reply, { generation: before.generation + 1 })
        : undefined,
    ),
    violates: ['generation.counts-starts'],
  },
  'a start does not raise the generation': {
    machine: on('start', fullyStopped, (before, _event, reply) =>
      becoming(reply, { generation: before.generation }),
    ),
    violates: ['standby.entered-once', 'generation.rises-by-one'],
  },
  'a failure of an earlier process is applied': {
    machine: answering(({ before, event }) =>
      event.type === 'failed' && event.generation === 0 && before.status === 'Stopping'
        ? accepted(before, 'failed.whileStopping')
        : undefined,
    ),
    violates: ['generation.fences'],
  },
  'an activated pipeline is provisioned again': {
    machine: answering(({ before, event }, reply) => {
      const { status, desiredStatus } = before;
      if (!startRequested(before) || desiredStatus === 'Standby' || !isPresent(event))
        return undefined;
      const arrives = event.type === 'paused' || event.type === 'running';
      if (!arrives && event.type !== 'awaitingApproval') return undefined;
      if (status === 'Standby') {
        return accepted({ ...before, status: 'Provisioning' }, 'provisioning.begins');
      }
      const isAgain = status === 'Provisioning' && before.initial === 'standby';
      return isAgain ? accepted({ ...before, status: 'Standby' }, 'standby.reached') : reply;
    }),
    violates: ['standby.entered-once', 'liveness.arrives', 'liveness.rests'],
  },
};

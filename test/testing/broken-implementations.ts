/** Implementations with one bug each, as wrappers around the library. */
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  decide,
  type Observation,
  observe,
} from '../../src/lifecycle';
import type {
  ImplementedDecision,
  ImplementedOutcome,
  LifecycleImplementation,
} from '../../src/verify';

/** A wrapper around the library. */
export interface Foreign {
  readonly act?: (
    usual: ImplementedDecision,
    question: { before: Deployment; action: CompleteAction; capabilities: Capabilities },
  ) => ImplementedDecision;
  readonly see?: (
    usual: ImplementedOutcome,
    question: { before: Deployment; observation: Observation },
  ) => ImplementedOutcome;
}

export function foreign({ act, see }: Foreign): LifecycleImplementation {
  return {
    decide(before, action, capabilities) {
      const usual = decide(before, action, capabilities);
      return act?.(usual, { before, action, capabilities }) ?? usual;
    },
    observe(before, observation) {
      const usual = observe(before, observation);
      return see?.(usual, { before, observation }) ?? usual;
    },
  };
}

const accepting = (deployment: Deployment, rule: string): ImplementedDecision => ({
  accepted: true,
  httpStatus: 202,
  deployment,
  rule,
});

/** The bugs by description, each with the check that must catch it and the number of steps. */
export const bugs: Readonly<Record<string, readonly [id: string, steps: number, bug: Foreign]>> = {
  'a forced stop is ignored while suspending': [
    'suspending.forced-stop-works',
    5,
    {
      act: (usual, { before, action }) =>
        action.type === 'stop' && action.force && before.desiredStatus === 'Suspended'
          ? { ...usual, deployment: before }
          : usual,
    },
  ],
  'resume revives a pipeline that is suspending': [
    'suspending.not-cancelled',
    5,
    {
      act: (usual, { before, action }) =>
        action.type === 'resume' && before.desiredStatus === 'Suspended'
          ? accepting({ ...before, desiredStatus: 'Running' }, 'resume.deployed')
          : usual,
    },
  ],
  'resume cancels a forced stop': [
    'forced-stop.stays',
    5,
    {
      act: (usual, { before, action }) =>
        action.type === 'resume' &&
        before.desiredStatus === 'Stopped' &&
        ['Paused', 'Running'].includes(before.status)
          ? accepting({ ...before, desiredStatus: 'Running' }, 'resume.deployed')
          : usual,
    },
  ],
  'a second start un-pauses': [
    'start.no-op-once-started',
    2,
    {
      act: (usual, { before, action }) =>
        action.type === 'start' && before.desiredStatus === 'Paused'
          ? accepting({ ...before, desiredStatus: 'Running' }, 'start.stopped')
          : usual,
    },
  ],
  'a late message kills the next deployment': [
    'generation.fences',
    2,
    {
      see: (usual, { before, observation: { generation, ...message } }) =>
        generation === 0 ? observe(before, message as Observation) : usual,
    },
  ],
  'an observation resets the desired status': [
    'planes.observations-keep-desired',
    4,
    {
      see: (usual, { before, observation }) =>
        observation.type === 'running' && before.desiredStatus === 'Paused' && usual.accepted
          ? { ...usual, deployment: { ...usual.deployment, desiredStatus: 'Running' } }
          : usual,
    },
  ],
  'a checkpoint number goes down': [
    'checkpoint.kept',
    2,
    {
      see: (usual, { observation }) =>
        observation.type === 'checkpointed' && usual.accepted
          ? { ...usual, deployment: { ...usual.deployment, checkpoint: observation.checkpoint } }
          : usual,
    },
  ],
  'a failed suspension is taken for a clean stop': [
    'suspension.failed',
    6,
    {
      see: (usual, { before, observation }) =>
        observation.type === 'failed' && before.status === 'Suspending'
          ? { ...usual, deployment: { ...usual.deployment, error: null } }
          : usual,
    },
  ],
  'a refusal changes something all the same': [
    'refusal.changes-nothing',
    1,
    {
      act: (usual, { before, action }) =>
        action.type === 'pause' && !usual.accepted
          ? { ...usual, deployment: { ...before, checkpoint: 7 } }
          : usual,
    },
  ],
  'a refusal has a status that no document has': [
    'refusal.documented',
    1,
    {
      act: (usual, { action }) =>
        action.type === 'pause' && !usual.accepted ? { ...usual, httpStatus: 409 } : usual,
    },
  ],
  'approve is accepted while running': [
    'approval.only-when-awaited',
    4,
    {
      act: (usual, { before, action }) =>
        action.type === 'approve' && before.status === 'Running'
          ? accepting(before, 'approve.awaiting')
          : usual,
    },
  ],
  'deprovisioning is never finished': [
    'liveness.stops',
    3,
    {
      see: (usual, { before, observation }) =>
        observation.type === 'deprovisioned'
          ? { accepted: false, deployment: before, rule: 'deprovisioned.stale' }
          : usual,
    },
  ],
  'an unknown rule is named': [
    'answer.names-a-rule',
    1,
    { see: (usual) => ({ ...usual, rule: 'because.ofMe' }) },
  ],
  'a refusal is answered with 202': [
    'answer.accepted-means-202',
    1,
    { act: (usual) => ({ ...usual, httpStatus: 202 }) },
  ],
  'what is accepted is answered with 200': [
    'answer.accepted-means-202',
    1,
    { act: (usual) => (usual.accepted ? { ...usual, httpStatus: 200 } : usual) },
  ],
  'the start parameters are forgotten': [
    'occurs.under-way',
    1,
    {
      act: (usual, { action }) =>
        action.type === 'start' && action.initial === 'paused' && usual.accepted
          ? { ...usual, deployment: { ...usual.deployment, initial: 'running' } }
          : usual,
    },
  ],
};

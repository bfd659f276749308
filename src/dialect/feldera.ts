/**
 * The dialect of the live system: what its code does against the documents, or beyond them.
 *
 * Two of its ways break the documents and are no part of this: a start while suspending, and an
 * approval that blocks a suspension. They still count as violations.
 */
import { type Deployment, deploymentStatuses } from '../lifecycle';
import type { DeviatingMove, DialectDeclaration } from './dialect';
import { comingUp, foreignStatuses, whileDeployed } from './statuses';

const notDeployed = deploymentStatuses.filter((status) => !whileDeployed.includes(status));

/** The code of the server in which each part was read, at this commit. */
const code = {
  interaction: 'pipeline-manager/src/runner/interaction.rs at 5c7931d09',
  process: 'adapters/src/server.rs at 5c7931d09',
  management: 'pipeline-manager/src/api/endpoints/pipeline_management.rs at 5c7931d09',
  actions: 'pipeline-manager/src/api/endpoints/pipeline_interaction.rs at 5c7931d09',
  statuses: 'pipeline-manager/src/db/types/combined_status.rs at 5c7931d09',
};

const pauseRefusals = ['pause.standby', 'pause.suspending', 'pause.stopping'] as const;
const resumeRefusals = ['resume.standby', 'resume.suspending', 'resume.stopping'] as const;

const lag = {
  id: 'desired.lags',
  statement:
    'After pause, resume, activate and a graceful stop of a pipeline that is provisioned, a poll shows the desired status from before until the runner has looked.',
  source: code.statuses,
};

const pausedFirst = {
  id: 'suspension.pausedFirst',
  statement:
    'A pipeline that is to suspend while it comes up becomes Paused first, and suspends then.',
  source: code.process,
};

/** The declaration of the dialect. */
export const feldera: DialectDeclaration = {
  id: 'feldera',
  source: 'github.com/feldera/feldera at 5c7931d09',
  statuses: {
    ...foreignStatuses,
    Initializing: {
      id: 'status.initializing',
      statement:
        'A pipeline that is still Initializing takes actions as one that is up: a graceful stop then sets desired to Suspended.',
      source: code.process,
      standsFor: [...comingUp, 'Paused', 'Running'],
    },
    ...Object.fromEntries(
      ['Queued', 'Pending', 'CompilingSql', 'SqlCompiled', 'CompilingRust'].map((word) => [
        word,
        ['Stopped'] as const,
      ]),
    ),
  },
  desired: {
    words: {
      Unavailable: {
        id: 'desired.unavailable',
        statement: 'While the process of a pipeline cannot be reached, desired reads Unavailable.',
        source: code.statuses,
        standsFor: ['Standby', 'Paused', 'Running', 'Suspended'],
      },
    },
    lag: {
      ...lag,
      after: ['pause', 'resume', 'activate', 'stop?force=false'],
      statuses: whileDeployed,
    },
  },
  answers: [
    {
      id: 'flow.notDeployed',
      statement: 'pause and resume of a pipeline that is not provisioned are refused with 503.',
      source: code.interaction,
      cases: [
        {
          actions: ['pause', 'resume'],
          statuses: notDeployed,
          ...{ answer: 503, error_code: 'PipelineInteractionNotDeployed' },
        },
      ],
    },
    {
      id: 'flow.invalidTransition',
      statement:
        'pause and resume in standby and while suspending, also once a forced stop was called, are refused as invalid transitions.',
      source: code.process,
      cases: [
        {
          actions: ['pause', 'resume'],
          rules: [...pauseRefusals, ...resumeRefusals],
          statuses: whileDeployed,
          ...{ answer: 400, error_code: 'InvalidTransition' },
        },
      ],
    },
    {
      id: 'flow.afterForcedStop',
      statement:
        'pause, resume and activate after a forced stop are accepted as long as the pipeline is provisioned, and change nothing: the stop stands.',
      source: code.process,
      cases: [
        {
          actions: ['pause', 'resume', 'activate'],
          ...{ statuses: whileDeployed, desired: ['Stopped'], answer: 202 },
        },
      ],
    },
    {
      id: 'activate.flowing',
      statement: 'activate of a pipeline that is Paused or Running acts as pause or resume.',
      source: code.process,
      cases: [
        {
          actions: ['activate?initial=running'],
          rules: ['activate.notInStandby'],
          desired: ['Paused', 'Running'],
          ...{ answer: 202, effect: 'Running' },
        },
        {
          actions: ['activate?initial=paused'],
          rules: ['activate.notInStandby'],
          desired: ['Paused', 'Running'],
          ...{ answer: 202, effect: 'Paused' },
        },
      ],
    },
    {
      id: 'activate.suspending',
      statement: 'activate while suspending is refused as an invalid transition.',
      source: code.process,
      cases: [
        {
          actions: ['activate'],
          ...{ statuses: whileDeployed, desired: ['Suspended', 'Stopped'] },
          ...{ answer: 400, error_code: 'InvalidTransition' },
        },
      ],
    },
    {
      id: 'activate.enterpriseOnly',
      statement: 'activate is refused if the edition cannot make checkpoints.',
      source: code.actions,
      cases: [
        {
          actions: ['activate'],
          without: ['checkpointing'],
          ...{ answer: 501, error_code: 'EnterpriseFeature' },
        },
      ],
    },
    {
      id: 'approve.provisioned',
      statement:
        'approve is answered with 200 wherever the pipeline is provisioned; unless something awaits approval, it changes nothing.',
      source: code.process,
      cases: [
        { actions: ['approve'], rules: ['approve.awaiting'], answer: 200, effect: 'decided' },
        {
          actions: ['approve'],
          rules: ['approve.notAwaiting'],
          ...{ statuses: whileDeployed, answer: 200, effect: approved },
        },
      ],
    },
    {
      id: 'dismissError.ok',
      statement: 'dismiss_error is answered with 200 if it is accepted.',
      source: code.management,
      cases: [
        {
          actions: ['dismiss_error'],
          rules: ['dismissError.stopped', 'dismissError.noError'],
          ...{ answer: 200, effect: 'decided' },
        },
      ],
    },
    {
      id: 'stop.again',
      statement:
        'stop with force=false while the pipeline is suspending or stopping is accepted and changes nothing.',
      source: code.management,
      cases: [
        {
          actions: ['stop?force=false'],
          rules: ['stop.alreadySuspending', 'stop.alreadyStopping'],
          answer: 202,
        },
      ],
    },
    {
      id: 'stop.invalidInStandby',
      statement: 'stop with force=false in standby is refused as an invalid transition.',
      source: code.process,
      cases: [
        {
          actions: ['stop?force=false'],
          rules: ['stop.standby', 'stop.alreadyStopping'],
          statuses: ['Standby'],
          ...{ answer: 400, error_code: 'InvalidTransition' },
        },
      ],
    },
    {
      id: 'stop.triesToSuspend',
      statement:
        'stop with force=false of a pipeline that cannot be suspended is accepted, and fails later.',
      source: code.management,
      cases: [
        {
          actions: ['stop?force=false'],
          rules: ['stop.notSuspendable'],
          ...{ answer: 202, effect: 'Suspended' },
        },
      ],
    },
    {
      id: 'process.unavailable',
      statement:
        'What the process of a pipeline must do is refused with 503 while it cannot be reached.',
      source: code.interaction,
      isOccasional: true,
      cases: [
        {
          actions: ['pause', 'resume', 'activate', 'approve', 'stop?force=false'],
          statuses: whileDeployed,
          ...{ answer: 503, error_code: 'PipelineUnavailable' },
        },
      ],
    },
  ],
  moves: comesUpPaused,
  givesUp: [
    'refusal.documented',
    'forced-stop.not-cancelled',
    'suspending.only-forced-stop',
    'accepted.is-done',
    'waiting.approve-accepted',
    'waiting.activate-accepted',
    'approval.only-when-awaited',
  ],
};

/** The effect of an approval that a suspension waits for: it also counts as given. */
function approved(deployment: Deployment): Deployment {
  const { status, desiredStatus } = deployment;
  const isAwaited = status === 'AwaitingApproval' && desiredStatus === 'Suspended';
  return isAwaited ? { ...deployment, bootstrapApproved: true } : deployment;
}

function comesUpPaused(deployment: Deployment): readonly DeviatingMove[] {
  const { status, desiredStatus, bootstrapApproved } = deployment;
  const isReady =
    status === 'AwaitingApproval' ? bootstrapApproved : ['Standby', 'Running'].includes(status);
  if (desiredStatus !== 'Suspended' || !isReady) return [];
  const after = { ...deployment, status: 'Paused', bootstrapApproved: false } as const;
  return [{ observation: { type: 'paused' }, after, deviation: pausedFirst }];
}

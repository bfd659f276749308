/**
 * Texts for people: the label of a button, how a status is shown, and the meaning of each word of
 * the vocabulary; `statuses` has those of the deployment statuses. They name no rule: what an
 * action does is said by its rules. A bundle that shows no meaning need not contain any.
 */
import { deepFreeze, fieldsOf, member, throwFirst } from '../input';
import type { Action, CompleteAction } from './action';
import type { Deployment } from './deployment';
import { parseAction } from './parse';
import {
  type ActionType,
  type actions,
  type Capability,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
  type ObservationType,
} from './vocabulary';

type ValueText = string | boolean;
type LabelParts = {
  readonly [Type in ActionType]: { readonly verb: string } & {
    readonly [Name in keyof (typeof actions)[Type]['parameters']]: Readonly<
      Record<
        `${Extract<CompleteAction<Type>[Name & keyof CompleteAction<Type>], ValueText>}`,
        string
      >
    >;
  };
};

/** The verb of each action, and what each value of a parameter adds to it. */
const labelParts: LabelParts = deepFreeze({
  start: {
    verb: 'Start',
    initial: { standby: ' in standby', paused: ' paused', running: '' },
    bootstrapPolicy: {
      allow: ', bootstrap without asking',
      reject: ', but do not bootstrap',
      await_approval: '',
    },
    dismissError: { true: '', false: ', unless there is an error' },
  },
  stop: { verb: 'Stop', force: { true: ' now', false: ' and keep a checkpoint' } },
  pause: { verb: 'Pause' },
  resume: { verb: 'Resume' },
  activate: { verb: 'Activate', initial: { paused: ' paused', running: '' } },
  approve: { verb: 'Approve bootstrapping' },
  dismissError: { verb: 'Dismiss the error' },
});

/**
 * Returns the label of an action for people: `Stop and keep a checkpoint`, `Stop now`. No two
 * actions have the same. Pure. Throws InvalidInputError for a malformed action.
 */
export function actionLabel(action: Action): string {
  const { type, ...parameters } = parseAction(action);
  const { verb, ...byParameter }: Readonly<Record<string, unknown>> & { readonly verb: string } =
    labelParts[type];
  const added = Object.entries(parameters).map(
    ([name, value]) => (byParameter[name] as Readonly<Record<string, string>>)[String(value)],
  );
  return verb + added.join('');
}

/**
 * The label of each status, and the desired status that it leads to by itself: that need not be
 * said as well.
 */
const statusLabels = deepFreeze({
  Stopped: { label: 'Stopped', towards: 'Stopped' },
  Provisioning: { label: 'Provisioning', towards: null },
  Standby: { label: 'In standby', towards: 'Standby' },
  AwaitingApproval: { label: 'Awaiting approval', towards: null },
  Running: { label: 'Running', towards: 'Running' },
  Paused: { label: 'Paused', towards: 'Paused' },
  Suspending: { label: 'Making a checkpoint', towards: 'Suspended' },
  Stopping: { label: 'Stopping', towards: 'Stopped' },
}) satisfies Record<
  DeploymentStatus,
  { readonly label: string; readonly towards: DesiredStatus | null }
>;

/** How each desired status is shown beside another status. */
const desiredLabels = deepFreeze({
  Stopped: 'to be stopped',
  Suspended: 'to be stopped with a checkpoint',
  Standby: 'to be in standby',
  Paused: 'to be paused',
  Running: 'to run',
}) satisfies Record<DesiredStatus, string>;

/**
 * Returns the two statuses as people read them: `Running`, or `Running, to be paused` until the
 * status is as desired. Pure. Throws InvalidInputError.
 */
export function statusLabel(deployment: Pick<Deployment, 'status' | 'desiredStatus'>): string {
  const given = fieldsOf(deployment, 'deployment') as unknown as typeof deployment;
  const { status, desiredStatus } = given;
  throwFirst([
    ...member('status', status, deploymentStatuses),
    ...member('desiredStatus', desiredStatus, desiredStatuses),
  ]);
  const { label, towards } = statusLabels[status];
  return towards === desiredStatus ? label : `${label}, ${desiredLabels[desiredStatus]}`;
}

/** The meaning of each action. */
export const actionMeanings = deepFreeze({
  start: 'Start a stopped pipeline.',
  stop: 'Stop the pipeline: after a checkpoint, or at once with force.',
  pause: 'Pause all input.',
  resume: 'Resume a paused pipeline.',
  activate: 'Activate a pipeline that is in standby.',
  approve: 'Approve bootstrapping of a pipeline that awaits it.',
  dismissError: 'Dismiss the error of the last deployment.',
}) satisfies Record<ActionType, string>;

/** The meaning of each parameter, by action. */
export const parameterMeanings = deepFreeze({
  start: {
    initial: 'The status that the pipeline is to have once it is provisioned.',
    bootstrapPolicy:
      'The policy if the pipeline was modified since the checkpoint that it starts from.',
    dismissError: 'Dismiss the error of the last deployment, which otherwise refuses the start.',
  },
  stop: { force: 'Stop at once, without a checkpoint.' },
  pause: {},
  resume: {},
  activate: { initial: 'The status that the pipeline is to have once it is activated.' },
  approve: {},
  dismissError: {},
}) satisfies {
  readonly [Type in ActionType]: Record<keyof (typeof actions)[Type]['parameters'], string>;
};

/** The meaning of each observation. */
export const observationMeanings = deepFreeze({
  provisioning: 'Provisioning has begun.',
  standby: 'The pipeline is in standby.',
  awaitingApproval: 'The pipeline was modified since its checkpoint and waits for approval.',
  paused: 'The pipeline is paused.',
  running: 'The pipeline is running.',
  suspending: 'Suspending has begun.',
  suspended: 'The checkpoint of a graceful stop is made.',
  stopping: 'Deprovisioning has begun.',
  failed: 'Provisioning, the pipeline, its suspension or its deprovisioning failed.',
  deprovisioned: 'No compute resources are left.',
  checkpointed: 'A checkpoint was made.',
}) satisfies Record<ObservationType, string>;

/** The meaning of each desired status. */
export const desiredMeanings = deepFreeze({
  Stopped: 'Hold no compute resources.',
  Suspended: 'Make a checkpoint, then stop.',
  Standby: 'Be provisioned and wait to be activated.',
  Paused: 'Be provisioned, with all input paused.',
  Running: 'Be provisioned and process data.',
}) satisfies Record<DesiredStatus, string>;

/** The meaning of each capability. */
export const capabilityMeanings = deepFreeze({
  checkpointing: 'The edition can make a checkpoint when it stops.',
  suspendable: 'The pipeline can be suspended: for example, its storage is configured.',
  standby: 'The pipeline is configured to start from an object store, so it can be in standby.',
}) satisfies Record<Capability, string>;

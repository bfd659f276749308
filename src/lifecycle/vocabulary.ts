/**
 * The vocabulary: statuses, actions with their parameters, observations, capabilities.
 *
 * Every name of the lifecycle is declared once, in a table. Types, validation, the machine, help
 * texts and tests derive from these tables. This file must not know any rule: only the machine says
 * what is allowed when.
 */
import { deepFreeze, keysOf } from '../input';
import { type DeploymentStatus, type DesiredStatus, desired, resourcesByStatus } from './statuses';

export {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  resourcesByStatus,
  statuses,
} from './statuses';

const initials = ['standby', 'paused', 'running'] as const;
/** The status that a started pipeline is to have once it is provisioned. */
export type Initial = (typeof initials)[number];

/** The desired status that each `initial` asks for. */
export const desiredByInitial = deepFreeze({
  standby: 'Standby',
  paused: 'Paused',
  running: 'Running',
}) satisfies Record<Initial, DesiredStatus>;

const bootstrapPolicies = ['allow', 'reject', 'await_approval'] as const;
/** The policy if the pipeline was modified since the checkpoint that it starts from. */
export type BootstrapPolicy = (typeof bootstrapPolicies)[number];

const booleans = [true, false] as const;

/**
 * The seven actions of a user. `parameters` has the allowed values and the default of each
 * parameter, `answers` the HTTP status codes that the document of the endpoint lists. Pause has the
 * codes of resume, dismissError those of start.
 */
export const actions = deepFreeze({
  start: {
    meaning: 'Start a stopped pipeline.',
    parameters: {
      initial: { values: initials, default: 'running' },
      bootstrapPolicy: { values: bootstrapPolicies, default: 'await_approval' },
      dismissError: { values: booleans, default: true },
    },
    answers: [202, 400, 404, 500],
  },
  stop: {
    meaning: 'Stop the pipeline: after a checkpoint, or at once with force.',
    parameters: { force: { values: booleans, default: false } },
    answers: [202, 400, 404, 405, 500, 501, 503],
  },
  pause: {
    meaning: 'Pause all input.',
    parameters: {},
    answers: [202, 400, 404, 500],
  },
  resume: {
    meaning: 'Resume a paused pipeline.',
    parameters: {},
    answers: [202, 400, 404, 500],
  },
  activate: {
    meaning: 'Activate a pipeline that is in standby.',
    parameters: {
      initial: { values: ['paused', 'running'], default: 'running' },
    },
    answers: [202, 404, 500, 503],
  },
  approve: {
    meaning: 'Approve bootstrapping of a pipeline that awaits it.',
    parameters: {},
    answers: [202, 404, 500, 503],
  },
  dismissError: {
    meaning: 'Dismiss the error of the last deployment.',
    parameters: {},
    answers: [202, 400, 404, 500],
  },
});

/** The type of an action. */
export type ActionType = keyof typeof actions;

/** The actions whose 202 has a body, with the number of a checkpoint, as their documents say. */
export const answersWithCheckpoint: readonly ActionType[] = Object.freeze([
  'activate',
  'approve',
] as const);

/**
 * The meaning of each parameter, by action. It is not in `actions`, which the code itself uses, so
 * that a bundle need not contain the prose.
 */
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

/**
 * The eleven observations of a runner. `reports` is the deployment status that the observation
 * reports, `carries` its payload.
 */
export const observations = deepFreeze({
  provisioning: {
    reports: 'Provisioning',
    carries: null,
    meaning: 'Provisioning has begun.',
  },
  standby: {
    reports: 'Standby',
    carries: null,
    meaning: 'The pipeline is in standby.',
  },
  awaitingApproval: {
    reports: 'AwaitingApproval',
    carries: null,
    meaning: 'The pipeline was modified since its checkpoint and waits for approval.',
  },
  paused: {
    reports: 'Paused',
    carries: null,
    meaning: 'The pipeline is paused.',
  },
  running: {
    reports: 'Running',
    carries: null,
    meaning: 'The pipeline is running.',
  },
  suspending: {
    reports: 'Suspending',
    carries: null,
    meaning: 'Suspending has begun.',
  },
  suspended: {
    reports: 'Stopping',
    carries: 'checkpoint',
    meaning: 'The checkpoint of a graceful stop is made.',
  },
  stopping: {
    reports: 'Stopping',
    carries: null,
    meaning: 'Deprovisioning has begun.',
  },
  failed: {
    reports: 'Stopping',
    carries: 'error',
    meaning: 'Provisioning, the pipeline, its suspension or its deprovisioning failed.',
  },
  deprovisioned: {
    reports: 'Stopped',
    carries: null,
    meaning: 'No compute resources are left.',
  },
  checkpointed: {
    reports: null,
    carries: 'checkpoint',
    meaning: 'A checkpoint was made.',
  },
}) satisfies Record<
  string,
  {
    reports: DeploymentStatus | null;
    carries: 'checkpoint' | 'error' | null;
    meaning: string;
  }
>;

/** The type of an observation. */
export type ObservationType = keyof typeof observations;

/** The capabilities of a pipeline, which do not change while it is deployed. */
export const capabilities = deepFreeze({
  checkpointing: 'The edition can make a checkpoint when it stops.',
  suspendable: 'The pipeline can be suspended: for example, its storage is configured.',
  standby: 'The pipeline is configured to start from an object store, so it can be in standby.',
});

/** The name of a capability. */
export type Capability = keyof typeof capabilities;
/** The capabilities, each present or not. */
export type Capabilities = Readonly<Record<Capability, boolean>>;

/** The eight deployment statuses. */
export const deploymentStatuses: readonly DeploymentStatus[] = keysOf(resourcesByStatus);
/** The five desired statuses. */
export const desiredStatuses: readonly DesiredStatus[] = keysOf(desired);
/** The types of the seven actions. */
export const actionTypes: readonly ActionType[] = keysOf(actions);
/** The types of the eleven observations. */
export const observationTypes: readonly ObservationType[] = keysOf(observations);
/** The names of the three capabilities. */
export const capabilityNames: readonly Capability[] = keysOf(capabilities);

/** All capabilities present: the default everywhere. */
export const fullCapabilities: Capabilities = Object.freeze(
  Object.fromEntries(capabilityNames.map((name) => [name, true])),
) as Capabilities;

/** Every combination of capabilities; the parser returns these very objects. */
export const everyCapabilities: readonly Capabilities[] = deepFreeze(
  capabilityNames.reduce<Capabilities[]>(
    (combinations, name) => combinations.flatMap((each) => [each, { ...each, [name]: false }]),
    [fullCapabilities],
  ),
);

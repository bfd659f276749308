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

/** The values of `initial`. */
export const initials = ['standby', 'paused', 'running'] as const;
/** The status that a started pipeline is to have once it is provisioned. */
export type Initial = (typeof initials)[number];

/** The desired status that each `initial` asks for. */
export const desiredByInitial = deepFreeze({
  standby: 'Standby',
  paused: 'Paused',
  running: 'Running',
}) satisfies Record<Initial, DesiredStatus>;

/** The values of `bootstrapPolicy`. */
export const bootstrapPolicies = ['allow', 'reject', 'await_approval'] as const;
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
    parameters: {
      initial: { values: initials, default: 'running' },
      bootstrapPolicy: { values: bootstrapPolicies, default: 'await_approval' },
      dismissError: { values: booleans, default: true },
    },
    answers: [202, 400, 404, 500],
  },
  stop: {
    parameters: { force: { values: booleans, default: false } },
    answers: [202, 400, 404, 405, 500, 501, 503],
  },
  pause: {
    parameters: {},
    answers: [202, 400, 404, 500],
  },
  resume: {
    parameters: {},
    answers: [202, 400, 404, 500],
  },
  activate: {
    parameters: {
      initial: { values: ['paused', 'running'], default: 'running' },
    },
    answers: [202, 404, 500, 503],
  },
  approve: {
    parameters: {},
    answers: [202, 404, 500, 503],
  },
  dismissError: {
    parameters: {},
    answers: [202, 400, 404, 500],
  },
});

/** The type of an action. */
export type ActionType = keyof typeof actions;

/** The actions whose 202 has a body, with the number of a checkpoint, as their documents say. */
export const answersWithCheckpoint: readonly ActionType[] = deepFreeze(['activate', 'approve']);

/**
 * The eleven observations of a runner. `reports` is the deployment status that the observation
 * reports, `carries` its payload.
 */
export const observations = deepFreeze({
  provisioning: { reports: 'Provisioning', carries: null },
  standby: { reports: 'Standby', carries: null },
  awaitingApproval: { reports: 'AwaitingApproval', carries: null },
  paused: { reports: 'Paused', carries: null },
  running: { reports: 'Running', carries: null },
  suspending: { reports: 'Suspending', carries: null },
  suspended: { reports: 'Stopping', carries: 'checkpoint' },
  stopping: { reports: 'Stopping', carries: null },
  failed: { reports: 'Stopping', carries: 'error' },
  deprovisioned: { reports: 'Stopped', carries: null },
  checkpointed: { reports: null, carries: 'checkpoint' },
}) satisfies Record<
  string,
  {
    reports: DeploymentStatus | null;
    carries: 'checkpoint' | 'error' | null;
  }
>;

/** The type of an observation. */
export type ObservationType = keyof typeof observations;

/** The names of the three capabilities of a pipeline, which do not change while it is deployed. */
export const capabilityNames = Object.freeze(['checkpointing', 'suspendable', 'standby'] as const);

/** The name of a capability. */
export type Capability = (typeof capabilityNames)[number];
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

/**
 * What a host keeps of a pipeline: its deployment, and since when each thing that clients see of it is so.
 *
 * A deployment knows no time, because the core has no clock. Here the time comes in from outside, as a
 * parameter: the functions are as pure as the core.
 */

import {
  deepFreeze,
  InvalidInputError,
  isFields,
  isSame,
  keysOf,
  type Problem,
  throwFirst,
  unknownFields,
} from '../input';
import {
  type Action,
  type Capabilities,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  type Observation,
  type Outcome,
  observe,
  parseDeployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../lifecycle';

/** What clients see of a deployment, by the name on the wire; the one list of these names. */
export const wireFields = deepFreeze({
  deployment_status: ({ status }: Deployment) => status,
  deployment_desired_status: ({ desiredStatus }: Deployment) => desiredStatus,
  deployment_resources_status: resourcesStatus,
  deployment_resources_desired_status: resourcesDesiredStatus,
  deployment_error: ({ error }: Deployment) => error,
  deployment_initial: ({ initial }: Deployment) => initial,
  bootstrap_policy: ({ bootstrapPolicy }: Deployment) => bootstrapPolicy,
});

/** The name of a field on the wire. */
export type WireField = keyof typeof wireFields;

/** The names of the fields on the wire. */
export const wireFieldNames = keysOf(wireFields);

/** A pipeline as a store keeps it: plain JSON, frozen. */
export interface Pipeline {
  readonly name: string;
  /** When it was created; ISO 8601, UTC. */
  readonly createdAt: string;
  readonly deployment: Deployment;
  /** Since when each field has its value; ISO 8601, UTC. */
  readonly since: Readonly<Record<WireField, string>>;
}

/** What names of pipelines look like. */
export const pipelineNamePattern = /^[A-Za-z0-9_-]{1,100}$/;

/** The same in words. */
export const pipelineNameAllowed = '1 to 100 letters, digits, - or _';

/**
 * A pipeline that was never started. Pure; frozen. `now` is in milliseconds since 1970. Throws
 * InvalidInputError for a name with other characters than letters, digits, `-` and `_`, or of more than
 * a hundred of them, and for what is no time.
 */
export function createPipeline(name: string, now: number): Pipeline {
  throwFirst(named(name));
  const createdAt = timestamp(now);
  const since = Object.fromEntries(wireFieldNames.map((field) => [field, createdAt]));
  return deepFreeze({
    name,
    createdAt,
    deployment: createDeployment(),
    since: since as Record<WireField, string>,
  });
}

/** The pipeline with this deployment. Pure; the very same object where nothing changes. */
function withDeployment(pipeline: Pipeline, deployment: Deployment, now: number): Pipeline {
  const before = pipeline.deployment;
  // Another `decide` than the library's may give a copy where nothing changes: that is not to be written.
  if (isSame(deployment, before)) return pipeline;
  const at = timestamp(now);
  const changed = wireFieldNames.filter((field) => {
    const read = wireFields[field];
    return !isSame(read(before), read(deployment));
  });
  const since = { ...pipeline.since };
  for (const field of changed) since[field] = at;
  return deepFreeze({ ...pipeline, deployment, since });
}

/** What became of a pipeline, and what is to be answered. */
export interface Change<Result> {
  /** As it is to be stored: the very same object where nothing changed, null where it is to be removed. */
  readonly pipeline: Pipeline | null;
  readonly result: Result;
}

/**
 * How an action changes a pipeline, for the `update` of a store. Pure. `now` is in milliseconds since
 * 1970. Throws InvalidInputError for a malformed action, and for what is no time.
 */
export function applyAction(
  pipeline: Pipeline,
  action: Action,
  context: {
    readonly capabilities: Partial<Capabilities>;
    readonly now: number;
    /** Another `decide` than the library's, such as of a changed machine. */
    readonly decide?: typeof decide | undefined;
  },
): Change<Decision> {
  const { capabilities, now, decide: decided = decide } = context;
  const result = decided(pipeline.deployment, action, capabilities);
  return { pipeline: withDeployment(pipeline, result.deployment, now), result };
}

/**
 * How an observation changes a pipeline, for the `update` of a store. Pure. `now` is in milliseconds since
 * 1970. Throws InvalidInputError for a malformed observation, and for what is no time.
 */
export function applyObservation(
  pipeline: Pipeline,
  observation: Observation,
  context: {
    readonly now: number;
    /** Another `observe` than the library's. */
    readonly observe?: typeof observe | undefined;
  },
): Change<Outcome> {
  const { now, observe: taken = observe } = context;
  const result = taken(pipeline.deployment, observation);
  return { pipeline: withDeployment(pipeline, result.deployment, now), result };
}

/**
 * What this makes of the pipeline; for stores, to be called instead of `change`. Throws InvalidInputError
 * where it answers with what is no change, such as a promise: that must not be written.
 */
export function changeBy<Result>(
  change: (pipeline: Pipeline) => Change<Result>,
  pipeline: Pipeline,
): Change<Result> {
  const answer = change(pipeline);
  const after: unknown = Object(answer).pipeline;
  if (after === null || isFields(after)) return answer;
  const allowed = 'an object { pipeline, result } with a pipeline or null, and no promise of it';
  throw new InvalidInputError({ field: 'the answer of change', value: answer, allowed });
}

const fields = ['name', 'createdAt', 'deployment', 'since'];

/**
 * A pipeline as it was read from where it is kept; frozen. Pure. Throws InvalidInputError, which names the
 * field, and InvalidDeploymentError for a deployment that cannot occur.
 */
export function parsePipeline(value: unknown): Pipeline {
  if (!isFields(value)) {
    throw new InvalidInputError({ field: 'pipeline', value, allowed: 'an object' });
  }
  const { name, createdAt, deployment, since } = value;
  if (!isFields(since)) {
    throw new InvalidInputError({ field: 'since', value: since, allowed: 'an object' });
  }
  throwFirst([
    ...unknownFields(value, fields, 'a pipeline'),
    ...named(name),
    ...time('createdAt', createdAt),
    ...unknownFields(since, wireFieldNames, 'since', 'since.'),
    ...wireFieldNames.flatMap((field) => time(`since.${field}`, since[field])),
  ]);
  const parsed = { name, createdAt, deployment: parseDeployment(deployment), since: { ...since } };
  return deepFreeze(parsed) as Pipeline;
}

function named(name: unknown): Problem[] {
  const isName = typeof name === 'string' && pipelineNamePattern.test(name);
  return isName ? [] : [{ field: 'name', value: name, allowed: pipelineNameAllowed }];
}

/** Only as `timestamp` writes it: other spellings depend on the time zone, or on the engine. */
function time(field: string, value: unknown): Problem[] {
  const parsed = typeof value === 'string' ? new Date(value) : undefined;
  const isTime = isValid(parsed) && parsed.toISOString() === value;
  return isTime ? [] : [{ field, value, allowed: 'a time such as 2026-01-31T12:00:00.000Z' }];
}

function timestamp(now: number): string {
  const date = typeof now === 'number' ? new Date(now) : undefined;
  if (isValid(date)) return date.toISOString();
  throw new InvalidInputError({ field: 'now', value: now, allowed: 'milliseconds since 1970' });
}

function isValid(date: Date | undefined): date is Date {
  return date !== undefined && !Number.isNaN(date.getTime());
}

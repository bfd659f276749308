/**
 * The pipeline record that a host keeps: its deployment, and since when each visible field has its
 * value.
 *
 * A deployment knows no time, because the core has no clock. Here the time comes in as a parameter,
 * so these functions are as pure as the core.
 */

import {
  deepFreeze,
  type Fields,
  fieldsOf,
  InvalidInputError,
  isFields,
  isSame,
  type Problem,
  requireFormat,
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
  type WireField,
  wireFieldNames,
  wireFields,
} from '../lifecycle';

export { type WireField, wireFieldNames, wireFields } from '../lifecycle';

/** The version of the format in which pipelines are kept. It changes if their fields do. */
export const pipelineFormat = 2;

/** A pipeline as a store keeps it: plain JSON, frozen. */
export interface Pipeline {
  /** The version of the format. */
  readonly format: typeof pipelineFormat;
  readonly name: string;
  /** Belongs to this pipeline alone: a later one of the same name has another. */
  readonly id: string;
  /** How often it was written; 1 once it is created. */
  readonly revision: number;
  /** When it was created; ISO 8601, UTC. */
  readonly createdAt: string;
  readonly deployment: Deployment;
  /** Since when each field has its value; ISO 8601, UTC. */
  readonly since: Readonly<Record<WireField, string>>;
}

/** The pattern of pipeline names. */
export const pipelineNamePattern = /^[A-Za-z0-9_-]{1,100}$/;

/** The pattern of pipeline names in words. */
export const pipelineNameAllowed = '1 to 100 letters, digits, - or _';

/** The pattern of the ids of pipelines. */
const pipelineIdPattern = /^[A-Za-z0-9_.:@+-]{1,150}$/;

/**
 * Creates a pipeline that was never started; frozen. Pure. `now` is in milliseconds since 1970, and
 * `id` is one that never comes again, such as a random UUID. Throws InvalidInputError for an
 * invalid time, for a name that is not 1 to 100 letters, digits, `-` or `_`, and for an id that is
 * not 1 to 150 of these or `.`, `:`, `@`, `+`.
 */
export function createPipeline(
  name: string,
  context: { readonly now: number; readonly id: string },
): Pipeline {
  const { now, id } = ownContext(context, 'an object { now, id }');
  throwFirst([...nameProblems(name), ...idProblems(id)]);
  const createdAt = timestamp(now);
  const since = Object.fromEntries(wireFieldNames.map((field) => [field, createdAt]));
  return deepFreeze({
    format: pipelineFormat,
    name,
    id,
    revision: 1,
    createdAt,
    deployment: createDeployment(),
    since: since as Record<WireField, string>,
  });
}

/** Returns the pipeline with this deployment; the very same object if nothing changes. Pure. */
function withDeployment(pipeline: Pipeline, deployment: Deployment, now: number): Pipeline {
  const before = pipeline.deployment;
  // A `decide` of the host's own may return an equal copy: that must not be written.
  if (isSame(deployment, before)) return pipeline;
  const at = timestamp(now);
  const changed = wireFieldNames.filter((field) => {
    const read = wireFields[field];
    return !isSame(read(before), read(deployment));
  });
  const since = { ...pipeline.since };
  for (const field of changed) since[field] = at;
  return deepFreeze({ ...pipeline, revision: pipeline.revision + 1, deployment, since });
}

/** A change of a pipeline: the pipeline to store, and the result for the caller of `update`. */
export interface Change<Result> {
  /** The pipeline to store: the very same object if nothing changed, null to remove it. */
  readonly pipeline: Pipeline | null;
  readonly result: Result;
}

/**
 * Decides an action and returns the changed pipeline, for the `update` of a store. Pure. `now` is
 * in milliseconds since 1970. Throws InvalidInputError for a malformed action and for an invalid
 * time.
 */
export function applyAction(
  pipeline: Pipeline,
  action: Action,
  context: {
    readonly capabilities: Partial<Capabilities>;
    readonly now: number;
    /** A `decide` of your own, such as that of a changed machine; by default the library's. */
    readonly decide?: typeof decide | undefined;
  },
): Change<Decision> {
  requireFields('pipeline', pipeline);
  const { capabilities, now, decide: decided = decide } = ownContext(context);
  const result = decided(pipeline.deployment, action, capabilities);
  return { pipeline: withDeployment(pipeline, result.deployment, now), result };
}

/**
 * Applies an observation and returns the changed pipeline, for the `update` of a store. Pure. `now`
 * is in milliseconds since 1970. Throws InvalidInputError for a malformed observation and for an
 * invalid time.
 */
export function applyObservation(
  pipeline: Pipeline,
  observation: Observation,
  context: {
    readonly now: number;
    /** An `observe` of your own; by default the library's. */
    readonly observe?: typeof observe | undefined;
  },
): Change<Outcome> {
  requireFields('pipeline', pipeline);
  const { now, observe: taken = observe } = ownContext(context);
  const result = taken(pipeline.deployment, observation);
  return { pipeline: withDeployment(pipeline, result.deployment, now), result };
}

function requireFields(field: string, value: unknown): void {
  if (!isFields(value)) throw new InvalidInputError({ field, value, allowed: 'an object' });
}

function ownContext<Context>(context: Context, allowed?: string): Context {
  return fieldsOf(context, 'context', allowed) as Context;
}

const fieldsByFormat = {
  1: ['name', 'createdAt', 'deployment', 'since'],
  [pipelineFormat]: ['format', 'name', 'id', 'revision', 'createdAt', 'deployment', 'since'],
} as const;

/**
 * Parses a pipeline that was read from where it is kept, in this format or an older one; frozen.
 * Pure. Throws InvalidInputError, which names the field, and InvalidDeploymentError for a
 * deployment that cannot occur.
 */
export function parsePipeline(value: unknown): Pipeline {
  const given = fieldsOf(value, 'pipeline');
  const format = formatOf(given);
  const { name, createdAt, deployment } = given;
  const since = fieldsOf(given.since, 'since', 'an object', 'since.');
  // The first format had neither: a name and a time of creation had to do.
  const { id, revision } = format === 1 ? { id: `${name}@${createdAt}`, revision: 0 } : given;
  throwFirst([
    ...unknownFields(given, fieldsByFormat[format], 'a pipeline'),
    ...nameProblems(name),
    ...timeProblems('createdAt', createdAt),
    ...idProblems(id),
    ...revisionProblems(revision),
    ...unknownFields(since, wireFieldNames, 'since', 'since.'),
    ...wireFieldNames.flatMap((field) => timeProblems(`since.${field}`, since[field])),
  ]);
  const fields = { name, id, revision, createdAt, deployment: parseDeployment(deployment) };
  return deepFreeze({ format: pipelineFormat, ...fields, since: { ...since } }) as Pipeline;
}

/** Returns the format of a pipeline; the first one had no field for it. */
function formatOf({ format }: Fields): keyof typeof fieldsByFormat {
  if (format === undefined) return 1;
  requireFormat('format', format, pipelineFormat, `${pipelineFormat}, or left out as in format 1`);
  return pipelineFormat;
}

function idProblems(id: unknown): Problem[] {
  const isId = typeof id === 'string' && pipelineIdPattern.test(id);
  const allowed = '1 to 150 letters, digits or _ . : @ + -, such as a random UUID';
  return isId ? [] : [{ field: 'id', value: id, allowed }];
}

function revisionProblems(revision: unknown): Problem[] {
  const isCount = Number.isSafeInteger(revision) && (revision as number) >= 0;
  // The next write adds one.
  const isRevision = isCount && (revision as number) < Number.MAX_SAFE_INTEGER;
  const allowed = 'an integer from 0 up to 2^53 - 2';
  return isRevision ? [] : [{ field: 'revision', value: revision, allowed }];
}

function nameProblems(name: unknown): Problem[] {
  const isName = typeof name === 'string' && pipelineNamePattern.test(name);
  return isName ? [] : [{ field: 'name', value: name, allowed: pipelineNameAllowed }];
}

/**
 * Allows only what `timestamp` writes: other spellings depend on the time zone or on the engine.
 */
function timeProblems(field: string, value: unknown): Problem[] {
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

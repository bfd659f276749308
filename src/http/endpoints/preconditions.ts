/**
 * Preconditions: what a client has read can be what it acts on, so that an action that is sent
 * again, or late, cannot hit the next deployment.
 */
import * as z from 'zod';
import type { Pipeline, Precondition } from '../../host';
import { InvalidInputError } from '../../input';
import type { Capabilities } from '../../lifecycle';
import { etagOf, HostError, versionInTag } from '../answers';
import type { QueryParameter } from './queries';

/** The parameter for clients that cannot send headers. */
export const generationParameter: QueryParameter = {
  name: 'generation',
  schema: z
    .int()
    .min(0)
    .describe(
      'Only if this is the `generation` of the pipeline: a deployment that was started meanwhile is left alone.',
    ),
};

/**
 * Takes the precondition out of a request: from the header If-Match, and from the query, which
 * then no longer has it. Throws InvalidInputError.
 */
export function takePrecondition({ headers }: Request, search: URLSearchParams): Precondition {
  const generations = search.getAll(generationParameter.name);
  search.delete(generationParameter.name);
  return { versions: versionsIn(headers.get('if-match')), generation: generationIn(generations) };
}

function generationIn([text, another]: readonly string[]): number | undefined {
  if (text === undefined) return undefined;
  const generation = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(generation) && another === undefined) return generation;
  const isTwice = another !== undefined;
  const allowed = isTwice ? 'given at most once' : 'the generation of a pipeline, such as 3';
  const value = isTwice ? another : text;
  throw new InvalidInputError({ field: generationParameter.name, value, allowed });
}

const entityTag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const entityTags = new RegExp(`^${entityTag}(?:\\s*,\\s*${entityTag})*$`);

/** Returns the versions that the entity tags name. A weak tag never matches, so it names none. */
function versionsIn(header: string | null): readonly string[] | undefined {
  if (header === null || header.trim() === '*') return undefined;
  const tags = header.trim();
  if (entityTags.test(tags)) {
    const all = tags.match(new RegExp(entityTag, 'g')) ?? [];
    return all.filter((tag) => tag.startsWith('"')).map((tag) => versionInTag(tag.slice(1, -1)));
  }
  const allowed = 'the ETag of a pipeline with its quotes, or several with commas between, or *';
  throw new InvalidInputError({ field: 'If-Match', value: header, allowed });
}

/** Returns the 412 for a pipeline that is not as the request says. */
export function preconditionFailed(
  pipeline: Pipeline,
  capabilities: Partial<Capabilities>,
): HostError {
  const { name, revision, deployment } = pipeline;
  const { generation, status, desiredStatus } = deployment;
  const etag = etagOf(pipeline, capabilities);
  return new HostError(
    'PreconditionFailed',
    {
      message: `Pipeline '${name}' is not as the request says. It has generation ${generation} and revision ${revision}, and is ${status} (desired: ${desiredStatus}).`,
      details: {
        pipeline_name: name,
        etag,
        generation,
        revision,
        deployment_status: status,
        deployment_desired_status: desiredStatus,
      },
    },
    { etag },
  );
}

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

/** The parameters that say which pipeline, and which of its deployments, a request is for. */
export const conditionParameters: readonly QueryParameter[] = [
  {
    name: 'id',
    schema: z
      .string()
      .describe('Only if this is the `id` of the pipeline: a later one of the name is left alone.'),
  },
  {
    name: 'generation',
    schema: z
      .int()
      .min(0)
      .describe(
        'Only if this is the `generation` of the pipeline: a deployment that was started meanwhile is left alone.',
      ),
  },
];

/**
 * Takes the precondition out of a request: from the header If-Match, and from the query, which
 * then no longer has it. Throws InvalidInputError.
 */
export function takePrecondition({ headers }: Request, search: URLSearchParams): Precondition {
  const [id, generation] = ['id', 'generation'].map((name) => takeOnce(search, name));
  return {
    versions: versionsIn(headers.get('if-match')),
    id: id === '' ? emptyId() : id,
    generation: generationIn(generation),
  };
}

function takeOnce(search: URLSearchParams, field: string): string | undefined {
  const [text, another] = search.getAll(field);
  if (another !== undefined) {
    throw new InvalidInputError({ field, value: another, allowed: 'given at most once' });
  }
  search.delete(field);
  return text;
}

function emptyId(): never {
  throw new InvalidInputError({ field: 'id', value: '', allowed: 'the id of a pipeline' });
}

function generationIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const generation = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(generation)) return generation;
  const allowed = 'the generation of a pipeline, such as 3';
  throw new InvalidInputError({ field: 'generation', value: text, allowed });
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
  const { name, id, revision, deployment } = pipeline;
  const { generation, status, desiredStatus } = deployment;
  const etag = etagOf(pipeline, capabilities);
  return new HostError(
    'PreconditionFailed',
    {
      message: `Pipeline '${name}' is not as the request says. It has generation ${generation} and revision ${revision}, and is ${status} (desired: ${desiredStatus}).`,
      details: {
        pipeline_name: name,
        id,
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

/** The endpoints of pipelines themselves: list, create, poll, delete. */

import { createPipeline, type Pipeline } from '../../host';
import { InvalidInputError, isFields } from '../../input';
import type { DeploymentStatus } from '../../lifecycle';
import { HostError, jsonAnswer, orInvalidRequest, toWire, unknownPipeline } from '../answers';
import { readBody, requireEmptyBody } from '../requests';
import { type Endpoint, endpoint, type HandlerContext, type ParsedRequest } from './endpoint';
import { isPermitted, requirePermission } from './permissions';
import {
  listQuery,
  newPipelineSchema,
  noQuery,
  pageMax,
  parseFields,
  pollQuery,
  type Query,
} from './queries';
import { pipelineListSchema, pipelineSchema } from './schemas';
import type { Services } from './services';

const one = '/pipelines/:pipeline_name';
const pipelineAnswer = { description: 'The pipeline.', schema: pipelineSchema };

/** The type that a query is parsed to. */
type Parsed<Of> = Of extends Query<infer Value> ? Value : never;

/** The endpoints of pipelines. */
export const pipelineEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/pipelines',
    operationId: 'list_pipelines',
    summary: 'List the pipelines that the caller may see, sorted by name.',
    query: listQuery,
    answers: {
      200: {
        description: 'The pipelines.',
        schema: pipelineListSchema,
        headers: { Link: 'The next page, if there is one: `<path>; rel="next"`.' },
      },
    },
    mayBeUnchanged: true,
    errors: [],
    serve: list,
  }),
  endpoint({
    method: 'POST',
    path: '/pipelines',
    operationId: 'create_pipeline',
    summary: 'Create a pipeline. It is Stopped.',
    query: noQuery,
    body: newPipelineSchema,
    answers: {
      201: {
        ...pipelineAnswer,
        description: 'The new pipeline.',
        headers: { Location: 'The path of the new pipeline.' },
      },
    },
    errors: ['DuplicateName', 'PayloadTooLarge'],
    serve: create,
  }),
  endpoint({
    method: 'GET',
    path: one,
    operationId: 'get_pipeline',
    summary: 'Poll a pipeline: at once or, with `wait`, once it has one of these statuses.',
    permission: 'read',
    query: pollQuery,
    answers: { 200: pipelineAnswer },
    mayBeUnchanged: true,
    errors: ['UnknownPipelineName'],
    serve: poll,
  }),
  endpoint({
    method: 'DELETE',
    path: one,
    operationId: 'delete_pipeline',
    summary: 'Delete a pipeline that is fully stopped.',
    permission: 'delete',
    query: noQuery,
    answers: { 204: { description: 'The pipeline is deleted.' } },
    errors: ['UnknownPipelineName', 'DeleteRestrictedToFullyStopped', 'PayloadTooLarge'],
    serve: remove,
  }),
];

async function list(
  { context, query }: ParsedRequest<Parsed<typeof listQuery>>,
  { store, basePath }: Services,
): Promise<Response> {
  const { after, limit } = query;
  const caller = context.get('caller');
  const found: Pipeline[] = [];
  // Pipelines that the caller may not see do not count towards the limit, so it may take several
  // pages, which are large then. One pipeline more than asked for shows that there is a next page.
  const size = limit === undefined || caller.may === undefined ? limit && limit + 1 : pageMax;
  for (let from = after; ; ) {
    const page = await store.list({ after: from, limit: size });
    found.push(...page.filter(({ name }) => isPermitted(caller, 'read', name)));
    from = page.at(-1)?.name;
    const isLast = limit === undefined || size === undefined || page.length < size;
    if (isLast || found.length > limit) break;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1)?.name;
  if (found.length > shown.length && last !== undefined) {
    const next = new URLSearchParams({ after: last, limit: String(limit) });
    context.header('link', `<${basePath}/pipelines?${next}>; rel="next"`);
  }
  return revalidated(context, 200, shown.map(toWire));
}

async function create(
  { context }: ParsedRequest<unknown>,
  { store, clock, basePath, tell }: Services,
): Promise<Response> {
  const { name } = newPipelineIn(await readBody(context.req.raw));
  const caller = context.get('caller');
  requirePermission(caller, 'create', name);
  const pipeline = createPipeline(name, clock.now());
  if (!(await store.create(pipeline))) {
    throw new HostError('DuplicateName', {
      message: `A pipeline with the name '${name}' already exists.`,
      details: { pipeline_name: name },
    });
  }
  tell({ type: 'created', pipelineName: name, caller });
  context.header('location', `${basePath}/pipelines/${name}`);
  return revalidated(context, 201, toWire(pipeline));
}

function newPipelineIn(text: string): { readonly name: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = text;
  }
  return orInvalidRequest(() => {
    if (isFields(body)) return parseFields(newPipelineSchema, body, 'a new pipeline');
    const allowed = 'a JSON object such as { "name": "orders" }';
    throw new InvalidInputError({ field: 'body', value: body, allowed });
  });
}

type PollQuery = Parsed<typeof pollQuery>;

async function poll(
  { context, pipelineName, query }: ParsedRequest<PollQuery>,
  { store, changes, clock, tell }: Services,
): Promise<Response> {
  const { signal } = context.req.raw;
  /** Reads the pipeline; undefined if there is more to wait for. */
  const look = async (isLast: boolean) => {
    const pipeline = await store.read(pipelineName);
    if (pipeline === undefined) throw unknownPipeline(pipelineName);
    if (!isLast && !hasReached(pipeline, query)) return undefined;
    // Before anything else happens, so that events come in the order of the store; but nobody sees
    // the answer to a client that is gone.
    if (!signal.aborted) {
      tell({ type: 'read', pipelineName, pipeline, caller: context.get('caller') });
    }
    return pipeline;
  };
  const deadline = clock.now() + query.timeout * 1000;
  const pipeline =
    (await look(false)) ??
    (await changes.until(pipelineName, () => look(false), { deadline, signal })) ??
    (await look(true));
  return revalidated(context, 200, toWire(pipeline as Pipeline));
}

/**
 * Returns true if there is nothing more to wait for: it is as asked, or will not become so by
 * itself.
 */
function hasReached({ deployment }: Pipeline, { wait }: PollQuery): boolean {
  const { status, desiredStatus, error } = deployment;
  if (wait === undefined || wait.includes(status)) return true;
  const isEnding = error !== null && desiredStatus === 'Stopped';
  return isEnding && !wait.some((each) => statusesAfterFailure.includes(each));
}

/** The statuses that a failed pipeline still reaches. */
const statusesAfterFailure: readonly DeploymentStatus[] = ['Stopping', 'Stopped'];

async function remove(
  { context, pipelineName }: ParsedRequest<unknown>,
  { store, tell }: Services,
): Promise<Response> {
  await requireEmptyBody(context.req.raw, 'empty: a deletion has no parameters');
  const removed = await store.update(pipelineName, (pipeline) => {
    const { status, desiredStatus } = pipeline.deployment;
    const isStopped = status === 'Stopped' && desiredStatus === 'Stopped';
    return { pipeline: isStopped ? null : pipeline, result: { isStopped, status, desiredStatus } };
  });
  if (removed === undefined) throw unknownPipeline(pipelineName);
  const { isStopped, status, desiredStatus } = removed;
  if (!isStopped) {
    const hint = 'Stop it with /stop?force=true, and wait until it is Stopped.';
    throw new HostError('DeleteRestrictedToFullyStopped', {
      message: `Cannot delete a pipeline that is not fully stopped (status: '${status}', desired: '${desiredStatus}'). ${hint}`,
      details: { status, desired_status: desiredStatus, hint },
    });
  }
  tell({ type: 'deleted', pipelineName, caller: context.get('caller') });
  return context.body(null, 204);
}

/** Answers with JSON that caches must revalidate each time, and may reuse on a 304. */
function revalidated(context: HandlerContext, httpStatus: 200 | 201, body: object): Response {
  return jsonAnswer(context, httpStatus, body, { 'cache-control': 'no-cache' });
}

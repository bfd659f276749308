/** The endpoints of pipelines themselves: create, list, poll, delete. */

import { createPipeline, type Pipeline } from '../../host';
import { InvalidInputError, isFields } from '../../input';
import type { DeploymentStatus } from '../../lifecycle';
import {
  readBody,
  HostError,
  invalidRequest,
  requireEmptyBody,
  orInvalidRequest,
  spacedJson,
  toWire,
  unknownPipeline,
} from '../answers';
import {
  type Endpoint,
  type HandlerContext,
  isPermitted,
  requirePermission,
  parsedQuery,
  permittedName,
} from './endpoint';
import {
  listQuery,
  newPipelineSchema,
  noQuery,
  type PollQuery,
  pageMax,
  pipelineListSchema,
  pipelineSchema as pipelineSchema,
  pollQuery,
  validated,
} from './schemas';
import type { Services } from './services';

const one = '/pipelines/:pipeline_name';
const asItIs = { description: 'The pipeline.', schema: pipelineSchema };

/** The endpoints of pipelines. */
export const pipelineEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/pipelines',
    operationId: 'list_pipelines',
    summary: 'The pipelines that the caller may see, sorted by name.',
    query: listQuery,
    answers: {
      200: {
        description: 'The pipelines.',
        schema: pipelineListSchema,
        headers: { Link: 'The next page, where there is one: `<path>; rel="next"`.' },
      },
    },
    mayBeUnchanged: true,
    errors: [],
    serve: list,
  },
  {
    method: 'POST',
    path: '/pipelines',
    operationId: 'create_pipeline',
    summary: 'Create a pipeline, which is Stopped.',
    query: noQuery,
    body: newPipelineSchema,
    answers: {
      201: {
        ...asItIs,
        description: 'The new pipeline.',
        headers: { Location: 'The path of the new pipeline.' },
      },
    },
    errors: ['DuplicateName', 'PayloadTooLarge'],
    serve: create,
  },
  {
    method: 'GET',
    path: one,
    operationId: 'get_pipeline',
    summary: 'A pipeline as it is; or, with `wait`, as it is once something has come about.',
    query: pollQuery,
    answers: { 200: asItIs },
    mayBeUnchanged: true,
    errors: ['UnknownPipelineName'],
    serve: poll,
  },
  {
    method: 'DELETE',
    path: one,
    operationId: 'delete_pipeline',
    summary: 'Delete a pipeline that is fully stopped.',
    query: noQuery,
    answers: { 204: { description: 'It is deleted.' } },
    errors: ['UnknownPipelineName', 'DeleteRestrictedToFullyStopped', 'PayloadTooLarge'],
    serve: remove,
  },
];

async function list(context: HandlerContext, { store, basePath }: Services): Promise<Response> {
  const { after, limit } = parsedQuery(context, listQuery);
  const caller = context.get('caller');
  const found: Pipeline[] = [];
  // What the caller may not see does not count towards the limit, so it may take several pages, which are
  // large then. One more than asked for says whether there is a next one.
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
  return json(context, 200, shown.map(toWire));
}

async function create(context: HandlerContext, host: Services): Promise<Response> {
  parsedQuery(context, noQuery);
  const { name } = newPipelineIn(await readBody(context.req.raw));
  const caller = context.get('caller');
  requirePermission(caller, 'create', name);
  const pipeline = createPipeline(name, host.clock.now());
  if (!(await host.store.create(pipeline))) {
    throw new HostError('DuplicateName', {
      message: `There is a pipeline with the name '${name}' already.`,
      details: { pipeline_name: name },
    });
  }
  host.tell({ type: 'created', pipelineName: name, caller });
  context.header('location', `${host.basePath}/pipelines/${name}`);
  return json(context, 201, toWire(pipeline));
}

function newPipelineIn(text: string): { readonly name: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = text;
  }
  if (!isFields(body)) {
    const allowed = 'a JSON object such as { "name": "orders" }';
    throw invalidRequest(new InvalidInputError({ field: 'body', value: body, allowed }));
  }
  const given = body;
  return orInvalidRequest(() => validated(newPipelineSchema, given, 'a new pipeline'));
}

async function poll(context: HandlerContext, host: Services): Promise<Response> {
  const pipelineName = permittedName(context, 'read');
  const query = parsedQuery(context, pollQuery) as PollQuery;
  mustHaveUse(query, context.req.query('timeout'));
  const { store, changes, clock, tell } = host;
  const { signal } = context.req.raw;
  /** Reads it; undefined where there is more to wait for. */
  const look = async (isLast: boolean) => {
    const pipeline = await store.read(pipelineName);
    if (pipeline === undefined) throw unknownPipeline(pipelineName);
    if (!isLast && !hasCome(pipeline, query)) return undefined;
    // At once, so that what is told is in the order in which the store was read and written; but nobody
    // sees what is answered to a client that is gone.
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
  return json(context, 200, toWire(pipeline as Pipeline));
}

/** A timeout of nothing would be ignored. Throws HostError. */
function mustHaveUse({ wait }: PollQuery, timeout: string | undefined): void {
  if (wait !== undefined || timeout === undefined) return;
  const allowed = 'left out: without wait nothing is waited for';
  throw invalidRequest(new InvalidInputError({ field: 'timeout', value: timeout, allowed }));
}

/** Whether there is nothing more to wait for: it is as asked, or has failed and will not be by itself. */
function hasCome({ deployment }: Pipeline, { wait }: PollQuery): boolean {
  const { status, desiredStatus, error } = deployment;
  if (wait === undefined || wait.includes(status)) return true;
  const isEnding = error !== null && desiredStatus === 'Stopped';
  return isEnding && !wait.some((each) => afterFailure.includes(each));
}

/** What a pipeline that has failed still comes to. */
const afterFailure: readonly DeploymentStatus[] = ['Stopping', 'Stopped'];

async function remove(context: HandlerContext, { store, tell }: Services): Promise<Response> {
  const pipelineName = permittedName(context, 'delete');
  parsedQuery(context, noQuery);
  await requireEmptyBody(context.req.raw, 'left out: a deletion has no parameters');
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

function json(context: HandlerContext, httpStatus: 200 | 201, body: object): Response {
  // To be asked for again each time, and answered with 304 where it is the same.
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache' };
  return context.body(spacedJson(body), httpStatus, headers);
}

/** The endpoints of pipelines themselves: list, create, poll. */

import { createPipeline, type Pipeline } from '../../host';
import { type Capabilities, settled, upcomingStatuses } from '../../lifecycle';
import {
  etagOf,
  HostError,
  jsonAnswer,
  listEtagOf,
  orInvalidRequest,
  ownHeaders,
  toWire,
  unknownPipeline,
  wireText,
} from '../answers';
import { jsonFields, readBody } from '../requests';
import { type Endpoint, endpoint, type HandlerContext, type ParsedRequest } from './endpoint';
import { deadlineFor, isPermitted, requirePermission } from './permissions';
import {
  listQuery,
  newPipelineSchema,
  noQuery,
  pageMax,
  parseFields,
  pollQuery,
  type Query,
  type WaitOutcome,
  waitOutcomes,
} from './queries';
import { pipelineListSchema, pipelineSchema } from './schemas';
import type { Services } from './services';
import { newPipelineExample, pipelineExample } from './success-examples';

/** The header that says why a wait has ended. */
const waitOutcome = 'Wait-Outcome';
const waitOutcomeMeaning = `With \`wait\`: ${Object.entries(waitOutcomes)
  .map(([outcome, meaning]) => `\`${outcome}\`, ${meaning}`)
  .join('; ')}.`;

/** The type that a query is parsed to. */
type Parsed<Of> = Of extends Query<infer Value> ? Value : never;

/** The endpoints of pipelines. */
export const pipelineEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/pipelines',
    operationId: 'list_pipelines',
    tag: 'Pipelines',
    summary: 'List the pipelines that the caller may see, sorted by name.',
    description:
      'All at once or, with `limit`, page by page: the header Link of each page has the next one.',
    query: listQuery,
    answers: {
      200: {
        description: 'The pipelines.',
        body: { schema: pipelineListSchema, example: () => [toWire(pipelineExample())] },
        headers: { Link: 'The next page, if there is one: `<path>; rel="next"`.' },
      },
    },
    mayBeUnchanged: 'byRevision',
    errors: [],
    serve: list,
  }),
  endpoint({
    method: 'POST',
    path: '/pipelines',
    operationId: 'create_pipeline',
    tag: 'Pipelines',
    summary: 'Create a pipeline.',
    description: 'It is Stopped, and holds no compute resources until it is started.',
    query: noQuery,
    body: newPipelineSchema,
    answers: {
      201: {
        description: 'The new pipeline.',
        body: { schema: pipelineSchema, example: () => toWire(newPipelineExample()) },
        headers: { Location: 'The path of the new pipeline.' },
      },
    },
    errors: ['DuplicateName', 'PayloadTooLarge'],
    serve: create,
  }),
  endpoint({
    method: 'GET',
    path: '/pipelines/:pipeline_name',
    operationId: 'get_pipeline',
    tag: 'Pipelines',
    summary: 'Poll a pipeline: at once or, with `wait`, once it is as asked for.',
    description:
      'A wait ends as soon as its outcome is known. The header Wait-Outcome says why it has ended.',
    permission: 'read',
    query: pollQuery,
    answers: {
      200: {
        description: 'The pipeline.',
        body: { schema: pipelineSchema, example: () => toWire(pipelineExample()) },
        headers: { [waitOutcome]: waitOutcomeMeaning },
      },
    },
    mayBeUnchanged: 'byRevision',
    errors: ['UnknownPipelineName'],
    serve: poll,
  }),
];

async function list(
  { context, query }: ParsedRequest<Parsed<typeof listQuery>>,
  { service, basePath, capabilitiesOf }: Services,
): Promise<Response> {
  const { after, limit } = query;
  const caller = context.get('caller');
  const found: Pipeline[] = [];
  // Pipelines that the caller may not see do not count towards the limit, so it may take several
  // pages, which are large then. One pipeline more than asked for shows that there is a next page.
  const size = limit === undefined || caller.may === undefined ? limit && limit + 1 : pageMax;
  for (let from = after; ; ) {
    const page = await service.list({ after: from, limit: size });
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
  const known = await Promise.all(
    shown.map(async (pipeline) => ({
      pipeline,
      capabilities: await capabilitiesOf(pipeline.name),
    })),
  );
  const etag = await listEtagOf(known.map((each) => etagOf(each.pipeline, each.capabilities)));
  return revalidated(context, 200, { etag }, () => {
    const texts = known.map((each) => wireText(each.pipeline, each.capabilities));
    return texts.length === 0 ? '[]' : `[ ${texts.join(', ')} ]`;
  });
}

async function create(
  { context }: ParsedRequest<unknown>,
  { service, clock, basePath, tell, capabilitiesOf }: Services,
): Promise<Response> {
  const { name } = newPipelineIn(await readBody(context.req.raw));
  const caller = context.get('caller');
  requirePermission(caller, 'create', name);
  // Asked first: if they cannot be had, nothing is created.
  const capabilities = await capabilitiesOf(name);
  const pipeline = createPipeline(name, { now: clock.now(), id: crypto.randomUUID() });
  if (!(await service.create(pipeline))) {
    throw new HostError('DuplicateName', {
      message: `A pipeline with the name '${name}' already exists.`,
      details: { pipeline_name: name },
    });
  }
  tell({ type: 'created', pipelineName: name, caller });
  context.header('location', `${basePath}/pipelines/${name}`);
  return pipelineAnswerTo(context, 201, { pipeline, capabilities });
}

const bodyAllowed = 'a JSON object such as { "name": "orders" }';

function newPipelineIn(text: string): { readonly name: string } {
  return orInvalidRequest(() =>
    parseFields(newPipelineSchema, jsonFields(text, bodyAllowed), 'a new pipeline'),
  );
}

type PollQuery = Parsed<typeof pollQuery>;

/** The end of a wait. */
interface WaitResult {
  readonly pipeline: Pipeline;
  readonly outcome: WaitOutcome;
}

async function poll(
  { context, pipelineName, query }: ParsedRequest<PollQuery>,
  services: Services,
): Promise<Response> {
  const pipeline = await services.service.read(pipelineName);
  if (pipeline === undefined) throw unknownPipeline(pipelineName);
  if (query.wait === undefined) {
    tellOfRead(context, pipeline, services);
    const capabilities = await services.capabilitiesOf(pipelineName);
    return pipelineAnswerTo(context, 200, { pipeline, capabilities });
  }
  const end = await waited({ context, pipeline, query }, services);
  const shown = {
    pipeline: end.pipeline,
    capabilities: await services.capabilitiesOf(pipelineName),
  };
  return pipelineAnswerTo(context, 200, shown, { [waitOutcome]: end.outcome });
}

/** Waits for what was asked for. Throws HostError if the pipeline is deleted meanwhile. */
async function waited(
  asked: {
    readonly context: HandlerContext;
    readonly pipeline: Pipeline;
    readonly query: PollQuery;
  },
  services: Services,
): Promise<WaitResult> {
  const { context, pipeline: first, query } = asked;
  const { service, changes, clock } = services;
  const caller = context.get('caller');
  const { signal } = context.req.raw;
  const look = (pipeline: Pipeline | undefined): WaitResult | null | undefined => {
    // Another pipeline of the name is not the one that was asked for.
    if (pipeline?.id !== first.id) return null;
    const outcome = outcomeFor(pipeline, query);
    if (outcome === undefined) return undefined;
    tellOfRead(context, pipeline, services);
    return { pipeline, outcome };
  };
  const deadline = deadlineFor(caller, query.timeout * 1000, clock);
  const end = await changes.until(first.name, look, { deadline, signal });
  if (signal.aborted) context.set('isAbandoned', true);
  // It may have been withdrawn during the wait.
  requirePermission(caller, 'read', first.name);
  if (end) return end;
  const last = end === undefined ? await service.read(first.name) : undefined;
  if (last?.id !== first.id) throw unknownPipeline(first.name);
  tellOfRead(context, last, services);
  return { pipeline: last, outcome: outcomeFor(last, query) ?? 'timeout' };
}

/**
 * Tells of a read before anything else happens, so that events come in the order of the store; but
 * nobody sees the answer to a client that is gone.
 */
function tellOfRead(context: HandlerContext, pipeline: Pipeline, { tell }: Services): void {
  if (context.req.raw.signal.aborted) return;
  tell({ type: 'read', pipelineName: pipeline.name, pipeline, caller: context.get('caller') });
}

/** Returns the outcome of a wait that has ended; undefined if there is more to wait for. */
function outcomeFor({ deployment }: Pipeline, { wait = [] }: PollQuery): WaitOutcome | undefined {
  const { status, error } = deployment;
  if (wait.includes(status)) return 'reached';
  if (wait.includes('settled'))
    return settled(deployment) || error !== null ? 'reached' : undefined;
  const upcoming = upcomingStatuses(deployment);
  return upcoming.some((each) => wait.includes(each)) ? undefined : 'unreachable';
}

function pipelineAnswerTo(
  context: HandlerContext,
  httpStatus: 200 | 201,
  {
    pipeline,
    capabilities,
  }: { readonly pipeline: Pipeline; readonly capabilities: Partial<Capabilities> },
  headers: Readonly<Record<string, string>> = {},
): Response {
  const etag = etagOf(pipeline, capabilities);
  const body = () => wireText(pipeline, capabilities);
  return revalidated(context, httpStatus, { etag, ...headers }, body);
}

/**
 * Answers with JSON that caches must revalidate each time; with 304, and without making the body,
 * if the request names its entity tag.
 */
function revalidated(
  context: HandlerContext,
  httpStatus: 200 | 201,
  headers: Readonly<Record<string, string>> & { readonly etag: string },
  body: () => string,
): Response {
  const always = { 'cache-control': 'no-cache' };
  if (httpStatus === 200 && isTagIn(context.req.header('if-none-match'), headers.etag)) {
    return context.body(null, 304, ownHeaders({ ...always, etag: headers.etag }));
  }
  return jsonAnswer(context, httpStatus, body(), { ...always, ...headers });
}

/** True if the header If-None-Match names this tag; a weak tag counts as well: RFC 9110, 13.1.2. */
function isTagIn(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return header.trim() === '*' || tags.includes(etag);
}

/** An endpoint: one row of the table that both the router and OpenAPI are made from. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { type Precondition, pipelineNamePattern, unconditional } from '../../host';
import type { ErrorResponse } from '../../lifecycle';
import {
  type HostError,
  type HostErrorCode,
  jsonAnswer,
  orInvalidRequest,
  unknownPipeline,
} from '../answers';
import type { Caller, Operation } from '../authentication';
import { requirePermission } from './permissions';
import { takePrecondition } from './preconditions';
import type { Query } from './queries';
import type { Services } from './services';

/** The variables that the router keeps for a request, as its library declares them. */
export interface RequestEnv {
  Variables: {
    /** Set before an endpoint is reached, unless it is public. */
    caller: Caller;
    /** The reason that nobody was let in. */
    denial: string | undefined;
    /** The code and the message of the answer, if it is an error. */
    errorCode: string | undefined;
    errorMessage: string | undefined;
    /** True if the client was gone before the end of its wait. */
    isAbandoned: boolean | undefined;
  };
}

/** A request and its answer, as the router passes them on. */
export type HandlerContext = Context<RequestEnv>;

/** A request whose caller may make it, and whose query is parsed. */
export interface ParsedRequest<Parsed> {
  readonly context: HandlerContext;
  /** The name in the path; empty if the path has none. */
  readonly pipelineName: string;
  readonly query: Parsed;
  /** The state that the pipeline must have, if the endpoint is conditional. */
  readonly precondition: Precondition;
}

/** The groups that OpenAPI sorts the endpoints into, with their meanings. */
export const tags = {
  Actions: 'Ask for another desired status. A runner then moves the pipeline towards it.',
  Description: 'The description of this API.',
  Pipelines: 'Create, list, poll, watch and delete pipelines.',
} as const;

/** The body of an answer as OpenAPI describes it. */
export interface DocumentedBody {
  /** By default JSON. */
  readonly contentType?: string;
  readonly schema: z.ZodType;
  /** Returns an example, made by the functions that make the real bodies. */
  readonly example: () => unknown;
}

/** An answer as OpenAPI describes it. */
export interface DocumentedAnswer {
  readonly description: string;
  readonly body?: DocumentedBody;
  /** The meaning of its headers, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An endpoint. `Parsed` is what its query is parsed to. */
export interface Endpoint<Parsed = unknown> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path below the base path, as the router writes it: `/pipelines/:pipeline_name`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  /** True if it is served without credentials. */
  readonly isPublic?: boolean;
  /**
   * The permission that it takes on the pipeline in its path; without one, the endpoint asks
   * itself.
   */
  readonly permission?: Operation;
  readonly query: Query<Parsed>;
  readonly body?: z.ZodObject;
  /** The answers to a request that succeeds, by HTTP status. */
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /**
   * Given if its 200 has an ETag, and a request that names it in If-None-Match is answered with a
   * 304. The tag is that of a revision, which the endpoint knows, or a hash of the body.
   */
  readonly mayBeUnchanged?: 'byRevision' | 'byBody';
  /**
   * True if a request may say, by If-Match or `generation`, which state of the pipeline it is for.
   */
  readonly isConditional?: boolean;
  /** The errors of its own; those that every endpoint can answer with are left out. */
  readonly errors: readonly HostErrorCode[];
  // A method, so that endpoints of any query fit into one table.
  serve(request: ParsedRequest<Parsed>, services: Services): Promise<Response>;
}

/** Types an endpoint by its query. */
export function endpoint<Parsed>(row: Endpoint<Parsed>): Endpoint {
  return row;
}

/**
 * Checks the permission, the name and the query of a request, in this order: a caller without
 * rights learns nothing, whatever the query. Throws HostError.
 */
export function parsedRequest<Parsed>(
  { permission, query, isConditional }: Endpoint<Parsed>,
  context: HandlerContext,
): ParsedRequest<Parsed> {
  const pipelineName = context.req.param('pipeline_name') ?? '';
  if (permission !== undefined) {
    requirePermission(context.get('caller'), permission, pipelineName);
    // No store is asked for an impossible name: many databases refuse NUL, and keys that are too
    // long.
    if (!pipelineNamePattern.test(pipelineName)) throw unknownPipeline(pipelineName);
  }
  const { searchParams } = new URL(context.req.url);
  return orInvalidRequest(() => {
    const precondition = isConditional
      ? takePrecondition(context.req.raw, searchParams)
      : unconditional;
    return { context, pipelineName, query: query.parse(searchParams), precondition };
  });
}

/** Answers with an error, and keeps its code and message for the event `answered`. */
export function errorAnswer(
  context: HandlerContext,
  httpStatus: HostError['httpStatus'] | 501 | 503,
  body: ErrorResponse,
  headers?: Readonly<Record<string, string>>,
): Response {
  context.set('errorCode', body.error_code);
  context.set('errorMessage', body.message);
  return jsonAnswer(context, httpStatus, body, headers);
}

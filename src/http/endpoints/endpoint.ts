/** An endpoint: one row of the table that both the router and OpenAPI are made from. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { pipelineNamePattern } from '../../host';
import { InvalidInputError } from '../../input';
import {
  HostError,
  type HostErrorCode,
  invalidRequest,
  orInvalidRequest,
  unknownPipeline,
} from '../answers';
import type { Caller, Operation } from '../authentication';
import { validated } from './schemas';
import type { Services } from './services';

/** What the handler knows of a request besides the context. */
export interface RequestEnv {
  Variables: {
    /** Set before an endpoint is reached. */
    caller: Caller;
    /** Why nobody was let in. */
    denial: string | undefined;
    /** Of the answer. */
    errorCode: string | undefined;
    errorMessage: string | undefined;
  };
}

/** A request and the answer to it, as an endpoint sees them. */
export type HandlerContext = Context<RequestEnv>;

/** What an endpoint answers with. */
export interface DocumentedAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** What its headers say, by their name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** If not JSON. */
  readonly contentType?: string;
}

/** An endpoint. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base path, as the router writes it: `/pipelines/:pipeline_name`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Whether it is served without credentials. */
  readonly isPublic?: boolean;
  readonly query: z.ZodObject;
  readonly body?: z.ZodObject;
  /** What is answered where it goes well, by HTTP status. */
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /** Whether its 200 has an ETag, and who names that in If-None-Match is answered with 304. */
  readonly mayBeUnchanged?: boolean;
  /** The codes of errors that are its own; those that every endpoint can answer with are left out. */
  readonly errors: readonly HostErrorCode[];
  readonly serve: (context: HandlerContext, host: Services) => Promise<Response>;
}

/** The query, each parameter at most once. Throws HostError. */
export function queryOf(context: HandlerContext): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [field, value] of new URL(context.req.url).searchParams) {
    if (field in query) {
      throw invalidRequest(new InvalidInputError({ field, value, allowed: 'given at most once' }));
    }
    query[field] = value;
  }
  return { ...query };
}

/** The query, held against the schema of the endpoint. Throws HostError. */
export function parsedQuery<Schema extends z.ZodObject>(
  context: HandlerContext,
  schema: Schema,
): z.output<Schema> {
  const query = queryOf(context);
  return orInvalidRequest(() => validated(schema, query, 'the query'));
}

/** The name in the path, if the caller may do this to a pipeline of that name. Throws HostError. */
export function permittedName(context: HandlerContext, operation: Operation): string {
  const name = context.req.param('pipeline_name') ?? '';
  requirePermission(context.get('caller'), operation, name);
  // What no pipeline can be called, no store is asked for: many databases take no NUL, or no long keys.
  if (!pipelineNamePattern.test(name)) throw unknownPipeline(name);
  return name;
}

/** Before anything is looked up: who may not, learns nothing. Throws HostError. */
export function requirePermission(caller: Caller, operation: Operation, pipelineName: string): void {
  if (isPermitted(caller, operation, pipelineName)) return;
  throw new HostError('Forbidden', {
    message: 'These credentials do not allow this.',
    details: { operation },
  });
}

/** Whether the caller may do this. */
export function isPermitted({ may }: Caller, operation: Operation, pipelineName: string): boolean {
  // Exactly true: the promise of a function that is asynchronous by mistake allows nothing.
  return may === undefined || may(operation, pipelineName) === true;
}

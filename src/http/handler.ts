/**
 * The documented endpoints as one web-standard function, for anyone's server.
 *
 * A request passes, in this order: its length, who sends it, which endpoint, whether the caller may, what it
 * asks, and only then the store. So a stranger learns nothing, whatever they ask for.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { hostErrorOf, HostError, methodNotAllowed, pathOf, spacedJson, unauthorized } from './answers';
import { type Authenticate, isDenial } from './authentication';
import {
  type Endpoint,
  endpointsByPath,
  type HandlerContext,
  type Services,
  methodsOf,
  type RequestEnv,
} from './endpoints';
import { servicesOf, type LifecycleHandlerOptions } from './handler-options';

const urlLengthMax = 8_192;

/** A request in, a response out. It never rejects. */
export type LifecycleHandler = (request: Request) => Promise<Response>;

/**
 * A handler of the documented endpoints. Throws InvalidInputError for malformed options. Needs the
 * packages `hono` and `zod`.
 */
export function createLifecycleHandler(options: LifecycleHandlerOptions): LifecycleHandler {
  const host = servicesOf(options);
  const app = new Hono<RequestEnv>();
  app.onError((error, context) => refuse(context, error, host));
  app.use(tellOf(host), checkLength);
  const api = app.basePath(host.basePath);
  const paths = [...endpointsByPath];
  const isPublic = ([, those]: PathWithEndpoints) => those.every((each) => each.isPublic);
  for (const path of paths.filter(isPublic)) mount(api, path, host);
  app.use(authentication(options.authenticate));
  for (const path of paths.filter((each) => !isPublic(each))) mount(api, path, host);
  app.notFound((context) => refuse(context, unknownEndpoint(context, host), host));
  return async (request) => app.fetch(request);
}

const json = { 'content-type': 'application/json' };

type PathWithEndpoints = readonly [path: string, those: readonly Endpoint[]];

function mount(api: Hono<RequestEnv>, [path, those]: PathWithEndpoints, host: Services): void {
  for (const { method, serve, mayBeUnchanged } of those) {
    const around: MiddlewareHandler<RequestEnv>[] = mayBeUnchanged ? [etag()] : [];
    api.on([method], [path], ...around, (context) => serve(context, host));
  }
  const allowed = methodsOf(those);
  api.all(path, (context) => refuse(context, methodNotAllowed(context.req.method, allowed), host));
}

/** Tells the host of every answer. */
function tellOf(host: Services): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    try {
      await next();
    } catch (thrown) {
      // The router hands on Errors alone, but a host may throw anything.
      context.res = refuse(context, thrown, host);
    }
    const { method } = context.req;
    const httpStatus = context.res.status;
    const path = pathOf(context.req.url);
    const known = {
      errorCode: context.get('errorCode') ?? null,
      errorMessage: context.get('errorMessage') ?? null,
      caller: context.get('caller') ?? null,
      denial: context.get('denial') ?? null,
    };
    host.tell({ type: 'answered', method, path, httpStatus, ...known });
  };
}

const checkLength: MiddlewareHandler<RequestEnv> = async (context, next) => {
  const { length } = pathOf(context.req.url);
  if (length <= urlLengthMax) return next();
  throw new HostError('UriTooLong', {
    message: `The path and query are ${length} characters long, but may be ${urlLengthMax}.`,
    details: { length, allowed: urlLengthMax },
  });
};

function authentication(authenticate: Authenticate): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const answer = await authenticate(context.req.raw);
    if (!isDenial(answer)) {
      context.set('caller', answer);
      return next();
    }
    context.set('denial', answer.reason);
    throw unauthorized(answer);
  };
}

function refuse(context: HandlerContext, error: unknown, host: Services): Response {
  if (!(error instanceof HostError)) {
    host.tell({ type: 'failed', error, method: context.req.method, path: pathOf(context.req.url) });
  }
  const { httpStatus, body, headers } = hostErrorOf(error);
  context.set('errorCode', body.error_code);
  context.set('errorMessage', body.message);
  return context.body(spacedJson(body), httpStatus, { ...headers, ...json });
}

function unknownEndpoint(context: HandlerContext, { basePath }: Services): HostError {
  const path = context.req.path.slice(0, 200);
  const message = `There is no such path. ${basePath}/openapi.json has those that there are.`;
  return new HostError('UnknownEndpoint', { message, details: { path } });
}

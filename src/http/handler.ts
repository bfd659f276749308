/**
 * The documented endpoints as one web-standard function, for any server.
 *
 * A request passes these checks, in this order: its length, its credentials, the endpoint, the
 * permission, its query and body; only then is the store asked. So a stranger learns nothing,
 * whatever they ask for.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { isInstanceOf } from '../input';
import { HostError, hostErrorOf, methodNotAllowed, unauthorized } from './answers';
import { type Authenticate, isDenial } from './authentication';
import {
  type Endpoint,
  endpointsByPath,
  errorAnswer,
  type HandlerContext,
  isParameter,
  methodsOf,
  parsedRequest,
  type RequestEnv,
  type Services,
} from './endpoints';
import { type LifecycleHandlerOptions, servicesOf } from './handler-options';
import { pathOf, shownPath } from './requests';

const urlLengthMax = 8_192;

/** Takes a request and resolves with the response. It never rejects. */
export type LifecycleHandler = (request: Request) => Promise<Response>;

/**
 * Creates a handler of the documented endpoints. Throws InvalidInputError for malformed options.
 * Needs the packages `hono` and `zod`.
 */
export function createLifecycleHandler(options: LifecycleHandlerOptions): LifecycleHandler {
  const services = servicesOf(options);
  const app = new Hono<RequestEnv>();
  app.onError((error, context) => refused(context, error, services));
  app.use(tellOfAnswers(services), checkLength);
  const api = app.basePath(services.basePath);
  const paths = [...endpointsByPath];
  const isPublic = ([, those]: PathWithEndpoints) => those.every((each) => each.isPublic);
  for (const path of paths.filter(isPublic)) mountPath(api, path, services);
  app.use(authentication(services.authenticate));
  for (const path of paths.filter((each) => !isPublic(each))) mountPath(api, path, services);
  app.notFound((context) => refused(context, unknownEndpoint(context, services), services));
  return async (request) => app.fetch(request);
}

type PathWithEndpoints = readonly [path: string, those: readonly Endpoint[]];

function mountPath(
  api: Hono<RequestEnv>,
  [path, those]: PathWithEndpoints,
  services: Services,
): void {
  for (const endpoint of those) {
    const isHashed = endpoint.mayBeUnchanged === 'byBody';
    const around: MiddlewareHandler<RequestEnv>[] = isHashed ? [etag()] : [];
    api.on([endpoint.method], [path], ...around, async (context) =>
      endpoint.serve(parsedRequest(endpoint, context), services),
    );
  }
  const methods = methodsOf(those);
  api.all(path, (context) =>
    refused(context, methodNotAllowed(context.req.method, methods), services),
  );
}

/** Reports every answer to the host. */
function tellOfAnswers(services: Services): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    try {
      await next();
    } catch (thrown) {
      // The router passes on Errors alone, but a host may throw anything.
      context.res = refused(context, thrown, services);
    }
    const { method } = context.req;
    const httpStatus = context.res.status;
    const path = shownPath(context.req.url, isParameter);
    const caller = context.get('caller') ?? null;
    if (context.get('isAbandoned')) {
      services.tell({ type: 'abandoned', method, path, caller });
      return;
    }
    const known = {
      errorCode: context.get('errorCode') ?? null,
      errorMessage: context.get('errorMessage') ?? null,
      caller,
      denial: context.get('denial') ?? null,
    };
    services.tell({ type: 'answered', method, path, httpStatus, ...known });
  };
}

const checkLength: MiddlewareHandler<RequestEnv> = async (context, next) => {
  const { length } = pathOf(context.req.url);
  if (length <= urlLengthMax) return next();
  throw new HostError('UriTooLong', {
    message: `The path and query have ${length} characters; the limit is ${urlLengthMax}.`,
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

function refused(context: HandlerContext, error: unknown, { tell }: Services): Response {
  if (!isInstanceOf(error, HostError)) {
    const path = shownPath(context.req.url, isParameter);
    tell({ type: 'failed', error, method: context.req.method, path });
  }
  const { httpStatus, body, headers } = hostErrorOf(error);
  return errorAnswer(context, httpStatus, body, headers);
}

function unknownEndpoint(context: HandlerContext, { basePath }: Services): HostError {
  const path = context.req.path.slice(0, 200);
  const message = `No such path. GET ${basePath}/openapi.json lists all of them.`;
  return new HostError('UnknownEndpoint', { message, details: { path } });
}

/** The endpoints of the controls. They are outside of `/v0`, because no real server has them. */
import { Hono } from 'hono';
import type { Authenticate } from '../http';
import {
  HostError,
  hostErrorOf,
  invalidRequest,
  jsonAnswer,
  methodNotAllowed,
  unauthorized,
  unknownPipeline,
} from '../http/answers';
import { isDenial } from '../http/authentication';
import { requireEmptyBody } from '../http/requests';
import { InvalidInputError, isInstanceOf, notShown, readThrown } from '../input';
import {
  type Controlled,
  type ControlName,
  controlNames,
  controlTable,
  NothingToProvokeError,
} from './controls';
import type { LoggedAnswer } from './log';
import { editions, type SimulatorSettings } from './settings';

/** An answer of a control endpoint, for the log. */
export interface ControlAnswer extends LoggedAnswer {
  /** The effect in words; empty if there is none. */
  readonly effect: string;
}

interface Answering {
  Variables: { denial: string; effect: string; errorCode: string; errorMessage: string };
}

/**
 * Returns the handler of the endpoints under `/simulator`, which need the same credentials as the
 * API. `onAnswer` is called for every answer.
 */
export function controlHandler(
  controlled: Controlled,
  authenticate: Authenticate,
  onAnswer: (answer: ControlAnswer) => void,
): (request: Request) => Promise<Response> {
  const app = new Hono<Answering>();
  app.use(async (context, next) => {
    await next();
    onAnswer({
      httpStatus: context.res.status,
      errorCode: context.get('errorCode') ?? null,
      errorMessage: context.get('errorMessage') ?? null,
      denial: context.get('denial') ?? null,
      effect: context.get('effect') ?? '',
    });
  });
  app.onError((error, context) => {
    const { httpStatus, body, headers } = isInstanceOf(error, NothingToProvokeError)
      ? { httpStatus: 409 as const, body: error.body, headers: {} }
      : hostErrorOf(error);
    // The body of a 500 says nothing about the cause, so the log must.
    context.set('errorMessage', httpStatus === 500 ? readThrown(error).text : body.message);
    context.set('errorCode', body.error_code);
    return jsonAnswer(context, httpStatus, body, headers);
  });
  app.use(async (context, next) => {
    const answer = await authenticate(context.req.raw);
    if (!isDenial(answer)) return next();
    context.set('denial', answer.reason);
    throw unauthorized(answer);
  });
  app.use(async ({ req }, next) => {
    const allowed = 'left out: the control endpoints have no parameters';
    await requireEmptyBody(req.raw, allowed);
    const [parameter] = new URL(req.url).searchParams;
    if (parameter === undefined) return next();
    const [field] = parameter;
    throw invalidRequest(new InvalidInputError({ field, value: notShown, allowed }));
  });
  app.get('/simulator', (context) => jsonAnswer(context, 200, controlListing(controlled.settings)));
  for (const control of controlNames) mountControl(app, control, controlled);
  app.all('/simulator', ({ req }) => {
    throw methodNotAllowed(req.method, ['GET', 'HEAD']);
  });
  app.notFound(({ req }) => {
    const details = { path: req.path.slice(0, 200) };
    const message = 'No such path. GET /simulator lists all of them.';
    throw new HostError('UnknownEndpoint', { message, details });
  });
  return async (request) => app.fetch(request);
}

function mountControl(
  app: Hono<Answering>,
  control: ControlName,
  { executor, store }: Controlled,
): void {
  const path = `/simulator/pipelines/:pipeline_name/${control}`;
  app.post(path, async (context) => {
    const pipelineName = context.req.param('pipeline_name') ?? '';
    const pipeline = await store.read(pipelineName);
    if (pipeline === undefined) throw unknownPipeline(pipelineName);
    const effect = await controlTable[control].run(executor, pipelineName, pipeline.deployment);
    context.set('effect', effect);
    return jsonAnswer(context, 202, { pipeline_name: pipelineName, control, effect });
  });
  app.all(path, ({ req }) => {
    throw methodNotAllowed(req.method, ['POST']);
  });
}

/** Returns the settings and every control, as `GET /simulator` answers. */
function controlListing({ edition, seed, latency, failures }: SimulatorSettings): object {
  const { least, most } = latency;
  return {
    ...{ edition, capabilities: editions[edition], seed, failures },
    latency: { least_milliseconds: least, most_milliseconds: most },
    controls: controlNames.map((control) => ({
      method: 'POST',
      path: `/simulator/pipelines/{name}/${control}`,
      effect: controlTable[control].effect,
    })),
  };
}

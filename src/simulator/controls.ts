/**
 * Control endpoints: what a client can hardly wait for (a crash, a suspension that never ends) is brought
 * about by hand. They are outside of `/v0`, because no real server has them.
 */
import { Hono } from 'hono';
import type { LifecycleStore } from '../host';
import type { Authenticate } from '../http';
import {
  HostError,
  hostErrorOf,
  invalidRequest,
  methodNotAllowed,
  spacedJson,
  unauthorized,
  unknownPipeline,
} from '../http/answers';
import { isDenial } from '../http/authentication';
import { requireEmptyBody } from '../http/requests';
import { InvalidInputError, keysOf, member, throwFirst } from '../input';
import type { Deployment, ErrorResponse } from '../lifecycle';
import type { SimulatedExecutor } from './executor';
import { messageOf } from './log';
import { editions, type Settings } from './settings';

interface Control {
  /** What it brings about, for the list. */
  readonly effect: string;
  /** Brings it about, and says what will happen to this pipeline, and when. */
  readonly run: (executor: SimulatedExecutor, name: string, now: Deployment) => Promise<string>;
}

const controls = Object.freeze({
  provisioning_error: {
    effect:
      'The provisioning that is under way, or else the next one, fails: the pipeline stops with the error ProvisioningFailed.',
    run: async (executor, name, { status }) => {
      const isUnderWay = status === 'Provisioning';
      executor.failProvisioning(name, isUnderWay ? 'now' : 'next');
      const which = isUnderWay ? 'The provisioning that is under way' : 'The next provisioning';
      return `${which} fails: the pipeline goes through Stopping to Stopped, with the error ProvisioningFailed.`;
    },
  },
  crash: {
    effect:
      'The process crashes now: the pipeline stops with the error PipelineCrashed. 409 where no process is up.',
    run: async (executor, name, now) => {
      if (!(await executor.crash(name))) throw new NothingToProvokeError('NoProcess', name, now);
      return 'The process has crashed: the pipeline goes through Stopping to Stopped, with the error PipelineCrashed.';
    },
  },
  suspend_failure: {
    effect:
      'The suspension that is under way, or else the next one, fails: the pipeline stops with the error SuspendFailed. 409 in an edition without checkpoints.',
    run: async (executor, name, now) => {
      return `${spoilt(executor, name, now, 'fail')} fails: the pipeline goes through Stopping to Stopped, with the error SuspendFailed.`;
    },
  },
  suspend_hang: {
    effect:
      'The suspension that is under way, or else the next one, never ends, until /stop?force=true cancels it. 409 in an edition without checkpoints.',
    run: async (executor, name, now) => {
      return `${spoilt(executor, name, now, 'hang')} does not end: the pipeline stays Suspending until /stop?force=true cancels it.`;
    },
  },
  modify: {
    effect:
      'The pipeline counts as modified since its checkpoint: what its next start from a checkpoint, or its next activation, comes to, bootstrap_policy says.',
    run: async (executor, name, { checkpoint }) => {
      executor.modify(name);
      const premise =
        checkpoint === null
          ? 'The pipeline counts as modified. It has no checkpoint yet: if it is started without one, that makes no difference. Else'
          : 'The pipeline counts as modified since its checkpoint.';
      const then =
        'the next start from a checkpoint, or activation, with bootstrap_policy=await_approval comes up as AwaitingApproval, with reject fails, with allow goes on.';
      return `${premise} ${checkpoint === null ? then : `T${then.slice(1)}`}`;
    },
  },
} as const satisfies Record<string, Control>);

/** What can be provoked by hand. */
export type ControlName = keyof typeof controls;

/** The names of the controls. */
export const controlNames: readonly ControlName[] = keysOf(controls);

/** Spoils a suspension, and says which. */
function spoilt(
  executor: SimulatedExecutor,
  name: string,
  now: Deployment,
  will: 'fail' | 'hang',
): string {
  const isUnderWay = now.status === 'Suspending' || now.desiredStatus === 'Suspended';
  if (!executor.spoilSuspension(name, will, isUnderWay ? 'now' : 'next')) {
    throw new NothingToProvokeError('NoSuspension', name, now);
  }
  return isUnderWay ? 'The suspension that is under way' : 'The next suspension';
}

const nothing = {
  NoProcess: {
    what: 'No process of the pipeline is up that could crash',
    hint: 'Start it, and wait until it is provisioned.',
  },
  NoSuspension: {
    what: 'Without checkpoints, no pipeline of this edition is ever suspended',
    hint: 'Start the simulator with --edition enterprise.',
  },
};

/** There is nothing that could go wrong in this way. */
export class NothingToProvokeError extends Error {
  override readonly name = 'NothingToProvokeError';
  readonly body: ErrorResponse;

  constructor(
    code: keyof typeof nothing,
    pipelineName: string,
    { status, desiredStatus }: Deployment,
  ) {
    const { what, hint } = nothing[code];
    const message = `${what} (status: '${status}', desired: '${desiredStatus}'). ${hint}`;
    super(message);
    const details = { pipeline_name: pipelineName, status, desired_status: desiredStatus, hint };
    this.body = { message, error_code: code, details };
  }
}

/** What the controls control. */
export interface Controlled {
  readonly executor: SimulatedExecutor;
  readonly store: LifecycleStore;
  readonly settings: Settings;
}

/**
 * Provokes this by hand, and says what will happen and when. Rejects with InvalidInputError for an unknown
 * control or pipeline, and with NothingToProvokeError where there is nothing that could go wrong.
 */
export async function provoke(
  { executor, store }: Controlled,
  pipelineName: string,
  control: ControlName,
): Promise<string> {
  throwFirst(member('control', control, controlNames));
  const pipeline = await store.read(pipelineName);
  if (pipeline === undefined) {
    const allowed = 'the name of a pipeline that there is';
    throw new InvalidInputError({ field: 'pipelineName', value: pipelineName, allowed });
  }
  return controls[control].run(executor, pipelineName, pipeline.deployment);
}

/** What was answered, for the log. */
export interface ControlAnswer {
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly denial: string | null;
  /** What happens, in words; empty where nothing does. */
  readonly effect: string;
}

interface Answering {
  Variables: { denial: string; effect: string; errorCode: string; errorMessage: string };
}

/**
 * The control endpoints, below `/simulator`. Whoever calls needs the credentials that the API needs, too.
 * `onAnswer` is told of every answer.
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
    const { httpStatus, body, headers } =
      error instanceof NothingToProvokeError
        ? { httpStatus: 409 as const, body: error.body, headers: {} }
        : hostErrorOf(error);
    // The answer says nothing of what is our fault, so the log must.
    context.set('errorMessage', httpStatus === 500 ? messageOf(error) : body.message);
    context.set('errorCode', body.error_code);
    return context.body(spacedJson(body), httpStatus, { ...headers, ...json });
  });
  app.use(async (context, next) => {
    const answer = await authenticate(context.req.raw);
    if (!isDenial(answer)) return next();
    context.set('denial', answer.reason);
    throw unauthorized(answer);
  });
  app.use(async ({ req }, next) => {
    const allowed = 'left out: there are no parameters here';
    await requireEmptyBody(req.raw, allowed);
    const [parameter] = new URL(req.url).searchParams;
    if (parameter === undefined) return next();
    const [field, value] = parameter;
    throw invalidRequest(new InvalidInputError({ field, value, allowed }));
  });
  app.get('/simulator', (context) => context.body(describe(controlled.settings), 200, json));
  for (const control of controlNames) mount(app, control, controlled);
  app.all('/simulator', ({ req }) => {
    throw methodNotAllowed(req.method, ['GET', 'HEAD']);
  });
  app.notFound(({ req }) => {
    const details = { path: req.path.slice(0, 200) };
    const message = 'There is no such path. GET /simulator lists those that there are.';
    throw new HostError('UnknownEndpoint', { message, details });
  });
  return async (request) => app.fetch(request);
}

const json = { 'content-type': 'application/json' };

function mount(app: Hono<Answering>, control: ControlName, { executor, store }: Controlled): void {
  const path = `/simulator/pipelines/:pipeline_name/${control}`;
  app.post(path, async (context) => {
    const pipelineName = context.req.param('pipeline_name') ?? '';
    const pipeline = await store.read(pipelineName);
    if (pipeline === undefined) throw unknownPipeline(pipelineName);
    const effect = await controls[control].run(executor, pipelineName, pipeline.deployment);
    context.set('effect', effect);
    return context.body(spacedJson({ pipeline_name: pipelineName, control, effect }), 202, json);
  });
  app.all(path, ({ req }) => {
    throw methodNotAllowed(req.method, ['POST']);
  });
}

function describe({ edition, seed, latency, failures }: Settings): string {
  const listed = controlNames.map((control) => ({
    method: 'POST',
    path: `/simulator/pipelines/{name}/${control}`,
    effect: controls[control].effect,
  }));
  const { least, most } = latency;
  return spacedJson({
    ...{ edition, capabilities: editions[edition], seed, failures },
    latency: { least_milliseconds: least, most_milliseconds: most },
    controls: listed,
  });
}

/** The options of a handler, checked before it serves anything. */

import { type Clock, PortTimeoutError, systemClock } from '../host';
import { callListener, reportFailure } from '../host/console';
import { type Ask, clockProblems, durationProblems, withinLimit } from '../host/time';
import { callable, optionsOf, type Problem, throwFirst } from '../input';
import { type Capabilities, parseCapabilities } from '../lifecycle';
import { spacedJson } from './answers';
import type { Authenticate } from './authentication';
import { basePathProblems } from './base-path';
import { changesOf } from './changes';
import type { Services } from './endpoints';
import type { AcceptedAction, HandlerEvent } from './handler-events';
import { handlerService, type PipelinesOption, pipelinesOptionProblems } from './handler-service';
import { openApi } from './openapi';

/** The options of a handler: either a `store` or a `service`, and how to serve. */
export type LifecycleHandlerOptions = PipelinesOption & ServingOptions;

/** The options of a handler besides where its pipelines are. */
export interface ServingOptions {
  /** Authenticates each request: `bearer(…)`, a function of your own, or `noAuthentication`. */
  readonly authenticate: Authenticate;
  /**
   * The capabilities of all pipelines, or a function that returns those of a pipeline. It is asked
   * for any name, even if there is no such pipeline. A capability that is left out is present; by
   * default all are.
   */
  readonly capabilities?:
    | Partial<Capabilities>
    | ((pipelineName: string) => Partial<Capabilities> | Promise<Partial<Capabilities>>)
    | undefined;
  /**
   * Called with each action that was accepted and written, for example to wake a reconciler. Not
   * awaited: the promise of the 202 is kept already. Its errors go to `onEvent`.
   */
  readonly onAccepted?: ((accepted: AcceptedAction) => unknown) | undefined;
  /**
   * Called with every event, for logs and metrics. By default failures are written to the console.
   */
  readonly onEvent?: ((event: HandlerEvent) => void) | undefined;
  /** The part of each path before that of the endpoint. By default `/v0`. */
  readonly basePath?: string | undefined;
  /**
   * How long each call of the store, of `authenticate` and of `capabilities` may take, in
   * milliseconds; by default 30,000. After that, the request is answered with 503.
   */
  readonly timeout?: number | undefined;
  readonly clock?: Clock | undefined;
}

const optionNames = [
  ...['store', 'service', 'authenticate', 'capabilities', 'onAccepted', 'onEvent'],
  ...['basePath', 'timeout', 'clock', 'decide'],
];

/** The options, complete and checked. */
type HandlerSettings = PipelinesOption & {
  readonly [Name in keyof ServingOptions]-?: NonNullable<ServingOptions[Name]>;
};

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
function handlerSettings(options: LifecycleHandlerOptions): HandlerSettings {
  const given = optionsOf(options, optionNames, 'a handler');
  const { store, service, authenticate, capabilities = {}, basePath = '/v0' } = given;
  const { onAccepted = () => {}, onEvent = reportFailedRequest } = given;
  const { timeout = 30_000, clock = systemClock, decide } = given;
  // One of the two, as is checked below.
  const pipelines = { store, service, decide } as PipelinesOption;
  const ports = { ...pipelines, authenticate, onAccepted, onEvent, clock };
  const settings = { ...ports, basePath, timeout };
  throwFirst(handlerProblemsOf({ ...settings, capabilities }));
  const isAsked = typeof capabilities === 'function';
  return { ...settings, capabilities: isAsked ? capabilities : parseCapabilities(capabilities) };
}

/** Makes the services of a handler from its options. Throws InvalidInputError. */
export function servicesOf(options: LifecycleHandlerOptions): Services {
  const settings = handlerSettings(options);
  const { authenticate, capabilities, basePath, onAccepted, onEvent, timeout, clock } = settings;
  // Made on demand: it has an example of each refusal, found by asking every possible deployment.
  let description: string | undefined;
  const tell = (event: HandlerEvent) => callListener('onEvent', () => onEvent(event));
  const limited = <Value>(call: string, ask: Ask<Value>): Promise<Value> =>
    withinLimit(ask, { clock, timeout, late: () => new PortTimeoutError(call, timeout) });
  const onWatchFailed = (error: unknown) =>
    tell({ type: 'failed', error, method: 'GET', path: 'store.watch' });
  const service = handlerService(settings, clock, { limited, onWatchFailed });
  return {
    ...{ service, clock, basePath, tell },
    changes: changesOf(service, clock),
    authenticate: (request) => limited('authenticate', async () => authenticate(request)),
    describe: () => {
      description ??= spacedJson(openApi({ basePath }));
      return description;
    },
    capabilitiesOf: async (name) =>
      typeof capabilities === 'function'
        ? limited('capabilities', async () => capabilities(name))
        : capabilities,
    onAccepted: (accepted) => {
      // In a turn of its own, so that an error that is thrown at once does not prevent the answer
      // either.
      const failed = (error: unknown) =>
        tell({ type: 'failed', error, method: 'POST', path: accepted.pipelineName });
      Promise.resolve(accepted).then(onAccepted).catch(failed);
    },
  };
}

const authenticateAllowed =
  'a function, such as bearer({ apiKeys }), or noAuthentication to let everybody do everything';
const capabilitiesAllowed = 'capabilities, or a function that returns those of a pipeline';

function handlerProblemsOf(options: HandlerSettings): Problem[] {
  const { authenticate, capabilities } = options;
  const isAuthenticate = typeof authenticate === 'function';
  const isCapabilities = ['object', 'function'].includes(typeof capabilities);
  return [
    ...basePathProblems(options.basePath),
    ...pipelinesOptionProblems(options),
    ...(isAuthenticate
      ? []
      : [{ field: 'authenticate', value: authenticate, allowed: authenticateAllowed }]),
    ...(isCapabilities
      ? []
      : [{ field: 'capabilities', value: capabilities, allowed: capabilitiesAllowed }]),
    ...durationProblems('timeout', options.timeout, 1),
    ...clockProblems(options.clock),
    ...callable('onAccepted', options.onAccepted),
    ...callable('onEvent', options.onEvent),
  ];
}

function reportFailedRequest(event: HandlerEvent): void {
  if (event.type === 'failed') reportFailure(`${event.method} ${event.path}:`, event.error);
}

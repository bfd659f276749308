/** What a handler is made of, checked before anything is served. */

import { type Clock, type LifecycleStore, systemClock } from '../host';
import { hasMethods, optionsOf, type Problem, throwFirst } from '../input';
import { type Capabilities, decide, parseCapabilities } from '../lifecycle';
import { spacedJson } from './answers';
import type { Authenticate } from './authentication';
import { basePathProblems } from './base-path';
import { changesOf } from './changes';
import type { AcceptedAction, Services } from './endpoints';
import type { HandlerEvent } from './handler-events';
import { openApi } from './openapi';

/** What a handler is made of. */
export interface LifecycleHandlerOptions {
  readonly store: LifecycleStore;
  /** Who sends a request: `bearer(…)`, a function of your own, or `noAuthentication`. */
  readonly authenticate: Authenticate;
  /**
   * What pipelines can do, or what each of them can: asked for any name, also of one that does not exist. What
   * is left out, they can. By default everything.
   */
  readonly capabilities?:
    | Partial<Capabilities>
    | ((pipelineName: string) => Partial<Capabilities> | Promise<Partial<Capabilities>>)
    | undefined;
  /**
   * Told of each action that was accepted and written, such as to wake a reconciler. Not waited for: the
   * answer is a promise that is kept already. What it throws goes to `onEvent`.
   */
  readonly onAccepted?: ((call: AcceptedAction) => unknown) | undefined;
  /** Told of everything, for logs and metrics. By default failures are written to the console. */
  readonly onEvent?: ((event: HandlerEvent) => void) | undefined;
  /** What stands before the paths. By default `/v0`. */
  readonly basePath?: string | undefined;
  readonly clock?: Clock | undefined;
  /** Another `decide` than the library's, such as of a machine that was changed. */
  readonly decide?: typeof decide | undefined;
}

const known = {
  store: 'a store, such as memoryStore()',
  authenticate:
    'a function, such as bearer({ apiKeys }), or noAuthentication to let everybody do everything',
  capabilities: 'capabilities, or a function that gives those of a pipeline',
  onAccepted: 'a function',
  onEvent: 'a function',
  clock: 'a clock { now, sleep }',
  decide: 'a function',
};

/** The host that these options make. Throws InvalidInputError. */
export function servicesOf(options: LifecycleHandlerOptions): Services {
  throwFirst(problemsOf(options));
  const { store, capabilities = {}, onEvent = toConsole, onAccepted = () => {} } = options;
  const { clock = systemClock, decide: decided = decide, basePath = '/v0' } = options;
  const given = typeof capabilities === 'function' ? capabilities : parseCapabilities(capabilities);
  // Made once it is asked for: it has an example of each refusal, looked for in all there are.
  let description: string | undefined;
  const tell = (event: HandlerEvent) => {
    try {
      onEvent(event);
    } catch (error) {
      logged('onEvent:', error);
    }
  };
  return {
    ...{ store, clock, basePath, tell, decide: decided, changes: changesOf(store, clock) },
    describe: () => {
      description ??= spacedJson(openApi({ basePath }));
      return description;
    },
    capabilitiesOf: async (name) => (typeof given === 'function' ? given(name) : given),
    onAccepted: (call) => {
      // In a turn of its own, so that not even one that throws at once is in the way of the answer.
      const failed = (error: unknown) =>
        tell({ type: 'failed', error, method: 'POST', path: call.pipelineName });
      Promise.resolve(call).then(onAccepted).catch(failed);
    },
  };
}

function problemsOf(given: unknown): Problem[] {
  const names = Object.keys(known) as (keyof typeof known)[];
  const options = optionsOf(given, [...names, 'basePath'], 'a handler');
  const { store, authenticate, capabilities, clock, basePath = '' } = options;
  const isGood: Record<keyof typeof known, boolean> = {
    store:
      hasMethods(store, ['create', 'read', 'list', 'update']) &&
      isFunctionOrNone(Object(store).watch),
    authenticate: typeof authenticate === 'function',
    capabilities:
      capabilities === undefined || ['object', 'function'].includes(typeof capabilities),
    clock: clock === undefined || hasMethods(clock, ['now', 'sleep']),
    onAccepted: isFunctionOrNone(options.onAccepted),
    onEvent: isFunctionOrNone(options.onEvent),
    decide: isFunctionOrNone(options.decide),
  };
  return [
    ...basePathProblems(basePath),
    ...names
      .filter((field) => !isGood[field])
      .map((field) => ({ field, value: options[field], allowed: known[field] })),
  ];
}

function isFunctionOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function toConsole(event: HandlerEvent): void {
  if (event.type === 'failed') logged(`${event.method} ${event.path}:`, event.error);
}

function logged(what: string, error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must not be lost.
  console.error(what, error);
}

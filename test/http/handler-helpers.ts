/** A handler to ask, with a store that can be looked into and time that stands still. */

import { memoryStore } from '../../src/host/memory-store';
import { applyAction, applyObservation, createPipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import { createLifecycleHandler, type HandlerEvent } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import type { LifecycleHandlerOptions } from '../../src/http/handler-options';
import { type Action, actionTypes } from '../../src/lifecycle';
import type { Observation } from '../../src/lifecycle/observation';

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
  readonly body: any;
}

/** When it is, in every test that does not say otherwise. */
export const noon = Date.parse('2026-01-31T12:00:00.000Z');

/** A handler over a store of its own, with the pipelines `orders` and `invoices`. */
export async function handlerFor(options: Partial<LifecycleHandlerOptions> = {}) {
  const store = options.store ?? memoryStore();
  const events: HandlerEvent[] = [];
  const handler = createLifecycleHandler({
    store,
    authenticate: noAuthentication,
    clock: { now: () => noon, sleep: async () => {} },
    onEvent: (event) => events.push(event),
    ...options,
  });
  for (const name of ['orders', 'invoices']) await store.create(createPipeline(name, noon));
  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await handler(new Request(`http://localhost${path}`, { method, ...init }));
    const { status, headers } = response;
    const text = await response.text();
    return { status, headers, text, body: text === '' ? null : JSON.parse(text) };
  };
  /** Brings a pipeline somewhere, past the handler. */
  const bring = async (name: string, ...course: (Action | Observation)[]) => {
    for (const event of course) {
      const done = await store.update<{ accepted: boolean }>(name, (pipeline) =>
        isAction(event)
          ? applyAction(pipeline, event, { capabilities: {}, now: noon })
          : applyObservation(pipeline, event, { now: noon }),
      );
      if (!done?.accepted) throw new Error(`${event.type} was not accepted.`);
    }
  };
  return { store, events, handler, ask, bring };
}

function isAction(event: Action | Observation): event is Action {
  return (actionTypes as readonly string[]).includes(event.type);
}

/** The store, and how many listen to it. */
export function countingListeners(store: LifecycleStore) {
  let listeners = 0;
  const counting: LifecycleStore = {
    ...store,
    watch: (listener) => {
      listeners += 1;
      const end = store.watch?.(listener);
      return () => {
        listeners -= 1;
        end?.();
      };
    },
  };
  return { counting, listeners: () => listeners };
}

/** Events that bring a pipeline up as Running. */
export const running = [{ type: 'start' }, { type: 'provisioning' }, { type: 'running' }] as const;

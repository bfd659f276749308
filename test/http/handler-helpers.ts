/** A handler to ask, with a store to look into and a clock that stands still. */

import { memoryStore } from '../../src/host/memory-store';
import { applyAction, applyObservation, createPipeline } from '../../src/host/pipeline';
import type { LifecycleStore } from '../../src/host/store';
import type { Clock } from '../../src/host/time/clock';
import { createLifecycleHandler, type HandlerEvent } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import type { LifecycleHandlerOptions } from '../../src/http/handler-options';
import { type Action, actionTypes } from '../../src/lifecycle';
import type { Observation } from '../../src/lifecycle/observation';

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; null if there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape.
  readonly body: any;
}

/** The time of every test that does not say otherwise. */
export const noon = Date.parse('2026-01-31T12:00:00.000Z');

/** A clock that stands still: who sleeps, sleeps until something else happens. */
export const standingClock: Clock = {
  now: () => noon,
  sleep: (_, signal) =>
    new Promise((wake) => {
      if (signal?.aborted) wake();
      signal?.addEventListener('abort', () => wake());
    }),
};

/** The options of a handler over a store. */
export type StoreHandlerOptions = Extract<
  LifecycleHandlerOptions,
  { readonly store: LifecycleStore }
>;

/** Creates a handler over a store of its own, with the pipelines `orders` and `invoices`. */
export async function handlerFor(options: Partial<StoreHandlerOptions> = {}) {
  const store = options.store ?? memoryStore();
  const events: HandlerEvent[] = [];
  const handler = createLifecycleHandler({
    store,
    authenticate: noAuthentication,
    clock: standingClock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  for (const name of ['orders', 'invoices'])
    await store.create(createPipeline(name, { now: noon, id: name }));
  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await handler(new Request(`http://localhost${path}`, { method, ...init }));
    const { status, headers } = response;
    const text = await response.text();
    return { status, headers, text, body: text === '' ? null : JSON.parse(text) };
  };
  /** Applies actions and observations to a pipeline, past the handler. */
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

/** Counts the listeners of a store. */
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

/** The events that bring a pipeline up as Running. */
export const running = [{ type: 'start' }, { type: 'provisioning' }, { type: 'running' }] as const;

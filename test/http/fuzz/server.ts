/** A handler that is watched closely: its events, its changes, and how long it waits. */

import { memoryStore } from '../../../src/host/memory-store';
import { createPipeline, type Pipeline } from '../../../src/host/pipeline';
import type { LifecycleStore } from '../../../src/host/store';
import type { Clock } from '../../../src/host/time/clock';
import { bearer } from '../../../src/http/authentication';
import { createLifecycleHandler, type LifecycleHandler } from '../../../src/http/handler';
import type { HandlerEvent } from '../../../src/http/handler-events';
import { reachableDeployments } from '../../../src/lifecycle';
import type { Random } from '../../../src/testing/random';
import { documentedPath } from './documented';
import { type Draft, keys, names } from './drafts';
import type { Exchange } from './judge';

/** Wrappers that plant bugs. */
export interface Planted {
  readonly wrapHandler?: (handler: LifecycleHandler) => LifecycleHandler;
  readonly wrapStore?: (store: LifecycleStore) => LifecycleStore;
}

const start = Date.UTC(2026, 0, 31);
const deployments = reachableDeployments();
const same = <Thing>(thing: Thing): Thing => thing;

/** Well-formed requests, and the status of each answer. */
const goodRequests: readonly (readonly [string, string, string | undefined, number])[] = [
  ['POST', '', '{"name":"afterwards"}', 201],
  ['POST', '/afterwards/start?initial=paused', undefined, 202],
  ['GET', '/afterwards', undefined, 200],
  ['DELETE', '/afterwards', undefined, 400],
  ['POST', '/afterwards/stop?force=true', undefined, 202],
  ['DELETE', '/afterwards', undefined, 204],
  ['GET', '/afterwards', undefined, 404],
];

/** A handler with everything it needs. */
export class WatchedServer {
  readonly #handler: LifecycleHandler;
  readonly #store = memoryStore();
  readonly #clock = new HastyClock();
  readonly #events: HandlerEvent[] = [];
  #pipelines: readonly Pipeline[] = [];
  /** The number of listeners of the store. */
  #listeners = 0;

  constructor({ wrapHandler = same, wrapStore = same }: Planted) {
    const store = { ...this.#store, watch: this.#watch };
    const handler = createLifecycleHandler({
      store: wrapStore(picky(store)),
      authenticate: bearer({
        apiKeys: [
          keys.operator,
          { key: keys.reader, may: (operation) => operation === 'read' },
          { key: keys.ofOrders, may: (_, name) => name.startsWith('orders') },
        ],
      }),
      capabilities: (name) => (name === 'payments' ? { checkpointing: false, standby: false } : {}),
      onEvent: (event) => this.#events.push(event),
      clock: this.#clock,
      timeout: unreached,
    });
    this.#handler = wrapHandler(handler);
  }

  /** Moves the pipelines to other states, so that all kinds of answers occur. */
  async stir(random: Random): Promise<void> {
    for (const name of names) {
      await this.#store.create(createPipeline(name, { now: start, id: name }));
      const deployment = random.pick(deployments);
      await this.#store.update(name, (pipeline) => ({
        pipeline: { ...pipeline, deployment },
        result: null,
      }));
    }
    this.#pipelines = await this.#store.list();
  }

  /** Sends a request. Rejects if the handler does. */
  async send(draft: Draft, request: Request): Promise<Exchange> {
    this.#events.length = 0;
    const path = documentedPath(new URL(request.url).pathname)?.path;
    this.#clock.stands = path?.endsWith('/events') === true;
    const before = this.#clock.now();
    const response = await this.#handler(request);
    const text = await textOf(response);
    // Work behind a stream comes to rest while time still stands.
    if (this.#clock.stands) await settled();
    const waited = this.#clock.now() - before;
    const pipelines = await this.#store.list();
    const hasChanged = !isSameList(pipelines, this.#pipelines);
    this.#pipelines = pipelines;
    return {
      ...{ draft, request, response, text, hasChanged, waited },
      events: [...this.#events],
      listeners: this.#listeners,
    };
  }

  /** Sends well-formed requests, and returns what is wrong with their answers. */
  async complaints(): Promise<string[]> {
    const answers: number[] = [];
    for (const [method, path, body] of goodRequests) {
      const headers = { authorization: `Bearer ${keys.operator}` };
      const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }) };
      const request = new Request(`http://localhost/v0/pipelines${path}`, init);
      answers.push((await this.#handler(request)).status);
    }
    const expected = goodRequests.map(([, , , status]) => status).join();
    return answers.join() === expected ? [] : [`afterwards ${answers}, not ${expected}`];
  }

  readonly #watch = (listener: (name: string) => void): (() => void) => {
    const unwatch = this.#store.watch?.(listener);
    this.#listeners += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#listeners -= 1;
      isOver = true;
      unwatch?.();
    };
  };
}

/** A limit of time that is never reached. */
const unreached = 1_000_000_000;

/**
 * A clock on which every pause is over at once, so that nobody really waits; only limits last. It
 * stands during a stream: that must end because the client leaves, not because its time has passed.
 */
class HastyClock implements Clock {
  /** True while time stands. */
  stands = false;
  #now = start;

  now = (): number => this.#now;

  sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return;
    if (!this.stands && milliseconds < unreached) this.#now += milliseconds;
    else await new Promise((wake) => signal?.addEventListener('abort', wake));
  };
}

/**
 * A store that refuses what many databases refuse: NUL in texts, and keys that are empty or too
 * long.
 */
function picky(store: LifecycleStore): LifecycleStore {
  const check = (name: string) => {
    if (/^[^\0]{1,100}$/su.test(name)) return;
    throw new Error(`invalid byte sequence or length: ${name.length}`);
  };
  return {
    ...store,
    read: async (name) => {
      check(name);
      return store.read(name);
    },
    list: async (page = {}) => {
      if (page.after !== undefined) check(page.after);
      return store.list(page);
    },
    update: async (name, change) => {
      check(name);
      return store.update(name, change);
    },
  };
}

/** Lets everything end that was told to. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((wake) => setImmediate(wake));
}

/**
 * Reads the body. An endless stream is left after its first chunk, as by a client that goes away.
 */
async function textOf(response: Response): Promise<string> {
  const type = response.headers.get('content-type');
  if (!type?.startsWith('text/event-stream')) return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

function isSameList(one: readonly Pipeline[], other: readonly Pipeline[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

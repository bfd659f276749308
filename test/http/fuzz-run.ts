/** Sends malformed requests to a handler, one after the other, and judges each answer. For the fuzz tests. */
import { bearer } from '../../src/http/bearer';
import type { Clock } from '../../src/http/clock';
import type { HandlerEvent } from '../../src/http/events';
import { createLifecycleHandler, type LifecycleHandler } from '../../src/http/handler';
import { memoryStore } from '../../src/http/memory-store';
import { createPipeline, type Pipeline } from '../../src/http/pipeline';
import type { LifecycleStore } from '../../src/http/store';
import { reachableDeployments } from '../../src/lifecycle';
import { type Random, randomOf } from '../../src/testing/random';
import { documentedPath } from './fuzz-documented';
import { type Draft, keys, names, requestOf, targetOf } from './fuzz-drafts';
import { type Exchange, problemsOf } from './fuzz-judge';
import { draftOf } from './fuzz-mutations';

/** How much, and of what. The wrappers plant bugs. */
export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  readonly wrapHandler?: (handler: LifecycleHandler) => LifecycleHandler;
  readonly wrapStore?: (store: LifecycleStore) => LifecycleStore;
  /** After how many findings to give up; by default 20. */
  readonly enough?: number;
}

/** What came of it. */
export interface FuzzReport {
  /** What was wrong, each with the request; the first few. */
  readonly findings: readonly string[];
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** How many drafts could not be sent. */
  readonly unsendable: number;
  /** Who still listens to the store in the end. */
  readonly listeners: number;
}

const deployments = reachableDeployments();

/** Sends so many requests. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, count, enough = 20 } = options;
  const random = randomOf(seed);
  const server = serverOf(options);
  const findings: string[] = [];
  const kinds = new Set<string>();
  const statuses: Record<number, number> = {};
  let unsendable = 0;
  for (let sent = 0; sent < count && findings.length < enough; ) {
    if (sent % 200 === 0) await server.stir(random);
    const draft = draftOf(random);
    const request = requestOf(draft);
    if (request === undefined) {
      unsendable += 1;
      continue;
    }
    sent += 1;
    const { status, problems } = await server.send(draft, request);
    statuses[status] = (statuses[status] ?? 0) + 1;
    for (const problem of problems) {
      const kind = problem.replace(/\d+/g, '0').slice(0, 90);
      if (!kinds.has(kind)) findings.push(`${sent}. ${written(draft)}: ${problem}`);
      kinds.add(kind);
    }
  }
  findings.push(...(await server.isWell()));
  await settled();
  return { findings, statuses, unsendable, listeners: server.listeners() };
}

function written(draft: Draft): string {
  const { method, headers, body } = draft;
  const text = JSON.stringify({ method, target: targetOf(draft), headers, body });
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}

/** A handler with all that it needs, watched closely. */
function serverOf({ wrapHandler = same, wrapStore = same }: FuzzOptions) {
  const events: HandlerEvent[] = [];
  const { clock, waited, state } = hastyClock();
  const { store, listeners } = watched(memoryStore());
  const handler = wrapHandler(
    createLifecycleHandler({
      store: wrapStore(picky(store)),
      authenticate: bearer({
        apiKeys: [
          keys.operator,
          { key: keys.reader, may: (operation) => operation === 'read' },
          { key: keys.ofOrders, may: (_, name) => name.startsWith('orders') },
        ],
      }),
      capabilities: (name) => (name === 'payments' ? { checkpointing: false, standby: false } : {}),
      onEvent: (event) => events.push(event),
      clock,
    }),
  );
  let before: readonly Pipeline[] = [];
  return {
    listeners,
    /** Brings the pipelines into other states, so that all kinds of answers are met. */
    stir: async (random: Random) => {
      for (const name of names) await place(store, name, random);
      before = await store.list();
    },
    /** Whether good requests are answered as ever. */
    isWell: async () => {
      const answers: number[] = [];
      for (const [method, path, body] of goodDay) {
        const headers = { authorization: `Bearer ${keys.operator}` };
        const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }) };
        const request = new Request(`http://localhost/v0/pipelines${path}`, init);
        answers.push((await handler(request)).status);
      }
      const expected = goodDay.map(([, , , status]) => status).join();
      return answers.join() === expected ? [] : [`afterwards ${answers}, not ${expected}`];
    },
    send: async (draft: Draft, request: Request) => {
      events.length = 0;
      const known = documentedPath(new URL(request.url).pathname);
      state.stands = known?.path.endsWith('/events') === true;
      const start = waited();
      try {
        const response = await handler(request);
        const text = await textOf(response);
        const after = await store.list();
        const hasChanged = !isSameList(before, after);
        before = after;
        const exchange: Exchange = {
          ...{ draft, request, response, text, hasChanged },
          events: [...events],
          waited: waited() - start,
        };
        return { status: response.status, problems: problemsOf(exchange) };
      } catch (error) {
        return {
          status: 0,
          problems: [`rejects: ${error instanceof Error ? error.stack : error}`],
        };
      }
    },
  };
}

/** Requests with nothing wrong, and the status of each answer. */
const goodDay: readonly (readonly [string, string, string | undefined, number])[] = [
  ['POST', '', '{"name":"afterwards"}', 201],
  ['POST', '/afterwards/start?initial=paused', undefined, 202],
  ['GET', '/afterwards', undefined, 200],
  ['DELETE', '/afterwards', undefined, 400],
  ['POST', '/afterwards/stop?force=true', undefined, 202],
  ['DELETE', '/afterwards', undefined, 204],
  ['GET', '/afterwards', undefined, 404],
];

const same = <Thing>(thing: Thing): Thing => thing;

async function place(store: LifecycleStore, name: string, random: Random): Promise<void> {
  await store.create(createPipeline(name, Date.UTC(2026, 0, 31)));
  const deployment = random.pick(deployments);
  await store.update(name, (pipeline) => ({ pipeline: { ...pipeline, deployment }, result: null }));
}

function isSameList(one: readonly Pipeline[], other: readonly Pipeline[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

/** The body. A stream that has no end is left after what comes first, as by a client that has gone. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return response.text();
  }
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

/**
 * A clock on which every pause is over at once, so that nobody really waits; but for who watches: a stream
 * that is left must end because it is left, and not because its time has passed.
 */
function hastyClock() {
  const start = Date.UTC(2026, 0, 31);
  const state = { now: start, stands: false };
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    if (signal?.aborted) return;
    if (!state.stands) state.now += milliseconds;
    else await new Promise((wake) => signal?.addEventListener('abort', wake));
  };
  const clock: Clock = { now: () => state.now, sleep };
  return { clock, waited: () => state.now - start, state };
}

/** As a database may be, which has no NUL in its texts, nor a key that is empty or too long. */
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

function watched(store: LifecycleStore) {
  let listeners = 0;
  const watch: LifecycleStore['watch'] = (listener) => {
    listeners += 1;
    const unwatch = store.watch?.(listener);
    let isOver = false;
    return () => {
      if (!isOver) listeners -= 1;
      isOver = true;
      unwatch?.();
    };
  };
  return { store: { ...store, watch }, listeners: () => listeners };
}

/** Lets everything end that has been told to. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((wake) => setImmediate(wake));
}

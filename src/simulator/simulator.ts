/**
 * The simulator: the handler, a store in memory, the reconciler and an executor that only pretends, put
 * together in this process. To a client it is a server; with a clock of its own, a test runs hours of
 * it in a second.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Clock, createPipeline, type LifecycleStore, memoryStore, systemClock } from '../host';
import { runReconciler } from '../host/reconciler';
import {
  type Authenticate,
  createLifecycleHandler,
  type HandlerEvent,
  type LifecycleHandler,
  noAuthentication,
} from '../http';
import { bearer } from '../http/authentication';
import { pathOf } from '../http/requests';
import { InvalidInputError } from '../input';
import { type ControlName, controlHandler, provoke } from './controls';
import { SimulatedExecutor } from './executor';
import { type Asked, Log } from './log';
import { Recorder, type RecordFiles, reasonOf } from './record';
import { editions, isOrigin, originAllowed, type Settings, settingsOf } from './settings';

/** What a simulator is made of, and what it simulates. */
export interface SimulatorOptions extends Partial<Settings> {
  /** Needed by every call; left out, everybody may call. */
  readonly apiKey?: string | undefined;
  /** The origin whose pages may call, such as http://localhost:5173, or `*`. */
  readonly cors?: string | undefined;
  /** The file for the history of the first pipeline that is called; see `Recorder`. */
  readonly record?: string | undefined;
  /** Where records are put; by default the files of this machine. */
  readonly files?: RecordFiles | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** Takes the lines of the log, without a line break. By default nobody reads them. */
  readonly log?: ((line: string) => void) | undefined;
  /** Whether the log is colored. */
  readonly color?: boolean | undefined;
}

/** A server that is none: requests go in by `fetch`. */
export interface Simulator {
  readonly settings: Settings;
  readonly store: LifecycleStore;
  /** Never rejects. */
  fetch(request: Request): Promise<Response>;
  /** As the control endpoints: says what will happen. Rejects with what `provoke` rejects with. */
  control(pipelineName: string, control: ControlName): Promise<string>;
  /** Takes down in the log what never came to be a request, such as one that is not HTTP. */
  refused(what: string, httpStatus: number, why: string): void;
  /** Creates the pipelines, and begins to run them. To be called once. */
  start(): Promise<void>;
  /** Ends everything, and writes what is left of the records. */
  stop(): Promise<void>;
}

/**
 * A simulator, which is yet to be started. Throws InvalidInputError for malformed options, and for a record
 * that cannot be written.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { apiKey, cors, record, files, clock = systemClock, log, color = false, ...rest } = options;
  const settings = settingsOf(rest);
  if (cors !== undefined && !isOrigin(cors)) {
    throw new InvalidInputError({ field: 'cors', value: cors, allowed: originAllowed });
  }
  const authenticate = authenticationBy(apiKey);
  const lines = new Log({ write: log ?? (() => {}), clock, color });
  const { latency, failures, seed, edition } = settings;
  const { checkpointing } = editions[edition];
  const executor = new SimulatedExecutor({ clock, seed, latency, failures, checkpointing });
  const recorder = record === undefined ? undefined : recorderTo(record, settings, lines, files);
  const plain = memoryStore();
  const store = recorder?.watched(plain) ?? plain;
  const controlled = { executor, store, settings };
  const fetch = edge(authenticate, { controlled, clock, recorder, lines, origin: cors });
  const ending = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    settings,
    store,
    fetch,
    refused: (what, httpStatus, why) =>
      lines.say(null, `${what}  ${httpStatus}  ${why}`, 'refused'),
    control: (pipelineName, control) => provoke(controlled, pipelineName, control),
    start: async () => {
      for (const name of settings.pipelines) await store.create(createPipeline(name, clock.now()));
      running = runReconciler({
        ...{ store, executor, clock, signal: ending.signal },
        // Not by chance, because it would depend on which pipeline is first to draw.
        random: () => 0.5,
        onEvent: (event) => lines.reconciled(event),
      });
    },
    stop: async () => {
      ending.abort();
      await running;
      executor.end();
      recorder?.flush();
    },
  };
}

function authenticationBy(apiKey: string | undefined): Authenticate {
  if (apiKey === undefined) return noAuthentication;
  return bearer({ apiKeys: [{ key: apiKey, subject: 'the holder of the key' }] });
}

function recorderTo(
  file: string,
  { edition }: Settings,
  lines: Log,
  files: RecordFiles | undefined,
): Recorder {
  return new Recorder({
    ...{ file, files, capabilities: editions[edition] },
    onFile: (name, to) => lines.say(name, `is recorded in ${to}`, 'quiet'),
    onProblem: (name, to, error) =>
      lines.say(name, `is recorded no longer: ${to} cannot be written (${reasonOf(error)})`, 'bad'),
  });
}

interface Edge {
  readonly controlled: Parameters<typeof controlHandler>[0];
  readonly clock: Clock;
  readonly recorder: Recorder | undefined;
  readonly lines: Log;
  readonly origin: string | undefined;
}

/** All that requests meet: pages of other origins, the controls, the API. */
function edge(authenticate: Authenticate, parts: Edge): LifecycleHandler {
  const { controlled, clock, recorder, lines, origin } = parts;
  const { store, settings, executor } = controlled;
  // Which request an event of the handler belongs to, it does not say: several are under way at once.
  const asking = new AsyncLocalStorage<Asked>();
  const onEvent = (event: HandlerEvent) => {
    const asked = asking.getStore();
    if (asked !== undefined) lines.handled(event, asked);
    if (event.type === 'read') recorder?.seen(event.pipeline);
    if (event.type === 'deleted') executor.forget(event.pipelineName);
  };
  const capabilities = editions[settings.edition];
  const api = createLifecycleHandler({
    ...{ store, authenticate, capabilities, clock, onEvent },
    decide: recorder?.decide,
  });
  const controls = controlHandler(controlled, authenticate, (answer) => {
    const asked = asking.getStore();
    if (asked === undefined) return;
    asked.news = answer.effect;
    lines.answered(asked, answer);
  });
  const app = new Hono();
  if (origin !== undefined) app.use(cors({ origin, ...crossing }));
  app.all('/simulator/*', ({ req }) => controls(req.raw));
  app.all('*', ({ req }) => api(req.raw));
  return async (request) => {
    const { method } = request;
    const asked = {
      method,
      path: pathOf(request.url),
      isLogged: false,
      pipelineName: null,
      news: '',
    };
    return asking.run(asked, async () => app.fetch(request));
  };
}

/** What pages of another origin may send and read. */
const crossing = {
  allowMethods: ['GET', 'POST', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', 'if-none-match', 'last-event-id'],
  exposeHeaders: ['etag', 'link', 'location', 'allow', 'www-authenticate'],
  maxAge: 600,
};

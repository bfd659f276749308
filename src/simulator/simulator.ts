/**
 * The simulator: the handler, a store in memory, the reconciler and the simulated executor, put
 * together in one process. To a client it is a server; on a virtual clock, a test runs hours of it
 * in a second.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Dialect, documents, parseDialect } from '../dialect';
import { type Clock, createPipeline, type LifecycleStore, memoryStore, systemClock } from '../host';
import { runReconciler } from '../host/reconciler';
import { longestTimer } from '../host/time';
import {
  type Authenticate,
  createLifecycleHandler,
  type HandlerEvent,
  type LifecycleHandler,
  noAuthentication,
} from '../http';
import { bearer } from '../http/authentication';
import { isParameter } from '../http/endpoints';
import { shownPath } from '../http/requests';
import { fieldsOf, InvalidInputError } from '../input';
import { controlHandler } from './control-endpoints';
import { type Controlled, type ControlName, provoke } from './controls';
import { SimulatedExecutor } from './executor';
import { explorerPage } from './explorer-page';
import { decideAs, liveHandler } from './live';
import { Log, type LoggedRequest } from './log';
import { Recorder } from './record';
import { type RecordFiles, whyNotWritable } from './record-files';
import {
  completeSettings,
  editions,
  isOrigin,
  originAllowed,
  type SimulatorSettings,
} from './settings';

/** The options of a simulator: its settings, and its surroundings. */
export interface SimulatorOptions extends Partial<SimulatorSettings> {
  /** The key that every request must present. Without it, no credentials are needed. */
  readonly apiKey?: string | undefined;
  /** The origin whose pages may send requests, such as http://localhost:5173, or `*`. */
  readonly cors?: string | undefined;
  /** The file for the history of the pipeline that is used first; see `Recorder`. */
  readonly record?: string | undefined;
  /** The files that histories are written to. By default those of this machine. */
  readonly files?: RecordFiles | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /**
   * The store of the pipelines, by default in memory. Another one outlives the simulator, and may
   * be shared, so processes that it does not know of are taken for those of others.
   */
  readonly store?: LifecycleStore | undefined;
  /** Receives each line of the log, without a line break. By default there is no log. */
  readonly log?: ((line: string) => void) | undefined;
  /** True to color the log. */
  readonly color?: boolean | undefined;
  /** The dialect to answer in, by its id; a history is recorded in that of the documents alone. */
  readonly dialect?: string | undefined;
}

/** An in-process server: pass requests to `fetch`. */
export interface Simulator {
  readonly settings: SimulatorSettings;
  readonly store: LifecycleStore;
  /** Never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Does what a control endpoint does; see `provoke`. */
  control(pipelineName: string, control: ControlName): Promise<string>;
  /** Logs a refusal that `fetch` never saw, such as of bytes that are not HTTP. */
  logRefusal(what: string, httpStatus: number, why: string): void;
  /** Creates the pipelines, and begins to run them. To be called once. */
  start(): Promise<void>;
  /** Ends everything, and writes what is left of the histories. */
  stop(): Promise<void>;
}

/**
 * Returns a simulator that is not started yet. Throws InvalidInputError for malformed options, and
 * if the history cannot be written.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const given: SimulatorOptions = fieldsOf(options, 'options');
  const { apiKey, cors, record, files, clock = systemClock, log, color = false, ...more } = given;
  const { store: kept, dialect: dialectId, ...rest } = more;
  const dialect = parseDialect(dialectId);
  const isLive = dialect !== documents;
  if (isLive && record !== undefined) {
    const allowed = 'left out: histories are recorded in the dialect of the documents';
    throw new InvalidInputError({ field: 'record', value: record, allowed });
  }
  const settings = completeSettings(rest);
  if (cors !== undefined && !isOrigin(cors)) {
    throw new InvalidInputError({ field: 'cors', value: cors, allowed: originAllowed });
  }
  const authenticate = authenticationBy(apiKey);
  const lines = new Log({ write: log ?? (() => {}), clock, color });
  const { latency, failures, seed, edition } = settings;
  const { checkpointing } = editions[edition];
  const adopts = kept !== undefined;
  const executor = new SimulatedExecutor({ clock, seed, latency, failures, checkpointing, adopts });
  const recorder = record === undefined ? undefined : recorderTo(record, settings, lines, files);
  const plain = kept ?? memoryStore();
  const store = recorder?.watched(plain) ?? plain;
  const controlled = { executor, store, settings };
  const front = { controlled, clock, recorder, lines, origin: cors, dialect };
  const { fetch, end } = frontHandler(authenticate, front);
  const ending = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    settings,
    store,
    fetch,
    logRefusal: (what, httpStatus, why) =>
      lines.say(null, `${what}  ${httpStatus}  ${why}`, 'refused'),
    control: (pipelineName, control) => provoke(controlled, pipelineName, control),
    start: async () => {
      for (const name of settings.pipelines)
        await store.create(createPipeline(name, { now: clock.now(), id: crypto.randomUUID() }));
      running = runReconciler({
        ...{ store, executor, clock, signal: ending.signal },
        // Real chance would depend on which pipeline draws first.
        random: () => 0.5,
        // A suspension that is made to hang lasts until a forced stop.
        taskTimeouts: { suspend: longestTimer },
        // Its tasks only wait.
        concurrency: Number.POSITIVE_INFINITY,
        // The simulator that is started after one that was killed must not wait long.
        lease: 3_000,
        onEvent: (event) => lines.reconciled(event),
      });
    },
    stop: async () => {
      ending.abort();
      end();
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
  { edition }: SimulatorSettings,
  lines: Log,
  files: RecordFiles | undefined,
): Recorder {
  return new Recorder({
    ...{ file, files, capabilities: editions[edition] },
    onFile: (name, to) => lines.say(name, `recording to ${to}`, 'quiet'),
    onProblem: (name, to, error) =>
      lines.say(name, `recording ended: cannot write ${to} (${whyNotWritable(error)})`, 'bad'),
  });
}

interface Front {
  readonly controlled: Controlled;
  readonly clock: Clock;
  readonly recorder: Recorder | undefined;
  readonly lines: Log;
  readonly origin: string | undefined;
  readonly dialect: Dialect;
}

/**
 * The request that is being answered: events of the handler do not say which one they belong to,
 * and several are under way. One for all simulators, because each makes every promise of the
 * process slower, for ever.
 */
const current = new AsyncLocalStorage<LoggedRequest>();

/** Returns the handler in front of everything: it lets other origins in, and routes requests. */
function frontHandler(
  authenticate: Authenticate,
  parts: Front,
): { readonly fetch: LifecycleHandler; readonly end: () => void } {
  const { controlled, clock, recorder, lines, origin, dialect } = parts;
  const { store, settings, executor } = controlled;
  const onEvent = (event: HandlerEvent) => {
    const request = current.getStore();
    if (request !== undefined) lines.handled(event, request);
    if (event.type === 'read') recorder?.noteReading(event.pipeline);
    if (event.type === 'streamed') recorder?.noteStreamed(event.pipeline);
    if (event.type === 'deleted') executor.forget(event.pipelineName);
  };
  const capabilities = editions[settings.edition];
  const api = createLifecycleHandler({
    ...{ store, authenticate, capabilities, clock, onEvent },
    decide: recorder?.decide ?? (dialect === documents ? undefined : decideAs(dialect)),
  });
  const served = dialect === documents ? { fetch: api, end: () => {} } : live();
  const controls = controlHandler(controlled, authenticate, (answer) => {
    const request = current.getStore();
    if (request === undefined) return;
    request.effect = answer.effect;
    lines.answered(request, answer);
  });
  const app = new Hono();
  if (origin !== undefined) app.use(cors({ origin, ...crossOrigin }));
  app.all('/simulator/*', ({ req }) => controls(req.raw));
  app.get('/', ({ req }) => explorerPage(req.raw) ?? served.fetch(req.raw));
  app.all('*', ({ req }) => served.fetch(req.raw));
  const fetch: LifecycleHandler = async (request) => {
    const { method, url } = request;
    const path = shownPath(url, isParameter);
    const asked = { method, path, isLogged: false, pipelineName: null, effect: '' };
    return current.run(asked, async () => app.fetch(request));
  };
  return { fetch, end: served.end };

  function live() {
    const edition = capabilities.checkpointing ? 'Enterprise' : 'Open source';
    return liveHandler({ api, authenticate, store, clock, edition });
  }
}

/** The methods and headers that pages of another origin may use. */
const crossOrigin = {
  allowMethods: ['GET', 'POST', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'last-event-id'],
  exposeHeaders: [
    ...['etag', 'link', 'location', 'allow', 'www-authenticate', 'retry-after'],
    'wait-outcome',
  ],
  maxAge: 600,
};

/**
 * The API of the live system around our own: what its clients need for the lifecycle, and no more.
 *
 * It answers what we do not have, takes out of a request what we do not know, and says the rest in
 * the words of the live system. What it keeps lasts as long as the process.
 */
import type { Clock, LifecycleStore, Pipeline } from '../../host';
import type { Authenticate, LifecycleHandler } from '../../http';
import { hostErrorOf, unauthorized, unknownPipeline } from '../../http/answers';
import { isDenial } from '../../http/authentication';
import { type Fields, isInstanceOf } from '../../input';
import type { ErrorResponse } from '../../lifecycle';
import { fullyStopped } from '../../lifecycle/rules';
import { liveEvent, livePipeline, type Selector } from './bodies';
import { KeptPipelines } from './kept';
import { json, programBody, programIn, requestTo, wantsStream, withoutSelector } from './requests';
import { liveVersion } from './version';

/** The parts that a live handler needs. */
export interface LiveParts {
  /** Our own API. */
  readonly api: LifecycleHandler;
  readonly authenticate: Authenticate;
  readonly store: LifecycleStore;
  readonly clock: Clock;
  /** The edition, as `GET /v0/config` says it. */
  readonly edition: 'Enterprise' | 'Open source';
}

/** Returns the handler, and a function that ends it. */
export function liveHandler(parts: LiveParts): {
  readonly fetch: LifecycleHandler;
  readonly end: () => void;
} {
  const live = new LiveHandler(parts);
  return { fetch: (request) => live.answer(request), end: () => live.end() };
}

const pipelinesPath = /^\/v0\/pipelines(?:\/([^/]+)(?:\/([^/]+))?)?\/?$/;

class LiveHandler {
  readonly #parts: LiveParts;
  readonly #kept: KeptPipelines;
  readonly #unwatch: () => void;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#kept = new KeptPipelines(parts.clock);
    this.#unwatch = parts.store.watch?.((name) => this.#note(name)) ?? (() => {});
  }

  end(): void {
    this.#unwatch();
  }

  async answer(request: Request): Promise<Response> {
    try {
      return await this.#answered(request);
    } catch (error) {
      if (isInstanceOf(error, LiveError)) return json(400, error.body);
      const { httpStatus, body, headers } = hostErrorOf(error);
      return json(httpStatus, body, headers);
    }
  }

  async #answered(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, name, endpoint] = pipelinesPath.exec(pathname) ?? [];
    const { method } = request;
    if (method === 'GET' && pathname === '/v0/config') return this.#config(request);
    if (!pathname.startsWith('/v0/pipelines')) return this.#parts.api(request);
    if (name === undefined) {
      return method === 'POST' ? this.#create(request) : this.#readAll(request);
    }
    const pipelineName = decodeURIComponent(name);
    if (endpoint === undefined) {
      if (method === 'PUT') return this.#replace(request, pipelineName);
      return method === 'DELETE' ? this.#remove(request, pipelineName) : this.#readOne(request);
    }
    if (endpoint === 'events' && method === 'GET' && !wantsStream(request)) {
      return this.#events(request, pipelineName);
    }
    if (method !== 'POST') return this.#parts.api(request);
    return endpoint === 'clear'
      ? this.#clear(request, pipelineName)
      : this.#act(request, pipelineName, endpoint);
  }

  async #config(request: Request): Promise<Response> {
    await this.#authenticate(request);
    const { edition } = this.#parts;
    return json(200, {
      edition,
      version: liveVersion,
      revision: '',
      telemetry: '',
      changelog_url: '',
    });
  }

  async #readAll(request: Request): Promise<Response> {
    const { plain, selector } = withoutSelector(request);
    const response = await this.#parts.api(plain);
    if (response.status !== 200) return response;
    const bodies = (await response.json()) as readonly Fields[];
    const shown = bodies.map(async ({ name }) => this.#shown(String(name), selector));
    return json(200, await Promise.all(shown));
  }

  async #readOne(request: Request): Promise<Response> {
    const { plain, selector } = withoutSelector(request);
    const response = await this.#parts.api(plain);
    if (response.status !== 200) return response;
    const { name } = (await response.json()) as Fields;
    return json(200, await this.#shown(String(name), selector));
  }

  /** Creates a pipeline, and keeps its program. */
  async #create(request: Request): Promise<Response> {
    const body = await programBody(request);
    return this.#created(request, body.name, body);
  }

  async #created(request: Request, name: unknown, body: Fields): Promise<Response> {
    const sent = requestTo(request, '/v0/pipelines', { method: 'POST', body: { name } });
    const response = await this.#parts.api(sent);
    if (response.status !== 201) return response;
    const pipeline = await this.#pipeline(String(name));
    this.#kept.keepProgram(pipeline, programIn(body));
    return json(201, livePipeline(pipeline, this.#kept, 'all'));
  }

  /** Creates a pipeline, or keeps another program for the one that there is. */
  async #replace(request: Request, name: string): Promise<Response> {
    const body = await programBody(request);
    await this.#authenticate(request);
    const pipeline = await this.#parts.store.read(name);
    if (pipeline === undefined) return this.#created(request, name, body);
    if (pipeline.deployment.status !== 'Stopped') {
      throw new LiveError('UpdateRestrictedToStopped', 'Stop the pipeline before you change it.');
    }
    this.#kept.keepProgram(pipeline, programIn(body));
    return json(200, livePipeline(pipeline, this.#kept, 'all'));
  }

  async #remove(request: Request, name: string): Promise<Response> {
    await this.#authenticate(request);
    const pipeline = await this.#pipeline(name);
    const isStopped = pipeline.deployment.status === 'Stopped';
    if (isStopped && this.#kept.storageOf(pipeline) !== 'Cleared') {
      const message = 'Clear the storage with /clear before you delete the pipeline.';
      throw new LiveError('DeleteRestrictedToClearedStorage', message);
    }
    return this.#parts.api(request);
  }

  async #clear(request: Request, name: string): Promise<Response> {
    await this.#authenticate(request);
    const pipeline = await this.#pipeline(name);
    if (!fullyStopped(pipeline.deployment)) {
      const message = 'Stop the pipeline before you clear its storage.';
      throw new LiveError('StorageStatusImmutableUnlessStopped', message);
    }
    this.#kept.clear(pipeline);
    return json(202, 'Pipeline storage is being cleared');
  }

  async #act(request: Request, name: string, endpoint: string): Promise<Response> {
    const url = new URL(request.url);
    const isOn = (parameter: string) => url.searchParams.get(parameter) === 'true';
    if (['start', 'approve'].includes(endpoint)) {
      if (isOn('silent_bootstrap') && isOn('concurrent_bootstrap')) {
        const message = 'silent_bootstrap and concurrent_bootstrap exclude each other.';
        throw new LiveError('InvalidBootstrapConfig', message);
      }
      url.searchParams.delete('silent_bootstrap');
      url.searchParams.delete('concurrent_bootstrap');
    }
    const pipeline = await this.#parts.store.read(name);
    if (endpoint === 'start' && pipeline && this.#kept.storageOf(pipeline) === 'Clearing') {
      await this.#authenticate(request);
      const message = 'Wait until the storage is cleared before you start the pipeline.';
      throw new LiveError('CannotStartWhileClearingStorage', message);
    }
    const response = await this.#parts.api(new Request(url, request));
    if (response.status !== 202) return response;
    const isOk = endpoint === 'approve' || endpoint === 'dismiss_error';
    return json(isOk ? 200 : 202, `Accepted: ${endpoint}`);
  }

  async #events(request: Request, name: string): Promise<Response> {
    await this.#authenticate(request);
    const { selector } = withoutSelector(request);
    const pipeline = await this.#pipeline(name);
    this.#kept.note(pipeline);
    const events = this.#kept.eventsOf(pipeline);
    return json(
      200,
      events.map((each) => liveEvent(each, selector)),
    );
  }

  async #shown(name: string, selector: Selector) {
    return livePipeline(await this.#pipeline(name), this.#kept, selector);
  }

  async #pipeline(name: string): Promise<Pipeline> {
    const pipeline = await this.#parts.store.read(name);
    if (pipeline === undefined) throw unknownPipeline(name);
    return pipeline;
  }

  async #authenticate(request: Request): Promise<void> {
    const answer = await this.#parts.authenticate(request);
    if (isDenial(answer)) throw unauthorized(answer);
  }

  #note(name: string): void {
    this.#parts.store.read(name).then(
      (pipeline) => pipeline && this.#kept.note(pipeline),
      () => {}, // The store fails every request as well, and those say so.
    );
  }
}

/** A refusal that only the live system has. */
class LiveError extends Error {
  override readonly name = 'LiveError';
  readonly body: ErrorResponse;

  constructor(error_code: string, message: string) {
    super(message);
    this.body = { message, error_code, details: {} };
  }
}

/** The client: a method for each endpoint. */
import { count, isFields, optionsOf, text, throwFirst } from '../input';
import { type ActionMethods, type ActOptions, actionMethods, deletePipeline } from './acting';
import type { Answer } from './answers';
import type { PipelineBody } from './bodies';
import { type ClientOptions, type ClientSettings, clientSettings } from './options';
import { bodyOfList, bodyOfPipeline } from './reading';
import { answerTo, type CallOptions, pipelinePath, signalOf, watchSignalOf } from './requests';
import { type Awaited, type WaitEnd, waitUntil } from './waiting';
import { type WatchEvent, watchEvents } from './watching';

export type { CallOptions } from './requests';

/** The options of a list. */
export interface ListOptions extends CallOptions {
  /** Only pipelines whose name sorts after this one. */
  readonly after?: string | undefined;
  /** At most this many; by default all. */
  readonly limit?: number | undefined;
}

/**
 * A client of the HTTP API. Refusals are values, of which `ok` is false. A call rejects with
 * ConnectionError if no answer comes, with UnexpectedAnswerError if the answer is not one of this
 * API, with the reason of its signal once that aborts, and with InvalidInputError for a mistake.
 */
export interface LifecycleClient extends ActionMethods {
  /** Lists the pipelines that the caller may see, sorted by name. */
  list(options?: ListOptions): Promise<Answer<readonly PipelineBody[]>>;
  /** Creates a pipeline. */
  create(pipelineName: string, options?: CallOptions): Promise<Answer<PipelineBody>>;
  /** Polls a pipeline. */
  get(pipelineName: string, options?: CallOptions): Promise<Answer<PipelineBody>>;
  /** Deletes a pipeline that is fully stopped. */
  delete(pipelineName: string, options?: ActOptions): Promise<Answer<null>>;
  /** Waits until the pipeline has one of these statuses, or is settled, by long polls. */
  waitUntil(
    pipelineName: string,
    target: Awaited | readonly Awaited[],
    options?: CallOptions,
  ): Promise<Answer<WaitEnd>>;
  /**
   * Watches a pipeline: what is, and each change. Reconnects by itself, and ends with its signal,
   * with the loop that reads it, with a refusal, and with the pipeline.
   */
  watch(pipelineName: string, options?: CallOptions): AsyncGenerator<WatchEvent, void>;
  /** Watches all pipelines that the caller may see; otherwise as `watch` does. */
  watchAll(options?: CallOptions): AsyncGenerator<WatchEvent, void>;
  /** Returns the OpenAPI document of the server. */
  describe(options?: CallOptions): Promise<Answer<Readonly<Record<string, unknown>>>>;
}

/**
 * Creates a client. It sends nothing until it is called. Throws InvalidInputError for malformed
 * options.
 */
export function createClient(options: ClientOptions): LifecycleClient {
  const settings = clientSettings(options);
  const get = async (pipelineName: string, given: CallOptions = {}) =>
    read(settings, { path: pipelinePath(pipelineName), options: given, bodyOf: bodyOfPipeline });
  return Object.freeze({
    ...actionMethods(settings),
    get,
    list: async (given: ListOptions = {}) =>
      read(settings, { ...listOf(given), bodyOf: bodyOfList }),
    create: (pipelineName: string, given: CallOptions = {}) =>
      createOn(settings, pipelineName, given),
    delete: (pipelineName: string, given: ActOptions = {}) =>
      deletePipeline(settings, pipelineName, given),
    waitUntil: (pipelineName: string, target: Awaited | readonly Awaited[], given = {}) =>
      waitUntil(settings, pipelineName, { target, options: given }),
    watch: (pipelineName: string, given: CallOptions = {}) =>
      watchEvents(
        settings,
        { path: pipelinePath(pipelineName, 'events'), isOfAll: false },
        watchSignalOf(given),
      ),
    watchAll: (given: CallOptions = {}) =>
      watchEvents(settings, { path: '/events', isOfAll: true }, watchSignalOf(given)),
    describe: async (given: CallOptions = {}) =>
      read(settings, {
        path: '/openapi.json',
        options: given,
        bodyOf: (body) => (isFields(body) ? body : undefined),
      }),
  });
}

function listOf(options: ListOptions): { readonly path: string; readonly options: CallOptions } {
  const given = optionsOf(options, ['signal', 'after', 'limit'], 'a list');
  const { after, limit, ...others } = given;
  throwFirst([
    ...(after === undefined ? [] : text('after', after)),
    ...(limit === undefined ? [] : count('limit', limit)),
  ]);
  const query = new URLSearchParams();
  if (after !== undefined) query.set('after', after);
  if (limit !== undefined) query.set('limit', String(limit));
  return { path: query.size > 0 ? `/pipelines?${query}` : '/pipelines', options: { ...others } };
}

async function read<Value>(
  settings: ClientSettings,
  asked: {
    readonly path: string;
    readonly options: CallOptions;
    readonly bodyOf: (body: unknown) => Value | undefined;
  },
): Promise<Answer<Value>> {
  const { path, options, bodyOf } = asked;
  const headers = { accept: 'application/json' };
  const call = { method: 'GET', path, headers, isRepeatable: true, bodyOf } as const;
  return answerTo(settings, { ...call, signal: signalOf(options) });
}

async function createOn(
  settings: ClientSettings,
  pipelineName: string,
  options: CallOptions,
): Promise<Answer<PipelineBody>> {
  throwFirst(text('pipelineName', pipelineName));
  return answerTo(settings, {
    ...{ method: 'POST', path: '/pipelines', signal: signalOf(options) },
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ name: pipelineName }),
    isRepeatable: false,
    bodyOf: bodyOfPipeline,
  });
}

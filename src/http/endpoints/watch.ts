/**
 * The endpoint that streams the changes of a pipeline as server-sent events, for user interfaces.
 */
import type { Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import { hostErrorOf, ownHeaders, toWire, unknownPipeline } from '../answers';
import type { Caller } from '../authentication';
import { endpoint, type ParsedRequest } from './endpoint';
import { deadlineFor, isPermitted, requirePermission } from './permissions';
import { noQuery } from './queries';
import { eventStreamSchema } from './schemas';
import type { Services } from './services';
import { pipelineExample } from './success-examples';

/** Proxies close connections that are silent for half a minute. */
const keepAliveInterval = 15_000;
/** A stream ends after this time, so that the client asks again and is authenticated again. */
const streamDuration = 15 * 60_000;

/** The endpoint of server-sent events. */
export const watchEndpoint = endpoint({
  method: 'GET',
  path: '/pipelines/:pipeline_name/events',
  operationId: 'watch_pipeline',
  tag: 'Pipelines',
  summary: 'Watch a pipeline: server-sent events with the pipeline now, and after each change.',
  description:
    'The data of the event `pipeline` is the pipeline, as a poll answers. `deleted` and `failed` end the stream. It also ends after a quarter of an hour, and once the credentials expire: ask again, as browsers do by themselves. Changes in quick succession may come as one event, with the result of them all. After a lost connection the first event has everything there is to know.',
  permission: 'read',
  query: noQuery,
  answers: {
    200: {
      description: 'The stream.',
      body: {
        contentType: 'text/event-stream',
        schema: eventStreamSchema,
        example: () => new TextDecoder().decode(pipelineEvent(pipelineExample())),
      },
    },
  },
  errors: ['UnknownPipelineName'],
  serve: watch,
});

async function watch(
  { context, pipelineName }: ParsedRequest<unknown>,
  services: Services,
): Promise<Response> {
  const pipeline = await services.service.read(pipelineName);
  if (pipeline === undefined) throw unknownPipeline(pipelineName);
  const { method, path, raw } = context.req;
  // An answer to HEAD has headers alone: nobody would ever read the stream, or leave it.
  if (method === 'HEAD') return context.body(null, 200, ownHeaders(headers));
  const failed = (error: unknown) => services.tell({ type: 'failed', error, method, path });
  const watcher = { first: pipeline, caller: context.get('caller'), request: raw, failed };
  if (!raw.signal.aborted) tellOfEvent(pipeline, watcher, services);
  const body = eventStream(watcher, services);
  return context.body(body, 200, ownHeaders(headers));
}

/**
 * Tells of an event while the read that it shows is the last thing that has happened, so that
 * events come in the order of the store.
 */
function tellOfEvent(pipeline: Pipeline, { caller }: Watcher, { tell }: Services): void {
  tell({ type: 'streamed', pipelineName: pipeline.name, pipeline, caller });
}

/** Headers that let each event through at once, whatever is in between. */
const headers = {
  'content-type': 'text/event-stream',
  // Whatever compresses waits until there is enough to compress.
  'cache-control': 'no-store, no-transform',
  // Nginx buffers.
  'x-accel-buffering': 'no',
};

/** A client that watches a pipeline. */
interface Watcher {
  readonly first: Pipeline;
  readonly caller: Caller;
  /**
   * The request, whose signal some hosts abort once the client is gone; others cancel the stream.
   * The signal alone would not do: on Node, it hears nothing once its request is collected.
   */
  readonly request: Request;
  readonly failed: (error: unknown) => void;
}

/** Returns the events, each made once the client has taken the one before it. */
function eventStream(watcher: Watcher, services: Services): ReadableStream<Uint8Array> {
  const { request, failed } = watcher;
  const gone = new AbortController();
  const leave = () => gone.abort();
  request.signal.addEventListener('abort', leave);
  if (request.signal.aborted) leave();
  const events = eventsFor(watcher, gone.signal, services);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { value, done } = await events.next();
          if (!done) return controller.enqueue(value);
        } catch (error) {
          // The client gets no more than any failed request.
          const { body, httpStatus } = hostErrorOf(error);
          if (httpStatus >= 500) failed(error);
          controller.enqueue(eventOf('failed', JSON.stringify(body)));
        }
        request.signal.removeEventListener('abort', leave);
        controller.close();
      },
      cancel: () => {
        request.signal.removeEventListener('abort', leave);
        leave();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* eventsFor(
  watcher: Watcher,
  signal: AbortSignal,
  services: Services,
): AsyncGenerator<Uint8Array, void> {
  const { first, caller } = watcher;
  const { clock, changes } = services;
  const { name, id } = first;
  const ends = deadlineFor(caller, streamDuration, clock);
  let { revision } = first;
  yield pipelineEvent(first);
  for (let now = monotonicTime(clock); now < ends; now = monotonicTime(clock)) {
    const deadline = Math.min(ends, now + keepAliveInterval);
    const look = (pipeline: Pipeline | undefined) => {
      // If the name was reused since, that is another pipeline.
      if (pipeline?.id !== id) return null;
      if (pipeline.revision === revision) return undefined;
      // A caller who may no longer read it is not shown it.
      if (isPermitted(caller, 'read', name)) tellOfEvent(pipeline, watcher, services);
      return pipeline;
    };
    const news = await changes.until(name, look, { deadline, signal });
    if (signal.aborted) return;
    requirePermission(caller, 'read', name);
    if (news === null) return yield eventOf('deleted', JSON.stringify({ name }));
    if (news === undefined) yield keepAlive;
    else {
      revision = news.revision;
      yield pipelineEvent(news);
    }
  }
}

const encoder = new TextEncoder();

const keepAlive = encoder.encode(': still here\n\n');

/** Returns an event; its data is one line. */
function eventOf(type: string, data: string): Uint8Array {
  return encoder.encode(`event: ${type}\ndata: ${data}\n\n`);
}

/** The event of each pipeline that was read, made once for all who watch it. */
const pipelineEvents = new WeakMap<Pipeline, Uint8Array>();

function pipelineEvent(pipeline: Pipeline): Uint8Array {
  const known = pipelineEvents.get(pipeline);
  if (known !== undefined) return known;
  const event = eventOf('pipeline', JSON.stringify(toWire(pipeline)));
  pipelineEvents.set(pipeline, event);
  return event;
}

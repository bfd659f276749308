/**
 * The endpoint that streams the changes of a pipeline as server-sent events, for user interfaces.
 */
import type { Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import { hostErrorOf, ownHeaders, toWire, unknownPipeline } from '../answers';
import type { Caller } from '../authentication';
import { endpoint, type ParsedRequest } from './endpoint';
import { deadlineFor, requirePermission } from './permissions';
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
  const pipeline = await services.store.read(pipelineName);
  if (pipeline === undefined) throw unknownPipeline(pipelineName);
  const { method, path, raw } = context.req;
  // An answer to HEAD has headers alone: nobody would ever read the stream, or leave it.
  if (method === 'HEAD') return context.body(null, 200, ownHeaders(headers));
  const failed = (error: unknown) => services.tell({ type: 'failed', error, method, path });
  const caller = context.get('caller');
  const body = eventStream({ first: pipeline, caller, closed: raw.signal, failed }, services);
  return context.body(body, 200, ownHeaders(headers));
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
  /** Aborted by some hosts once the client is gone; others cancel the stream. */
  readonly closed: AbortSignal;
  readonly failed: (error: unknown) => void;
}

/** Returns the events, each made once the client has taken the one before it. */
function eventStream(watcher: Watcher, services: Services): ReadableStream<Uint8Array> {
  const { closed, failed } = watcher;
  const gone = new AbortController();
  const leave = () => gone.abort();
  closed.addEventListener('abort', leave);
  if (closed.aborted) leave();
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
        closed.removeEventListener('abort', leave);
        controller.close();
      },
      cancel: () => {
        closed.removeEventListener('abort', leave);
        leave();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* eventsFor(
  { first, caller }: Watcher,
  signal: AbortSignal,
  { clock, changes }: Services,
): AsyncGenerator<Uint8Array, void> {
  const { name, id } = first;
  const ends = deadlineFor(caller, streamDuration, clock);
  let { revision } = first;
  yield pipelineEvent(first);
  for (let now = monotonicTime(clock); now < ends; now = monotonicTime(clock)) {
    const deadline = Math.min(ends, now + keepAliveInterval);
    const look = (pipeline: Pipeline | undefined) => {
      // If the name was reused since, that is another pipeline.
      if (pipeline?.id !== id) return null;
      return pipeline.revision === revision ? undefined : pipeline;
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

/** Server-sent events: how they are written, and the stream that ends with its client. */
import type { Pipeline } from '../../host';
import type { Capabilities } from '../../lifecycle';
import { parseCapabilities } from '../../lifecycle';
import { hostErrorOf, ownHeaders, toWire } from '../answers';
import type { Caller } from '../authentication';
import type { HandlerContext } from './endpoint';
import type { Services } from './services';

/** Proxies close connections that are silent for half a minute. */
export const keepAliveInterval = 15_000;
/** A stream ends after this time, so that the client asks again and is authenticated again. */
export const streamDuration = 15 * 60_000;

/** Headers that let each event through at once, whatever is in between. */
const headers = {
  'content-type': 'text/event-stream',
  // Whatever compresses waits until there is enough to compress.
  'cache-control': 'no-store, no-transform',
  // Nginx buffers.
  'x-accel-buffering': 'no',
};

/** Makes the events of a stream until its client is gone. */
export type EventSource = (signal: AbortSignal) => AsyncGenerator<Uint8Array, void>;

/** Answers with a stream of events, each made once the client has taken the one before it. */
export function eventStreamAnswer(
  context: HandlerContext,
  eventsFor: EventSource,
  { tell }: Pick<Services, 'tell'>,
): Response {
  const { method, path, raw } = context.req;
  // An answer to HEAD has headers alone: nobody would ever read the stream, or leave it.
  if (method === 'HEAD') return context.body(null, 200, ownHeaders(headers));
  const failed = (error: unknown) => tell({ type: 'failed', error, method, path });
  return context.body(eventStream(raw, eventsFor, failed), 200, ownHeaders(headers));
}

/**
 * Returns the stream. Some hosts abort the signal of the request once the client is gone, others
 * cancel the stream. The signal alone would not do: on Node, it hears nothing once its request is
 * collected.
 */
function eventStream(
  request: Request,
  eventsFor: EventSource,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  request.signal.addEventListener('abort', leave);
  if (request.signal.aborted) leave();
  const events = eventsFor(gone.signal);
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
          controller.enqueue(eventOf('failed', body));
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

/**
 * Tells of an event while the read that it shows is the last thing that has happened, so that
 * events come in the order of the store.
 */
export function tellOfEvent(pipeline: Pipeline, caller: Caller, { tell }: Services): void {
  tell({ type: 'streamed', pipelineName: pipeline.name, pipeline, caller });
}

const encoder = new TextEncoder();

/** A comment, which keeps a connection alive. */
export const keepAlive = encoder.encode(': still here\n\n');

/** Returns an event; its data is one line of JSON. */
export function eventOf(type: string, data: object): Uint8Array {
  return encoder.encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The event of each pipeline that was read, made once for all who watch it. */
const pipelineEvents = new WeakMap<Pipeline, Map<Capabilities, Uint8Array>>();

/** Returns the event that shows a pipeline. */
export function pipelineEvent(pipeline: Pipeline, capabilities: Partial<Capabilities>): Uint8Array {
  const present = parseCapabilities(capabilities);
  const known = pipelineEvents.get(pipeline) ?? new Map<Capabilities, Uint8Array>();
  const event = known.get(present) ?? eventOf('pipeline', toWire(pipeline, present));
  pipelineEvents.set(pipeline, known.set(present, event));
  return event;
}

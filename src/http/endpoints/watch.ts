/**
 * The endpoint that streams the changes of a pipeline as server-sent events, for user interfaces.
 */
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Pipeline } from '../../host';
import { hostErrorOf, toWire, unknownPipeline } from '../answers';
import { endpoint, type ParsedRequest } from './endpoint';
import { noQuery } from './queries';
import type { Services } from './services';

/** Proxies close connections that are silent for half a minute. */
const keepAliveInterval = 15_000;
/** A stream ends after this time, so that the client asks again and is authenticated again. */
const streamDuration = 15 * 60_000;

/** The endpoint of server-sent events. */
export const watchEndpoint = endpoint({
  method: 'GET',
  path: '/pipelines/:pipeline_name/events',
  operationId: 'watch_pipeline',
  summary: 'Watch a pipeline: server-sent events with the pipeline now, and after each change.',
  description:
    'The data of the event `pipeline` is the pipeline, as a poll answers. `deleted` and `failed` end the stream. It also ends after a quarter of an hour: ask again, as browsers do by themselves. Changes in quick succession may come as one event, with the result of them all. After a lost connection the first event has everything there is to know.',
  permission: 'read',
  query: noQuery,
  answers: { 200: { description: 'The stream.', contentType: 'text/event-stream' } },
  errors: ['UnknownPipelineName'],
  serve: watch,
});

async function watch(
  { context, pipelineName }: ParsedRequest<unknown>,
  services: Services,
): Promise<Response> {
  const { store, tell } = services;
  const pipeline = await store.read(pipelineName);
  if (pipeline === undefined) throw unknownPipeline(pipelineName);
  const { method, path, raw } = context.req;
  // An answer to HEAD has headers alone: nobody would ever read the stream, or leave it.
  if (method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
  const response = streamSSE(context, async (stream) => {
    try {
      await untilGone(stream, raw.signal, (signal) => send(stream, pipeline, signal, services));
    } catch (error) {
      // The router would send the message of the error to the client.
      tell({ type: 'failed', error, method, path });
      await stream.writeSSE({ event: 'failed', data: JSON.stringify(hostErrorOf(error).body) });
    }
  });
  return unbuffered(response);
}

/**
 * Sets headers that let each event through at once, whatever is in between, by whatever protocol.
 */
function unbuffered(response: Response): Response {
  const { headers } = response;
  // The router sets these for HTTP/1.1, where the server sets them anyway; HTTP/2 forbids them.
  headers.delete('transfer-encoding');
  headers.delete('connection');
  // Whatever compresses waits until there is enough to compress.
  headers.set('cache-control', 'no-store, no-transform');
  // Nginx buffers.
  headers.set('x-accel-buffering', 'no');
  return response;
}

/** Works until the client is gone: some hosts abort the request then, others the stream. */
async function untilGone(
  stream: SSEStreamingApi,
  closed: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  stream.onAbort(leave);
  closed.addEventListener('abort', leave);
  if (closed.aborted) leave();
  try {
    await work(gone.signal);
  } finally {
    closed.removeEventListener('abort', leave);
  }
}

async function send(
  stream: SSEStreamingApi,
  first: Pipeline,
  signal: AbortSignal,
  { store, clock, changes }: Services,
): Promise<void> {
  const { name, createdAt } = first;
  const ends = clock.now() + streamDuration;
  let sent = eventData(first);
  await stream.writeSSE({ event: 'pipeline', data: sent });
  while (clock.now() < ends) {
    const news = await changes.until(
      name,
      async () => {
        const pipeline = await store.read(name);
        // If the name was reused since, that is another pipeline.
        const data = pipeline?.createdAt === createdAt ? eventData(pipeline) : null;
        return data === sent ? undefined : { data };
      },
      { deadline: clock.now() + keepAliveInterval, signal },
    );
    if (signal.aborted) return;
    if (news === undefined) {
      await stream.write(': still here\n\n');
    } else if (news.data === null) {
      await stream.writeSSE({ event: 'deleted', data: JSON.stringify({ name }) });
      return;
    } else {
      sent = news.data;
      await stream.writeSSE({ event: 'pipeline', data: sent });
    }
  }
}

function eventData(pipeline: Pipeline): string {
  return JSON.stringify(toWire(pipeline));
}

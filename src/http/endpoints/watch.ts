/** The changes of a pipeline as a stream of server-sent events, for user interfaces. */
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Pipeline } from '../../host';
import { hostErrorOf, toWire, unknownPipeline } from '../answers';
import { type Endpoint, type HandlerContext, parsedQuery, permittedName } from './endpoint';
import { noQuery } from './schemas';
import type { Services } from './services';

/** Proxies close connections that are silent for half a minute. */
const keepAliveEvery = 15_000;
/** Then a client asks again, and is asked again who it is. */
const streamsFor = 15 * 60_000;

/** The endpoint of events. */
export const watchEndpoint: Endpoint = {
  method: 'GET',
  path: '/pipelines/:pipeline_name/events',
  operationId: 'watch_pipeline',
  summary: 'Server-sent events: the pipeline as it is, and again whenever it has changed.',
  description:
    'The event `pipeline` has the pipeline as its data, as a poll answers. `deleted` and `failed` are the last ones. The stream ends after a quarter of an hour: ask again, as a browser does by itself. Changes in quick succession may come as one event, with what came of them all. After a lost connection the first event has all there is to know.',
  query: noQuery,
  answers: { 200: { description: 'The stream.', contentType: 'text/event-stream' } },
  errors: ['UnknownPipelineName'],
  serve,
};

async function serve(context: HandlerContext, host: Services): Promise<Response> {
  const pipelineName = permittedName(context, 'read');
  parsedQuery(context, noQuery);
  const pipeline = await host.store.read(pipelineName);
  if (pipeline === undefined) throw unknownPipeline(pipelineName);
  // Of which only the headers are sent, so that nobody would ever read the stream, or leave it.
  if (context.req.method === 'HEAD') {
    return context.body(null, 200, { 'content-type': 'text/event-stream' });
  }
  const response = streamSSE(context, async (stream) => {
    try {
      await untilGone(stream, context.req.raw.signal, (signal) =>
        send(stream, pipeline, signal, host),
      );
    } catch (error) {
      // The router would send what it says to the client.
      host.tell({ type: 'failed', error, method: context.req.method, path: context.req.path });
      await stream.writeSSE({ event: 'failed', data: JSON.stringify(hostErrorOf(error).body) });
    }
  });
  return asItComes(response);
}

/** With headers that let each event through at once, whatever is in between, by whatever protocol. */
function asItComes(response: Response): Response {
  const { headers } = response;
  // Set by the router for HTTP/1.1, where the server sets them anyway; HTTP/2 forbids them.
  headers.delete('transfer-encoding');
  headers.delete('connection');
  // What compresses waits until there is enough of it.
  headers.set('cache-control', 'no-store, no-transform');
  // As does Nginx.
  headers.set('x-accel-buffering', 'no');
  return response;
}

/** Some hosts abort the request where the client is gone, some the stream. */
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
  const ends = clock.now() + streamsFor;
  let sent = dataOf(first);
  await stream.writeSSE({ event: 'pipeline', data: sent });
  while (clock.now() < ends) {
    const news = await changes.until(
      name,
      async () => {
        const pipeline = await store.read(name);
        // One of that name that was created since is another pipeline.
        const data = pipeline?.createdAt === createdAt ? dataOf(pipeline) : null;
        return data === sent ? undefined : { data };
      },
      { deadline: clock.now() + keepAliveEvery, signal },
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

function dataOf(pipeline: Pipeline): string {
  return JSON.stringify(toWire(pipeline));
}

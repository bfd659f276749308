/** The endpoint that streams the changes of all pipelines: for tables of many. */
import type { Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import type { Caller } from '../authentication';
import { endpoint, type ParsedRequest } from './endpoint';
import {
  eventOf,
  eventStreamAnswer,
  keepAlive,
  keepAliveInterval,
  pipelineEvent,
  streamDuration,
  tellOfEvent,
} from './event-stream';
import { deadlineFor, isPermitted } from './permissions';
import { noQuery } from './queries';
import { eventStreamSchema } from './schemas';
import type { Services } from './services';
import { pipelineExample } from './success-examples';

/** The endpoint of the server-sent events of all pipelines. */
export const watchAllEndpoint = endpoint({
  method: 'GET',
  path: '/events',
  operationId: 'watch_pipelines',
  tag: 'Pipelines',
  summary: 'Watch all pipelines that the caller may see: as server-sent events.',
  description:
    'First an event `pipeline` for each pipeline, as a poll answers, sorted by name; then `listed`, with the count of them; then `pipeline` after each change, also for new ones, and `deleted`, with the name, for one that is gone or that the caller may no longer see. It ends as the stream of one pipeline does. After a lost connection, whatever is not listed again is gone.',
  query: noQuery,
  answers: {
    200: {
      description: 'The stream.',
      body: {
        contentType: 'text/event-stream',
        schema: eventStreamSchema,
        example: () => new TextDecoder().decode(pipelineEvent(pipelineExample(), {})),
      },
    },
  },
  errors: [],
  serve: watchAll,
});

async function watchAll(
  { context }: ParsedRequest<unknown>,
  services: Services,
): Promise<Response> {
  const caller = context.get('caller');
  // Read before the answer begins, so that a store that fails is an error, not a broken stream.
  const all = await services.service.list();
  const events = (signal: AbortSignal) => eventsOfAll({ all, caller }, signal, services);
  return eventStreamAnswer(context, events, services);
}

/** A client that watches all pipelines. */
interface WatcherOfAll {
  /** The pipelines when it began. */
  readonly all: readonly Pipeline[];
  readonly caller: Caller;
}

async function* eventsOfAll(
  { all, caller }: WatcherOfAll,
  signal: AbortSignal,
  services: Services,
): AsyncGenerator<Uint8Array, void> {
  const { clock, changes } = services;
  const ends = deadlineFor(caller, streamDuration, clock);
  const shown = new Map<string, Pipeline>();
  const changed = changes.listen();
  // It is heard, but not always called: a stream that nobody reads any more ends by its signal.
  signal.addEventListener('abort', changed.end);
  try {
    yield* eventsSince(shown, all, { caller, services });
    yield eventOf('listed', { count: shown.size });
    let silentUntil = monotonicTime(clock) + keepAliveInterval;
    while (monotonicTime(clock) < ends) {
      const names = await changed.next({ deadline: Math.min(ends, silentUntil), signal });
      for await (const event of eventsAbout(shown, names, { caller, services })) {
        if (signal.aborted) return;
        yield event;
        silentUntil = monotonicTime(clock) + keepAliveInterval;
      }
      if (signal.aborted) return;
      if (monotonicTime(clock) < silentUntil) continue;
      yield keepAlive;
      silentUntil = monotonicTime(clock) + keepAliveInterval;
    }
  } finally {
    signal.removeEventListener('abort', changed.end);
    changed.end();
  }
}

/** The part of a stream that does not change. */
interface Stream {
  readonly caller: Caller;
  readonly services: Services;
}

/** Shows what differs from what was shown before. */
async function* eventsSince(
  shown: Map<string, Pipeline>,
  all: readonly Pipeline[],
  stream: Stream,
): AsyncGenerator<Uint8Array, void> {
  const names = new Set(all.map(({ name }) => name));
  const gone = [...shown.keys()].filter((name) => !names.has(name));
  for (const name of gone) yield* eventIf(shown, name, undefined, stream);
  for (const pipeline of all) yield* eventIf(shown, pipeline.name, pipeline, stream);
}

/** Shows what became of the pipelines that may have changed. */
async function* eventsAbout(
  shown: Map<string, Pipeline>,
  names: ReadonlySet<string> | 'all' | undefined,
  stream: Stream,
): AsyncGenerator<Uint8Array, void> {
  const { service } = stream.services;
  if (names === 'all') return yield* eventsSince(shown, await service.list(), stream);
  for (const name of names ?? []) yield* eventIf(shown, name, await service.read(name), stream);
}

async function* eventIf(
  shown: Map<string, Pipeline>,
  name: string,
  read: Pipeline | undefined,
  { caller, services }: Stream,
): AsyncGenerator<Uint8Array, void> {
  const before = shown.get(name);
  // To a caller who may not see it, there is none.
  const pipeline = isPermitted(caller, 'read', name) ? read : undefined;
  if (pipeline === undefined) {
    if (shown.delete(name)) yield eventOf('deleted', { name });
    return;
  }
  if (before?.id === pipeline.id && before.revision === pipeline.revision) return;
  shown.set(name, pipeline);
  tellOfEvent(pipeline, caller, services);
  yield pipelineEvent(pipeline, await services.capabilitiesOf(name));
}

/**
 * The endpoint that streams the changes of a pipeline as server-sent events, for user interfaces.
 */
import type { Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import { unknownPipeline } from '../answers';
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
import { deadlineFor, isPermitted, requirePermission } from './permissions';
import { noQuery } from './queries';
import { eventStreamSchema } from './schemas';
import type { Services } from './services';
import { pipelineExample } from './success-examples';

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
        example: () => new TextDecoder().decode(pipelineEvent(pipelineExample(), {})),
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
  const caller = context.get('caller');
  const { method, raw } = context.req;
  if (method !== 'HEAD' && !raw.signal.aborted) tellOfEvent(pipeline, caller, services);
  const events = (signal: AbortSignal) => eventsFor({ first: pipeline, caller }, signal, services);
  return eventStreamAnswer(context, events, services);
}

/** A client that watches a pipeline. */
interface Watcher {
  readonly first: Pipeline;
  readonly caller: Caller;
}

async function* eventsFor(
  { first, caller }: Watcher,
  signal: AbortSignal,
  services: Services,
): AsyncGenerator<Uint8Array, void> {
  const { clock, changes, capabilitiesOf } = services;
  const { name, id } = first;
  const ends = deadlineFor(caller, streamDuration, clock);
  let { revision } = first;
  yield pipelineEvent(first, await capabilitiesOf(name));
  for (let now = monotonicTime(clock); now < ends; now = monotonicTime(clock)) {
    const deadline = Math.min(ends, now + keepAliveInterval);
    const look = (pipeline: Pipeline | undefined) => {
      // If the name was reused since, that is another pipeline.
      if (pipeline?.id !== id) return null;
      if (pipeline.revision === revision) return undefined;
      // A caller who may no longer read it is not shown it.
      if (isPermitted(caller, 'read', name)) tellOfEvent(pipeline, caller, services);
      return pipeline;
    };
    const news = await changes.until(name, look, { deadline, signal });
    if (signal.aborted) return;
    requirePermission(caller, 'read', name);
    if (news === null) return yield eventOf('deleted', { name });
    if (news === undefined) yield keepAlive;
    else {
      revision = news.revision;
      yield pipelineEvent(news, await capabilitiesOf(name));
    }
  }
}

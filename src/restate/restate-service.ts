/** The service that servers use: each call goes to the engine by HTTP. */
import {
  type Page,
  type Pipeline,
  type PipelineService,
  parsePipeline,
  pipelineNamePattern,
  unconditional,
} from '../host';
import { ownReference } from '../host/tasks';
import { parseAction, parseObservation } from '../lifecycle';
import { followPipeline } from './following';
import { Ingress } from './ingress';
import type { Message, RequestKind } from './messages';
import { directoryKey } from './service-names';
import { type RestateServiceOptions, restateServiceSettings } from './service-options';

/** How many pipelines of a list are read at once. */
const readsAtOnce = 32;

/**
 * Returns the service over Restate, for `createLifecycleHandler({ service })`. It calls the engine
 * by HTTP, and opens nothing. Throws InvalidInputError for invalid options.
 */
export function restateService(options: RestateServiceOptions): PipelineService {
  const settings = restateServiceSettings(options);
  const { names, timeout, clock } = settings;
  const ingress = new Ingress(settings);
  const ask = async <Kind extends RequestKind>(key: string, kind: Kind, message: Message<Kind>) => {
    // No other name was ever created, and some cannot be part of an address.
    if (!pipelineNamePattern.test(key)) return undefined;
    return ingress.call({ service: names.pipelines, key, kind, message, timeout });
  };
  const read = async (name: string) => {
    const pipeline = await ask(name, 'read', {});
    return pipeline === undefined ? undefined : parsePipeline(pipeline);
  };
  const namesOf = (message: Message<'names'>) =>
    ingress.call({
      ...{ service: names.directory, key: directoryKey, kind: 'names', message, timeout },
    });
  return {
    create: async (pipeline) => {
      const created = { pipeline: parsePipeline(pipeline) };
      return (await ask(pipeline.name, 'create', created)) === true;
    },
    read,
    list: (page = {}) => listed(page, namesOf, read),
    act: async (name, request) => {
      const asked = { ...request, action: parseAction(request.action) };
      const answer = await ask(name, 'act', { request: asked, now: clock.now() });
      return answer && { ...answer, pipeline: parsePipeline(answer.pipeline) };
    },
    report: async (pipeline, observation) => {
      const reference = ownReference(pipeline);
      const reported = { reference, observation: parseObservation(observation) };
      return ask(reference.pipelineName, 'report', { ...reported, now: clock.now() });
    },
    remove: async (name, precondition = unconditional) => {
      const answer = await ask(name, 'remove', { precondition, now: clock.now() });
      return answer && { ...answer, pipeline: parsePipeline(answer.pipeline) };
    },
    watchesEveryWriter: true,
    watchPipeline: (name, listener) => {
      const controller = new AbortController();
      void followPipeline(name, listener, controller.signal, {
        ...{ ingress, service: names.pipelines, clock, timeout, onError: settings.onError },
      });
      return () => controller.abort();
    },
  };
}

/** Returns a page of pipelines: the names first, then each pipeline as it is by then. */
async function listed(
  { after, limit }: Page,
  namesOf: (message: Message<'names'>) => Promise<readonly string[]>,
  read: (name: string) => Promise<Pipeline | undefined>,
): Promise<readonly Pipeline[]> {
  const pipelines: Pipeline[] = [];
  let from = after ?? null;
  for (;;) {
    const wanted = limit === undefined ? null : limit - pipelines.length;
    const names = await namesOf({ after: from, limit: wanted });
    for (let first = 0; first < names.length; first += readsAtOnce) {
      const found = await Promise.all(names.slice(first, first + readsAtOnce).map(read));
      pipelines.push(...found.filter((pipeline) => pipeline !== undefined));
    }
    // Some may have been removed since, so that a page would look like the last one.
    if (wanted === null || names.length < wanted || pipelines.length >= (limit ?? 0)) break;
    from = names.at(-1) ?? null;
  }
  return pipelines;
}

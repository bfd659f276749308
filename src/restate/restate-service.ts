/** The service that servers use: each call goes to the engine by HTTP. */
import {
  type ActionAnswer,
  type Page,
  type Pipeline,
  type PipelineService,
  parsePipeline,
  pipelineNamePattern,
  type RemovalAnswer,
  unconditional,
} from '../host';
import { ownReference } from '../host/tasks';
import { type Outcome, parseAction, parseObservation } from '../lifecycle';
import { followPipeline } from './following';
import { Ingress } from './ingress';
import {
  type ActInput,
  type CreateInput,
  type DirectoryInput,
  directoryKey,
  type RemoveInput,
  type ReportInput,
} from './protocol';
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
  const ask = async <Answer>(key: string, handler: string, input: unknown) => {
    // No other name was ever created, and some cannot be part of an address.
    if (!pipelineNamePattern.test(key)) return undefined;
    const call = { service: names.pipelines, key, handler, input, timeout };
    return ingress.call<Answer | undefined>(call);
  };
  const read = async (name: string) => {
    const pipeline = await ask(name, 'read', {});
    return pipeline === undefined ? undefined : parsePipeline(pipeline);
  };
  const namesOf = (input: DirectoryInput) =>
    ingress.call<readonly string[]>({
      ...{ service: names.directory, key: directoryKey, handler: 'names', input, timeout },
    });
  return {
    create: async (pipeline) => {
      const input: CreateInput = { pipeline: parsePipeline(pipeline) };
      return (await ask<boolean>(pipeline.name, 'create', input)) === true;
    },
    read,
    list: (page = {}) => listed(page, namesOf, read),
    act: async (name, request) => {
      const asked = { ...request, action: parseAction(request.action) };
      const input: ActInput = { request: asked, now: clock.now() };
      const answer = await ask<ActionAnswer>(name, 'act', input);
      return answer && { ...answer, pipeline: parsePipeline(answer.pipeline) };
    },
    report: async (pipeline, observation) => {
      const reference = ownReference(pipeline);
      const parsed = parseObservation(observation);
      const input: ReportInput = { reference, observation: parsed, now: clock.now() };
      return ask<Outcome>(reference.pipelineName, 'report', input);
    },
    remove: async (name, precondition = unconditional) => {
      const input: RemoveInput = { precondition, now: clock.now() };
      const answer = await ask<RemovalAnswer>(name, 'remove', input);
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
  namesOf: (input: DirectoryInput) => Promise<readonly string[]>,
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

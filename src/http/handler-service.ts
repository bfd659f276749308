/** Where a handler's pipelines are: in a store, or with a service that decides by itself. */
import { type Clock, type LifecycleStore, type PipelineService, serviceOf } from '../host';
import { limitedService, limitedStore, type PortLimits, serviceMethods } from '../host/time';
import { callable, fieldOf, type Problem, port } from '../input';
import type { decide } from '../lifecycle';

/** Where the pipelines are. */
export type PipelinesOption =
  | {
      /** Keeps the pipelines. */
      readonly store: LifecycleStore;
      readonly service?: undefined;
      /** A `decide` of your own, such as that of a changed machine; by default the library's. */
      readonly decide?: typeof decide | undefined;
    }
  | {
      /** Keeps the pipelines, and decides for them. */
      readonly service: PipelineService;
      readonly store?: undefined;
      readonly decide?: undefined;
    };

/** Returns the service, or that over the store, with a limit for each of its calls. */
export function handlerService(
  given: PipelinesOption,
  clock: Clock,
  limits: PortLimits,
): PipelineService {
  if (given.service !== undefined) return limitedService(given.service, limits);
  return serviceOf(limitedStore(given.store, limits), { clock, decide: given.decide });
}

/** The problems with where the pipelines are; the handler's options may be untyped. */
export function pipelinesOptionProblems({ store, service, decide }: PipelinesOption): Problem[] {
  if (service === undefined) {
    const watched = port('store', store, ['create', 'read', 'list', 'update']);
    return [...watched, ...watchProblems('store', store), ...decideProblems(decide)];
  }
  return [
    ...leftOut('store', store, 'a handler has either a store or a service'),
    ...port('service', service, serviceMethods),
    ...watchProblems('service', service),
    ...(service.watchPipeline === undefined
      ? []
      : callable('service.watchPipeline', service.watchPipeline)),
    ...leftOut('decide', decide, 'a service decides by itself'),
  ];
}

function watchProblems(name: string, watched: unknown): Problem[] {
  const watch = fieldOf(watched, 'watch');
  return watch === undefined ? [] : callable(`${name}.watch`, watch);
}

function decideProblems(value: unknown): Problem[] {
  return value === undefined ? [] : callable('decide', value);
}

function leftOut(field: string, value: unknown, reason: string): Problem[] {
  return value === undefined ? [] : [{ field, value, allowed: `left out: ${reason}` }];
}

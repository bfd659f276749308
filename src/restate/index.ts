/**
 * Pipelines in Restate, a durable execution engine, for any number of servers and workers.
 *
 * Workers serve what `restateServices` returns; servers call the engine through `restateService`.
 * This module knows nothing of HTTP but how to call the engine, and decides nothing by itself.
 */
export { MissingPackageError } from '../input';
export { type RestateDefinition, RestateNodeError } from './driver';
export { RestateCallError } from './ingress';
export type { RestateServicesOptions, TaskReference } from './options';
export { restateService } from './restate-service';
export { restateServices } from './restate-services';
export type { RestateServiceOptions } from './service-options';

/** Embedding in servers: a web-standard handler, a reconciler, and the ports that both stand on. */
export { MissingPackageError } from '../lifecycle/missing-package';
export {
  type Authenticate,
  type Caller,
  type Denial,
  type May,
  noAuthentication,
  type Operation,
} from './authentication';
export type { Backoff } from './backoff';
export {
  type ApiKey,
  type ApiKeyHolder,
  type BearerOptions,
  bearer,
  hashApiKey,
  type JwtAlgorithm,
  type JwtClaims,
  type JwtHeader,
  type JwtKey,
  type JwtKeyLookup,
  type JwtOptions,
} from './bearer';
export { type Clock, systemClock } from './clock';
export { type HostErrorCode, hostErrors } from './errors';
export type { HandlerEvent } from './events';
export {
  type ComesUpAs,
  DeploymentFailedError,
  type Executor,
  type Report,
  type Task,
} from './executor';
export { createLifecycleHandler, type LifecycleHandler } from './handler';
export type { LifecycleHandlerOptions } from './handler-options';
export type { AcceptedCall } from './host';
export { memoryStore } from './memory-store';
export { type OpenApiDocument, openApi } from './openapi';
export {
  acted,
  type Change,
  createPipeline,
  observed,
  type Pipeline,
  parsePipeline,
  type WireField,
} from './pipeline';
export { runReconciler } from './reconciler';
export type { ReconcilerEvent, ReconcilerReport } from './reconciler-events';
export type { ReconcilerOptions } from './reconciler-options';
export type { LifecycleStore, Page } from './store';
export {
  type Row,
  StoreConflictError,
  type VersionedTable,
  versionedStore,
} from './versioned-store';
export { toWire } from './wire';

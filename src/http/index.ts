/** Embedding in servers: a web-standard handler, a reconciler, and the ports that both stand on. */
export { MissingPackageError } from '../input/missing-package';
export {
  type Authenticate,
  type Caller,
  type Denial,
  type May,
  noAuthentication,
  type Operation,
} from './authentication/authentication';
export type { Backoff } from '../host/reconciler/backoff';
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
} from './authentication/bearer';
export { type Clock, systemClock } from '../host/clock';
export { type HostErrorCode, hostErrors } from './answers/errors';
export type { HandlerEvent } from './handler-events';
export {
  type ComesUpAs,
  DeploymentFailedError,
  type Executor,
  type Report,
  type Task,
} from '../host/executor';
export { createLifecycleHandler, type LifecycleHandler } from './handler';
export type { LifecycleHandlerOptions } from './handler-options';
export type { AcceptedCall } from './endpoints/services';
export { memoryStore } from '../host/memory-store';
export { type OpenApiDocument, openApi } from './openapi';
export {
  acted,
  type Change,
  createPipeline,
  observed,
  type Pipeline,
  parsePipeline,
  type WireField,
} from '../host/pipeline';
export { runReconciler } from '../host/reconciler/reconciler';
export type { ReconcilerEvent, ReconcilerReport } from '../host/reconciler/events';
export type { ReconcilerOptions } from '../host/reconciler/options';
export type { LifecycleStore, Page } from '../host/store';
export {
  type Row,
  StoreConflictError,
  type VersionedTable,
  versionedStore,
} from '../host/versioned-store';
export { toWire } from './answers/wire';

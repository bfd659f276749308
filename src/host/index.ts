/**
 * Everything a host needs besides HTTP: the store and executor ports, stores, and the reconciler.
 */
export type { Backoff } from './backoff';
export { type Claim, ClaimLostError, type Claims, type ClaimsOptions } from './claims';
export { type Clock, systemClock } from './clock';
export {
  type CalledOffCause,
  DeploymentFailedError,
  type Executor,
  type PipelineReference,
  type ProvisionResult,
  type ReportObservation,
  type Task,
  TaskCalledOffError,
  type TaskName,
  TaskTimeoutError,
} from './executor';
export { memoryStore } from './memory-store';
export {
  applyAction,
  applyObservation,
  type Change,
  createPipeline,
  type Pipeline,
  parsePipeline,
  pipelineFormat,
  pipelineNameAllowed,
  pipelineNamePattern,
  type WireField,
  wireFieldNames,
  wireFields,
} from './pipeline';
export {
  type ReconcilerEvent,
  type ReconcilerOptions,
  type ReconcilerReport,
  runReconciler,
} from './reconciler';
export type { LifecycleStore, Page } from './store';
export { PortTimeoutError } from './time';
export {
  StoreConflictError,
  type VersionedRow,
  type VersionedStoreOptions,
  type VersionedTable,
  versionedStore,
} from './versioned-store';

/**
 * Everything a host needs besides HTTP: the store and executor ports, stores, and the reconciler.
 */

export {
  type Claim,
  ClaimLostError,
  type Claims,
  type ClaimsOptions,
  isClaimLostError,
} from './claims';
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
export { type Precondition, pipelineVersion, unconditional } from './precondition';
export {
  type ReconcilerEvent,
  type ReconcilerOptions,
  type ReconcilerReport,
  runReconciler,
} from './reconciler';
export type { ActionAnswer, ActionRequest, PipelineService, RemovalAnswer } from './service';
export { answerAction, answerRemoval, answerReport } from './service-answers';
export type { LifecycleStore, Page } from './store';
export { type ServiceOptions, serviceOf } from './store-service';
export type { Backoff } from './tasks';
export { type PerformContext, type PipelineStep, perform, stepOf } from './tasks';
export { type Clock, PortTimeoutError, systemClock } from './time';
export {
  StoreConflictError,
  type VersionedRow,
  type VersionedStoreOptions,
  type VersionedTable,
  versionedStore,
} from './versioned-store';

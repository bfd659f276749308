/** The store and executor ports, the stores, and the reconciler: everything a host needs besides HTTP. */
export { type Clock, systemClock } from './clock';
export {
  type ComesUpAs,
  DeploymentFailedError,
  type Executor,
  type Report,
  type Task,
} from './executor';
export { memoryStore } from './memory-store';
export {
  applyAction,
  applyObservation,
  type Change,
  createPipeline,
  type Pipeline,
  parsePipeline,
  pipelineNameAllowed,
  pipelineNamePattern,
  type WireField,
  wireFieldNames,
  wireFields,
} from './pipeline';
export {
  type Backoff,
  type ReconcilerEvent,
  type ReconcilerOptions,
  type ReconcilerReport,
  runReconciler,
} from './reconciler';
export type { LifecycleStore, Page } from './store';
export {
  type Row,
  StoreConflictError,
  type VersionedStoreOptions,
  type VersionedTable,
  versionedStore,
} from './versioned-store';

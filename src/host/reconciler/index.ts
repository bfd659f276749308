/** The reconciler: moves each pipeline to its desired status through the executor. */
export type { Backoff } from './backoff';
export type { ReconcilerEvent, ReconcilerReport } from './events';
export { longestTimer, type ReconcilerOptions } from './options';
export { runReconciler } from './reconciler';
export { aborted } from './scopes';

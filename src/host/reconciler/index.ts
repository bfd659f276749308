/** The reconciler: moves each pipeline to its desired status through the executor. */
export type { ReconcilerEvent, ReconcilerReport } from './events';
export type { ReconcilerOptions } from './options';
export { runReconciler } from './reconciler';
export { aborted } from './scopes';

/** The statechart: one XState machine with two parallel regions. */
export { lifecycleMachine } from './machine';
export type { LifecycleContext, LifecycleInput } from './setup';
export {
  deploymentOfSnapshot,
  fromSnapshot,
  type LifecycleSnapshot,
  type SnapshotLike,
  snapshotOf,
  toSnapshot,
} from './snapshot';
export { type LifecycleTraversalOptions, serializeState, traversalOptions } from './traversal';

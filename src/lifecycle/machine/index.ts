/** The statechart: one XState machine with two parallel regions. */
export { lifecycleMachine } from './machine';
export type { LifecycleInput } from './setup';
export { fromSnapshot, type LifecycleSnapshot, toSnapshot } from './snapshot';
export { deploymentOfState, type LifecycleContext, type SnapshotLike, stateOf } from './state';
export { type LifecycleTraversalOptions, serializeState, traversalOptions } from './traversal';

/**
 * Traversing the machine with XState's own tools: `getShortestPaths`, `createTestModel` and the
 * others of `xstate/graph`.
 *
 * By default, they take every value of the context for a state of its own. But a checkpoint may be
 * any number, and every start raises the generation, so they would never come to an end.
 */
import { deepFreeze } from '../../input';
import { everyAction } from '../action';
import { everyObservation } from '../compiled';
import type { LifecycleEvent } from '../observation';
import { pairOfSnapshot } from './snapshot';
import type { SnapshotLike } from './state';

/**
 * Returns the pair of statuses of a snapshot, such as `Stopped/Running`: the `serializeState` of
 * `xstate/graph`, to which the machine has 28 states. Pure. Throws InvalidInputError for anything
 * but a snapshot of the machine.
 */
export function serializeState(snapshot: SnapshotLike): string {
  const { status, desiredStatus } = pairOfSnapshot(snapshot);
  return `${status}/${desiredStatus}`;
}

/** Options of a traversal, as the functions of `xstate/graph` take them. */
export interface LifecycleTraversalOptions {
  /** Every action and every observation. */
  readonly events: readonly LifecycleEvent[];
  /** Returns the pair of statuses of a snapshot. */
  readonly serializeState: typeof serializeState;
}

/**
 * The options with which the functions of `xstate/graph` reach all 28 pairs of statuses. For a pair
 * stands the snapshot that is found first; so the starts under which approval may be awaited are
 * tried before the others, because AwaitingApproval is reached from them alone.
 */
export const traversalOptions: LifecycleTraversalOptions = makeTraversalOptions();

/* @__NO_SIDE_EFFECTS__ */
function makeTraversalOptions(): LifecycleTraversalOptions {
  const awaitsApproval = (event: LifecycleEvent) =>
    event.type === 'start' && event.bootstrapPolicy === 'await_approval';
  const others = everyAction.filter((action) => !awaitsApproval(action));
  const events = [...everyAction.filter(awaitsApproval), ...others, ...everyObservation];
  return deepFreeze({ events, serializeState });
}

/** The state that the loops of all pipelines share. */

import type { TimeLimit } from '../time';
import type { AttemptResult } from './attempt';
import type { Journal, StepReference } from './events';
import type { ReconcilerSettings } from './options';
import type { RetryingStore } from './retrying-store';
import type { Scopes } from './scopes';
import type { Slot, Slots } from './slots';

/** A task that was begun. */
export interface RunningTask {
  readonly about: StepReference;
  readonly slot: Slot | undefined;
  /** Never rejects. */
  readonly done: Promise<AttemptResult>;
  /** The result, once there is one. */
  result?: AttemptResult;
  /** True once the loop no longer waits for it. */
  isAbandoned: boolean;
}

/** The state that the loops share. */
export interface SharedState {
  readonly settings: ReconcilerSettings;
  readonly store: RetryingStore;
  readonly journal: Journal;
  /** Ended with the reconciler. */
  readonly scopes: Scopes;
  readonly slots: Slots;
  /** The tasks that were begun and have not ended. */
  readonly tasks: Set<RunningTask>;
  /** Makes the reconciler wait at its end for work that nobody awaits here. */
  follow(pipelineName: string, work: Promise<void>): void;
  /** Looks at a pipeline (again). */
  look(pipelineName: string): void;
  /** The limit of a call of the store. */
  limitOf(call: string): TimeLimit;
}

/** The events of the reconciler: each one for a log, and their counts at the end. */
import { whenRejected } from '../../input';
import type {
  AppliedOutcome,
  ErrorResponse,
  Observation,
  StaleOutcome,
  StepType,
} from '../../lifecycle';
import type { CalledOffCause } from '../executor';

/**
 * The step, and the deployment, that an event is about.
 * @inline
 */
export interface StepReference {
  readonly pipelineName: string;
  readonly generation: number;
  readonly step: StepType;
}

/**
 * The observation that an event is about.
 * @inline
 */
interface ObservationReference {
  readonly pipelineName: string;
  readonly observation: Observation;
  /** The step that it reports; null if the executor reported it unasked. */
  readonly step: StepType | null;
}

/** Something that the reconciler did, or that happened to it. All times are in milliseconds. */
export type ReconcilerEvent =
  /**
   * A step must wait, because as many tasks as `concurrency` allows are running. `waiting` is how
   * many steps wait by now.
   */
  | (StepReference & { readonly type: 'queued'; readonly waiting: number })
  /** A step begins; `attempt` counts from 1, and starts again at 1 once the level has changed. */
  | (StepReference & { readonly type: 'begun'; readonly attempt: number })
  /** An observation was applied, and is written. */
  | (ObservationReference & { readonly type: 'reported'; readonly outcome: AppliedOutcome })
  /** An observation was stale, and nothing is written. Normal: somebody else was faster. */
  | (ObservationReference & { readonly type: 'stale'; readonly outcome: StaleOutcome })
  /**
   * The store has rejected the error of a failed deployment several times, most recently with
   * `error`. `observation` holds the plain error that replaces it, `original` the reported one.
   */
  | (ObservationReference & {
      readonly type: 'replaced';
      readonly original: ErrorResponse;
      readonly error: unknown;
    })
  /**
   * An observation is not written, because the reconciler ends. The error is what the store has
   * rejected with; null if it was still busy, so that the observation may be written all the same.
   */
  | (ObservationReference & { readonly type: 'dropped'; readonly error: unknown })
  /**
   * A task was called off: the level has changed, it took too long, the reconciler ends, or the
   * claim is lost.
   */
  | (StepReference & { readonly type: 'aborted'; readonly cause: CalledOffCause })
  /** The claim of a pipeline is lost: another worker may have it by now. */
  | { readonly type: 'lost'; readonly pipelineName: string; readonly fence: number }
  /** A task that was called off has not ended in time. The reconciler no longer waits for it. */
  | (StepReference & { readonly type: 'abandoned' })
  /**
   * A step will be tried again after `delay`. The error is what the executor rejected with,
   * InvalidInputError if its answer was malformed, TaskTimeoutError if it took too long, or null if
   * the step was done or called off and the same step is still wanted.
   */
  | (StepReference & {
      readonly type: 'retried';
      readonly attempt: number;
      readonly delay: number;
      readonly error: unknown;
    })
  /** The executor reported that the deployment has failed, and that is written. */
  | (StepReference & { readonly type: 'failed'; readonly error: ErrorResponse })
  /**
   * Provisioning took longer than `timeout`, and the failure of the deployment is written. The
   * error is what the executor rejected with last; null if it had not rejected, but was still busy.
   */
  | (StepReference & {
      readonly type: 'timedOut';
      readonly timeout: number;
      readonly error: unknown;
    })
  /**
   * The store rejected, took too long (PortTimeoutError), or holds a pipeline that cannot occur. It
   * is asked again after `delay`, or not at all if that is null. The name is null if all pipelines
   * are concerned.
   */
  | {
      readonly type: 'storeFailed';
      readonly operation: 'read' | 'list' | 'update' | 'watch' | 'claims';
      readonly pipelineName: string | null;
      readonly error: unknown;
      readonly delay: number | null;
    }
  /** The promise of an asynchronous `executor.connect` was rejected. It is not called again. */
  | { readonly type: 'connectFailed'; readonly pipelineName: null; readonly error: unknown }
  /** Something threw that never should. The pipeline is looked at again at the next resync. */
  | { readonly type: 'broken'; readonly pipelineName: string; readonly error: unknown };

/** The number of events of each kind. */
export interface ReconcilerReport {
  /** Steps that had to wait for a slot. */
  readonly queued: number;
  /** Steps that were begun, counting each try. */
  readonly steps: number;
  /** Observations that were applied. */
  readonly reports: number;
  /** Observations that were stale. */
  readonly stale: number;
  /** Errors that the store did not take, and that plain ones have replaced. */
  readonly replaced: number;
  /** Observations that were not written at the end. */
  readonly dropped: number;
  /** Claims that were lost. */
  readonly lost: number;
  /** Tasks that were called off. */
  readonly aborted: number;
  /** Tasks that were called off and did not end in time. */
  readonly abandoned: number;
  /** Steps that were tried again, or were about to be. */
  readonly retries: number;
  /** Deployments that the executor declared failed. */
  readonly failures: number;
  /** Deployments that took too long to provision. */
  readonly timeouts: number;
  /** Rejections of the store, and calls of it that took too long. */
  readonly storeFailures: number;
  /** Rejections of an asynchronous `executor.connect`. */
  readonly connectFailures: number;
  /** Errors that should never happen. */
  readonly broken: number;
  /** Errors of `onEvent` itself. */
  readonly listenerFailures: number;
}

type Counts = { -readonly [Name in keyof ReconcilerReport]: number };

/** The count that each type of event adds to. */
const countedAs = {
  queued: 'queued',
  begun: 'steps',
  reported: 'reports',
  stale: 'stale',
  replaced: 'replaced',
  dropped: 'dropped',
  aborted: 'aborted',
  abandoned: 'abandoned',
  lost: 'lost',
  retried: 'retries',
  failed: 'failures',
  timedOut: 'timeouts',
  storeFailed: 'storeFailures',
  connectFailed: 'connectFailures',
  broken: 'broken',
} as const satisfies Record<ReconcilerEvent['type'], keyof ReconcilerReport>;

/**
 * The journal of the reconciler: counts every event and passes it to the listener, whose errors
 * stop nothing.
 */
export class Journal {
  readonly #onEvent: (event: ReconcilerEvent) => unknown;
  readonly #counts: Counts;
  #isClosed = false;

  constructor(onEvent: (event: ReconcilerEvent) => unknown) {
    this.#onEvent = onEvent;
    const zeros = Object.values(countedAs).map((name) => [name, 0]);
    this.#counts = { ...Object.fromEntries(zeros), listenerFailures: 0 } as Counts;
  }

  /** True once it is closed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Writes down an event, unless the journal is closed. */
  write(event: ReconcilerEvent): void {
    if (this.#isClosed) return;
    this.#counts[countedAs[event.type]] += 1;
    try {
      // A listener may be an async function: nobody else would handle its rejection.
      whenRejected(this.#onEvent(event), () => this.#missed());
    } catch {
      this.#missed();
    }
  }

  /** Closes the journal and returns the counts; frozen. */
  close(): ReconcilerReport {
    this.#isClosed = true;
    return Object.freeze({ ...this.#counts });
  }

  #missed() {
    this.#counts.listenerFailures += 1;
  }
}

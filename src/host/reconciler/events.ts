/** What the reconciler says of its doings: each event for a log, and their numbers in the end. */
import type {
  AppliedOutcome,
  ErrorResponse,
  Observation,
  StaleOutcome,
  StepType,
} from '../../lifecycle';

/**
 * The step of a deployment that an event is about.
 * @inline
 */
export interface OfStep {
  readonly pipelineName: string;
  readonly generation: number;
  readonly step: StepType;
}

/**
 * The observation that an event is about.
 * @inline
 */
interface OfReport {
  readonly pipelineName: string;
  readonly observation: Observation;
  /** The step that it reports; null where the executor reported by itself. */
  readonly step: StepType | null;
}

/** Something that the reconciler did, or that happened to it. All times are in milliseconds. */
export type ReconcilerEvent =
  /** A step is begun; `attempt` counts from 1, and again from 1 where the level has changed. */
  | (OfStep & { readonly type: 'begun'; readonly attempt: number })
  /** An observation was taken in, and is written. */
  | (OfReport & { readonly type: 'reported'; readonly outcome: AppliedOutcome })
  /** An observation was stale, and nothing is written. Normal: somebody was faster. */
  | (OfReport & { readonly type: 'stale'; readonly outcome: StaleOutcome })
  /**
   * A task was told to end: the level has changed, provisioning took too long, or the reconciler ends.
   */
  | (OfStep & { readonly type: 'aborted'; readonly cause: 'level' | 'timeout' | 'ending' })
  /** A task that was told to end has not done so in time. It is waited for no longer. */
  | (OfStep & { readonly type: 'abandoned' })
  /**
   * A step is going to be tried again after `delay`. The error is what the executor rejected with,
   * InvalidInputError where its answer was none, or null where the step was done or broken off, and the
   * same is wanted still.
   */
  | (OfStep & {
      readonly type: 'retried';
      readonly attempt: number;
      readonly delay: number;
      readonly error: unknown;
    })
  /** The executor said that the deployment has failed, and that is written. */
  | (OfStep & { readonly type: 'failed'; readonly error: ErrorResponse })
  /**
   * Provisioning took longer than `timeout`; that the deployment has failed is written. The error is what the
   * executor rejected with the last time; null where it had not, but was still at it.
   */
  | (OfStep & { readonly type: 'timedOut'; readonly timeout: number; readonly error: unknown })
  /**
   * The store has rejected, or holds what cannot occur. It is asked again after `delay`; null where it is
   * not asked again. Without a name where it is about all pipelines.
   */
  | {
      readonly type: 'storeFailed';
      readonly operation: 'read' | 'list' | 'update' | 'watch';
      readonly pipelineName: string | null;
      readonly error: unknown;
      readonly delay: number | null;
    }
  /** Something threw that never should. The pipeline is looked at again at the next resync. */
  | { readonly type: 'broken'; readonly pipelineName: string; readonly error: unknown };

/** What became of it all: how often each event was. */
export interface ReconcilerReport {
  /** Steps that were begun, each try counted. */
  readonly steps: number;
  /** Observations that were taken in. */
  readonly reports: number;
  /** Observations that were stale. */
  readonly stale: number;
  /** Tasks that were told to end. */
  readonly aborted: number;
  /** Of those, the ones that did not in time. */
  readonly abandoned: number;
  /** Steps that were tried again, or were about to be. */
  readonly retries: number;
  /** Deployments that the executor declared failed. */
  readonly failures: number;
  /** Deployments that took too long to provision. */
  readonly timeouts: number;
  /** Rejections of the store. */
  readonly storeFailures: number;
  /** Errors that should not be. */
  readonly broken: number;
  /** How often `onEvent` itself threw or rejected. */
  readonly listenerFailures: number;
}

type Counts = { -readonly [Name in keyof ReconcilerReport]: number };

const counted = {
  begun: 'steps',
  reported: 'reports',
  stale: 'stale',
  aborted: 'aborted',
  abandoned: 'abandoned',
  retried: 'retries',
  failed: 'failures',
  timedOut: 'timeouts',
  storeFailed: 'storeFailures',
  broken: 'broken',
} as const satisfies Record<ReconcilerEvent['type'], keyof ReconcilerReport>;

/** Takes every event: counts it and tells the listener, whose errors stop nothing. */
export class Journal {
  readonly #onEvent: (event: ReconcilerEvent) => unknown;
  readonly #counts: Counts;
  #isClosed = false;

  constructor(onEvent: (event: ReconcilerEvent) => unknown) {
    this.#onEvent = onEvent;
    const zeros = Object.values(counted).map((name) => [name, 0]);
    this.#counts = { ...Object.fromEntries(zeros), listenerFailures: 0 } as Counts;
  }

  /** Whether it is over. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Writes down what happened; after the end, nothing. */
  write(event: ReconcilerEvent): void {
    if (this.#isClosed) return;
    this.#counts[counted[event.type]] += 1;
    try {
      const answer = this.#onEvent(event);
      // A listener may be an async function: its rejection would be nobody's.
      if (answer instanceof Promise) answer.catch(() => this.#missed());
    } catch {
      this.#missed();
    }
  }

  /** The end: what came of it. Frozen. */
  close(): ReconcilerReport {
    this.#isClosed = true;
    return Object.freeze({ ...this.#counts });
  }

  #missed() {
    this.#counts.listenerFailures += 1;
  }
}

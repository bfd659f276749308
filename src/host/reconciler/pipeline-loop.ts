/**
 * The loop of one pipeline that is not settled: read the level, do that one step, and repeat.
 *
 * The complication is what happens meanwhile. During a task, and during the wait before the next
 * try, the level is watched: once something else is wanted, the task is called off and waited for,
 * but only for the grace period, because an executor that ignores its signal must not delay a
 * forced stop. Its late result is reported all the same, and `observe` decides if it still counts.
 * A second state machine in here, of what cancels what, would have to agree with the lifecycle;
 * there is none.
 */
import { type Observation, type Outcome, settled } from '../../lifecycle';
import { delayAfter } from '../backoff';
import { TaskTimeoutError } from '../executor';
import type { Pipeline } from '../pipeline';
import { type AttemptResult, attempt, claimedObservation, taskNameOf } from './attempt';
import type { Journal, StepReference } from './events';
import { isSameLevel, type Level } from './level';
import { Notifier } from './notifier';
import type { ReconcilerSettings } from './options';
import type { RetryingStore } from './retrying-store';
import { aborted, type Scopes } from './scopes';

/** The state that the loops of all pipelines share. */
export interface SharedState {
  readonly settings: ReconcilerSettings;
  readonly store: RetryingStore;
  readonly journal: Journal;
  /** Ended with the reconciler. */
  readonly scopes: Scopes;
  /** The tasks that were begun and have not ended. */
  readonly tasks: Set<RunningTask>;
  /** Makes the reconciler wait at its end for work that nobody awaits here. */
  follow(pipelineName: string, work: Promise<void>): void;
  /** Looks at a pipeline (again). */
  look(pipelineName: string): void;
}

/** A step that was tried and has not changed the level. */
interface Tried {
  readonly pipeline: Pipeline;
  /** The number of the try, counting from 1. */
  readonly attempt: number;
  /** The error that the executor rejected with; null if the step was done or called off. */
  readonly error: unknown;
  /** True once the wait before the next try is over. */
  readonly isDue: boolean;
}

/** A task that was begun. */
export interface RunningTask {
  readonly about: StepReference;
  /** Never rejects. */
  readonly done: Promise<AttemptResult>;
  /** The result, once there is one. */
  result?: AttemptResult;
  /** True once the loop no longer waits for it. */
  isAbandoned: boolean;
}

/** Reconciles one pipeline until it is settled or gone, or the reconciler ends. */
export class PipelineLoop {
  readonly #name: string;
  readonly #shared: SharedState;
  readonly #notifier = new Notifier();
  #level: Level | undefined;

  constructor(name: string, shared: SharedState) {
    this.#name = name;
    this.#shared = shared;
  }

  /** Makes the loop read the level again soon. */
  notify(): void {
    this.#notifier.notify();
  }

  /** True if the loop works on this level of the pipeline. */
  isWorkingOn(pipeline: Pipeline): boolean {
    return this.#level !== undefined && isSameLevel(this.#level.pipeline, pipeline);
  }

  /**
   * Runs until there is nothing to do, and calls `leave` in the same turn in which it sees that, so
   * that no notification is lost in between. Rejects only once the reconciler ends, or for a bug.
   */
  async run(leave: () => void): Promise<void> {
    const { scopes, store } = this.#shared;
    let tried: Tried | undefined;
    try {
      while (!scopes.isEnded) {
        this.#notifier.clear();
        const level = await store.read(this.#name);
        this.#level = level;
        if (scopes.isEnded) return;
        if (level === undefined || settled(level.pipeline.deployment)) {
          if (!this.#notifier.isNotified) return;
          tried = undefined;
        } else {
          tried = await this.#proceed(level, tried);
        }
      }
    } finally {
      leave();
    }
  }

  /**
   * Does the step of this level. If it was tried before, only waits; the level is read again after
   * that.
   */
  async #proceed(level: Level, before: Tried | undefined): Promise<Tried> {
    const { pipeline } = level;
    const tried = before && isSameLevel(before.pipeline, pipeline) ? before : undefined;
    if (tried !== undefined && !tried.isDue) {
      await this.#wait(level, tried);
      return { ...tried, isDue: true };
    }
    const attempt = (tried?.attempt ?? 0) + 1;
    const error = await this.#try(level, attempt, tried?.error ?? null);
    return { pipeline, attempt, error, isDue: false };
  }

  /** Waits before the next try, unless the level changes. */
  async #wait(level: Level, { attempt, error }: Tried): Promise<void> {
    const { journal, settings } = this.#shared;
    const { clock, backoff, random } = settings;
    const wait = delayAfter(attempt, backoff, random);
    const delay = Math.min(wait, Math.max(0, this.#timeLeft(level)));
    journal.write({ type: 'retried', ...this.#about(level), attempt, delay, error });
    await this.#whileSame(level, (signal) => clock.sleep(delay, signal));
  }

  /**
   * Does the step once. Resolves with its error, or null; `before` is the error of the try before.
   */
  async #try(level: Level, attempt: number, before: unknown): Promise<unknown> {
    this.#shared.journal.write({ type: 'begun', ...this.#about(level), attempt });
    const claimed = claimedObservation(level);
    if (claimed === undefined) return this.#task(level, before);
    await this.#report(level, claimed);
    return null;
  }

  /** Has the executor do the step, while it is wanted and time is left. */
  async #task(level: Level, before: unknown): Promise<unknown> {
    const { clock, taskTimeouts } = this.#shared.settings;
    const left = this.#timeLeft(level);
    if (left <= 0) {
      await this.#timeOut(level, before);
      return null;
    }
    const name = taskNameOf(level);
    const timeout = taskTimeouts[name];
    const controller = new AbortController();
    const task = this.#begin(level, controller.signal);
    const isSame = await this.#whileSame(level, (signal) =>
      Promise.race([task.done, clock.sleep(Math.min(left, timeout), signal)]),
    );
    if (task.result !== undefined) return this.#reportResult(level, task.result);
    const cause = this.#shared.scopes.isEnded ? 'ending' : isSame ? 'timeout' : 'level';
    this.#shared.journal.write({ type: 'aborted', ...this.#about(level), cause });
    controller.abort();
    const isRetried = cause === 'timeout' && timeout < left;
    // Reported before the task ends, so that a late success cannot overtake it.
    if (cause === 'timeout' && !isRetried) await this.#timeOut(level, before);
    await this.#awaitEnd(level, task);
    return isRetried ? new TaskTimeoutError(name, timeout) : null;
  }

  #begin(level: Level, signal: AbortSignal): RunningTask {
    const { settings, tasks } = this.#shared;
    const done = attempt(settings.executor, level, signal);
    const task: RunningTask = { about: this.#about(level), done, isAbandoned: false };
    tasks.add(task);
    void done.then((result) => {
      task.result = result;
      tasks.delete(task);
    });
    return task;
  }

  /**
   * Reports the result of a task. Resolves with its error if there is nothing to report, else null.
   */
  async #reportResult(level: Level, result: AttemptResult): Promise<unknown> {
    if ('error' in result) return result.error;
    const { observation } = result;
    const outcome = await this.#report(level, observation);
    if (observation.type === 'failed' && outcome?.accepted && outcome.changed) {
      const { error } = observation;
      this.#shared.journal.write({ type: 'failed', ...this.#about(level), error });
    }
    return null;
  }

  /**
   * Waits for a task that was called off, within the grace period; a late result is still reported.
   */
  async #awaitEnd(level: Level, task: RunningTask): Promise<void> {
    const { scopes, settings, journal, follow } = this.#shared;
    const { clock, grace } = settings;
    await scopes.within((scope) => Promise.race([task.done, clock.sleep(grace, scope.signal)]));
    if (task.result !== undefined) {
      await this.#reportResult(level, task.result);
      return;
    }
    // At the end of the reconciler, one grace period covers all tasks.
    if (!scopes.isEnded) {
      task.isAbandoned = true;
      journal.write({ type: 'abandoned', ...task.about });
    }
    follow(this.#name, this.#reportLate(level, task));
  }

  async #reportLate(level: Level, task: RunningTask): Promise<void> {
    const result = await task.done;
    if (this.#shared.journal.isClosed) return;
    await this.#reportResult(level, result);
    this.#shared.look(this.#name);
  }

  async #timeOut(level: Level, lastError: unknown): Promise<void> {
    const timeout = this.#shared.settings.provisioningTimeout;
    // The error of the executor is for the log; clients see this one.
    const error = {
      message: `The pipeline was not provisioned within ${timeout} ms.`,
      error_code: 'ProvisioningTimeout',
      details: { timeout_ms: timeout },
    };
    const { generation } = level.step;
    const outcome = await this.#report(level, { type: 'failed', error, generation });
    if (!outcome?.accepted || !outcome.changed) return;
    const told = { timeout, error: lastError };
    this.#shared.journal.write({ type: 'timedOut', ...this.#about(level), ...told });
  }

  /**
   * Returns the milliseconds until the deployment fails. They count from the stored time, so that a
   * new reconciler grants no extra time; and never more than all of them, even if the writer's
   * clock was ahead.
   */
  #timeLeft({ pipeline, step }: Level): number {
    if (step.type !== 'awaitProvisioned') return Infinity;
    const { clock, provisioningTimeout } = this.#shared.settings;
    const gone = clock.now() - Date.parse(pipeline.since.deployment_status);
    return provisioningTimeout - Math.max(0, gone);
  }

  #report({ pipeline, step }: Level, observation: Observation): Promise<Outcome | undefined> {
    const about = { pipelineName: this.#name, pipelineId: pipeline.id, step: step.type };
    return this.#shared.store.report({ ...about, observation });
  }

  #about({ step }: Level): StepReference {
    return { pipelineName: this.#name, generation: step.generation, step: step.type };
  }

  /**
   * Waits for this work until the level changes or the reconciler ends. Resolves with true if
   * neither has happened.
   */
  async #whileSame(level: Level, work: (signal: AbortSignal) => Promise<unknown>) {
    try {
      return await this.#shared.scopes.within(async (scope) => {
        // If the level can no longer be watched, it counts as changed, and is read again.
        this.#watch(level, scope).catch(() => scope.abort());
        await Promise.race([work(scope.signal), aborted(scope.signal)]);
        return !scope.signal.aborted;
      });
    } finally {
      // Ends the watch, which waits for a notification.
      this.#notifier.notify();
    }
  }

  /** Aborts the scope once the level has changed. Ends with the scope. */
  async #watch({ pipeline }: Level, scope: AbortController): Promise<void> {
    // Checked after each read as well: the notifier has another listener by then.
    while (!scope.signal.aborted) {
      await this.#notifier.notified();
      if (scope.signal.aborted) return;
      this.#notifier.clear();
      const now = await this.#shared.store.read(this.#name, scope.signal);
      if (now === undefined || !isSameLevel(now.pipeline, pipeline)) scope.abort();
    }
  }
}

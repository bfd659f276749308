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
import { settled } from '../../lifecycle';
import {
  type CalledOffCause,
  TaskCalledOffError,
  type TaskName,
  TaskTimeoutError,
} from '../executor';
import type { Pipeline } from '../pipeline';
import { delayAfter, reportOf, taskOf } from '../tasks';
import { attempt, taskAheadOf } from './attempt';
import type { Hold } from './hold';
import { isSameLevel, type Level } from './level';
import { LevelReports, type StepEnd } from './level-reports';
import { LevelWatch } from './level-watch';
import { ProvisioningTime } from './provisioning-time';
import type { RunningTask, SharedState } from './shared-state';
import type { Slot } from './slots';

/** A step that was tried and has not changed the level. */
interface TriedStep {
  readonly pipeline: Pipeline;
  /** The number of the try, counting from 1. */
  readonly attempt: number;
  /** The error that the executor rejected with; null if the step was done or called off. */
  readonly error: unknown;
  /** True once the wait before the next try is over. */
  readonly isDue: boolean;
}

/** Reconciles one pipeline until it is settled or gone, or the reconciler ends. */
export class PipelineLoop {
  readonly #name: string;
  readonly #shared: SharedState;
  readonly #watch: LevelWatch;
  readonly #reports: LevelReports;
  readonly #provisioning: ProvisioningTime;
  readonly #hold: Hold | null;
  #level: Level | undefined;
  /** The slot for the next task, if it has one. */
  #slot: Slot | undefined;

  /** `hold` is the claim of the pipeline; null if the store has no claims. */
  constructor(name: string, shared: SharedState, hold: Hold | null) {
    const { clock, provisioningTimeout } = shared.settings;
    this.#name = name;
    this.#shared = shared;
    this.#hold = hold;
    this.#watch = new LevelWatch(name, shared, hold);
    this.#reports = new LevelReports(name, shared, this.#watch, hold);
    this.#provisioning = new ProvisioningTime(clock, provisioningTimeout);
  }

  /** Makes the loop read the level again soon. */
  notify(): void {
    this.#watch.notifier.notify();
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
    const { store } = this.#shared;
    let tried: TriedStep | undefined;
    try {
      while (!this.#isOver) {
        this.#watch.notifier.clear();
        const level = await store.read(this.#name);
        this.#level = level;
        if (this.#isOver || this.#isOfAnother(level)) return;
        if (level === undefined || settled(level.pipeline.deployment)) {
          if (!this.#watch.notifier.isNotified) return;
          this.#releaseSlot();
          tried = undefined;
        } else {
          tried = await this.#proceed(level, tried);
        }
      }
    } finally {
      this.#releaseSlot();
      leave();
    }
  }

  get #isOver(): boolean {
    return this.#shared.scopes.isEnded || this.#hold?.isOver === true;
  }

  /** True if the claim was of an earlier pipeline of this name. */
  #isOfAnother(level: Level | undefined): boolean {
    const { pipelineId } = this.#hold?.claim ?? {};
    return pipelineId !== undefined && level !== undefined && level.pipeline.id !== pipelineId;
  }

  /**
   * Does the step of this level. If it was tried before, only waits; the level is read again after
   * that.
   */
  async #proceed(level: Level, before: TriedStep | undefined): Promise<TriedStep | undefined> {
    const { pipeline } = level;
    const tried = before && isSameLevel(before.pipeline, pipeline) ? before : undefined;
    if (tried !== undefined && !tried.isDue) {
      await this.#wait(level, tried);
      return { ...tried, isDue: true };
    }
    if (!(await this.#hasSlot(level))) return tried;
    const attempt = (tried?.attempt ?? 0) + 1;
    const { error } = await this.#try(level, attempt, tried?.error ?? null);
    return { pipeline, attempt, error, isDue: false };
  }

  /** Waits before the next try, unless the level changes. */
  async #wait(level: Level, { attempt, error }: TriedStep): Promise<void> {
    const { journal, settings } = this.#shared;
    const { clock, backoff, random } = settings;
    this.#releaseSlot();
    const wait = delayAfter(attempt, backoff, random);
    const delay = Math.min(wait, Math.max(0, this.#provisioning.left(level)));
    journal.write({ type: 'retried', ...this.#reports.about(level), attempt, delay, error });
    await this.#watch.whileSame(level, (signal) => clock.sleep(delay, signal));
  }

  /**
   * Waits for a slot, if a task is about to begin. Resolves with false if the level has changed
   * before it was granted.
   */
  async #hasSlot(level: Level): Promise<boolean> {
    const { slots, journal } = this.#shared;
    const task = taskAheadOf(level);
    if (task !== undefined && task === this.#slot?.task) return true;
    this.#releaseSlot();
    // A failure that is due needs no slot.
    if (task === undefined || this.#provisioning.left(level) <= 0) return true;
    const slot = slots.request(task);
    this.#slot = slot;
    if (slot.isGranted) return true;
    journal.write({ type: 'queued', ...this.#reports.about(level), waiting: slots.waiting });
    const waiting = this.#watch.whileSame(level, () => slot.granted);
    const isSame = await this.#provisioning.withoutCounting(waiting);
    if (!isSame) this.#releaseSlot();
    return isSame;
  }

  #releaseSlot(): void {
    this.#slot?.release();
    this.#slot = undefined;
  }

  /** Does the step once. `before` is the error of the try before. */
  async #try(level: Level, attempt: number, before: unknown): Promise<StepEnd> {
    this.#shared.journal.write({ type: 'begun', ...this.#reports.about(level), attempt });
    const reported = reportOf(level.step);
    if (reported !== undefined) {
      await this.#reports.report(level, reported);
      return { error: null };
    }
    const task = taskOf(level.step);
    return task === undefined ? { error: null } : this.#task(level, task, before);
  }

  /** Has the executor do the step, while it is wanted and time is left. */
  async #task(level: Level, name: TaskName, before: unknown): Promise<StepEnd> {
    const { clock, taskTimeouts } = this.#shared.settings;
    const left = this.#provisioning.left(level);
    if (left <= 0) {
      this.#releaseSlot();
      await this.#reports.timeOut(level, before);
      return { error: null };
    }
    const timeout = taskTimeouts[name];
    const controller = new AbortController();
    const task = this.#begin(level, controller.signal);
    const isSame = await this.#watch.whileSame(level, (signal) =>
      Promise.race([task.done, clock.sleep(Math.min(left, timeout), signal)]),
    );
    if (task.result !== undefined) return this.#reports.reportResult(level, task.result);
    const cause = this.#causeOfEnd(isSame);
    this.#shared.journal.write({ type: 'aborted', ...this.#reports.about(level), cause });
    controller.abort(new TaskCalledOffError(cause));
    const isRetried = cause === 'timeout' && timeout < left;
    // Reported before the task ends, so that a late success cannot overtake it.
    if (cause === 'timeout' && !isRetried) await this.#reports.timeOut(level, before);
    await this.#awaitEnd(level, task);
    return { error: isRetried ? new TaskTimeoutError(name, timeout) : null };
  }

  #causeOfEnd(isSame: boolean): CalledOffCause {
    if (this.#hold?.isLost) return 'claim';
    if (this.#shared.scopes.isEnded) return 'ending';
    return isSame ? 'timeout' : 'level';
  }

  #begin(level: Level, signal: AbortSignal): RunningTask {
    const { settings, tasks } = this.#shared;
    const slot = this.#slot;
    this.#slot = undefined;
    const done = attempt(settings.executor, level, signal, this.#hold?.claim.fence ?? null);
    const task: RunningTask = { about: this.#reports.about(level), slot, done, isAbandoned: false };
    tasks.add(task);
    void done.then((result) => {
      slot?.release();
      task.result = result;
      tasks.delete(task);
    });
    return task;
  }

  /**
   * Waits for a task that was called off, within the grace period; a late result is still reported.
   */
  async #awaitEnd(level: Level, task: RunningTask): Promise<void> {
    const { scopes, settings, journal, follow } = this.#shared;
    const { clock, grace } = settings;
    await scopes.within((scope) => Promise.race([task.done, clock.sleep(grace, scope.signal)]));
    if (task.result !== undefined) {
      if (!this.#hold?.isOver) await this.#reports.reportResult(level, task.result);
      return;
    }
    // At the end of the reconciler, one grace period covers all tasks.
    if (!scopes.isEnded) {
      task.isAbandoned = true;
      task.slot?.release();
      journal.write({ type: 'abandoned', ...task.about });
    }
    follow(this.#name, this.#reports.reportLate(level, task));
  }
}

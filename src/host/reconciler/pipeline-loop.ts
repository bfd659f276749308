/**
 * The loop of one pipeline that is not at rest: read the level, do that one step, and again.
 *
 * The complication is what happens meanwhile. While a task runs, or a wait before the next try, the level
 * is watched: once something else is wanted, the task is told to end and waited for, but not for ever,
 * because an executor that does not listen must not hold up a forced stop. What it comes to later is
 * reported all the same: whether it still counts, `observe` decides, and not this loop. A second state
 * machine in here, of what cancels what, would have to agree with the lifecycle; there is none.
 */
import type { Observation, Outcome } from '../../lifecycle';
import type { Pipeline } from '../pipeline';
import { attempt, claimOf, type Ended } from './attempt';
import { delayAfter } from './backoff';
import { Bell } from './bell';
import type { Journal, OfStep } from './events';
import { isAtRest, isSameLevel, type Level } from './level';
import type { Settings } from './options';
import type { PatientStore } from './retried-store';
import { aborted, type Scopes } from './scopes';

/** What the loops of all pipelines share. */
export interface Shared {
  readonly settings: Settings;
  readonly store: PatientStore;
  readonly journal: Journal;
  /** Ended with the reconciler. */
  readonly scopes: Scopes;
  /** The tasks that were begun and have not ended. */
  readonly tasks: Set<Running>;
  /** What is not awaited here, and must have ended before the reconciler has. */
  follow(pipelineName: string, work: Promise<void>): void;
  /** Looks at a pipeline (again). */
  look(pipelineName: string): void;
}

/** A step that was tried, for as long as that has not led on. */
interface Tried {
  readonly pipeline: Pipeline;
  /** How often, counting from 1. */
  readonly attempt: number;
  /** What the executor rejected with; null where the step was done, or broken off. */
  readonly error: unknown;
  /** Whether it has been waited for long enough. */
  readonly isDue: boolean;
}

/** A task that was begun. */
export interface Running {
  readonly about: OfStep;
  /** Never rejects. */
  readonly ending: Promise<Ended>;
  /** What it has come to, if it has. */
  ended?: Ended;
  /** Whether it is waited for no longer. */
  isAbandoned: boolean;
}

/** Reconciles one pipeline. Ends once it is at rest or gone, or with the reconciler. */
export class PipelineLoop {
  readonly #name: string;
  readonly #shared: Shared;
  readonly #bell = new Bell();
  #level: Level | undefined;

  constructor(name: string, shared: Shared) {
    this.#name = name;
    this.#shared = shared;
  }

  /** Looks at the level soon. */
  ring(): void {
    this.#bell.ring();
  }

  /** Whether the pipeline is still where this loop works on it. */
  isAt(pipeline: Pipeline): boolean {
    return this.#level !== undefined && isSameLevel(this.#level.pipeline, pipeline);
  }

  /**
   * Runs until there is nothing to do, and calls `leave` in the same turn in which that was seen, so that
   * no ring is lost in between. Rejects only once the reconciler ends, or for a bug.
   */
  async run(leave: () => void): Promise<void> {
    const { scopes, store } = this.#shared;
    let tried: Tried | undefined;
    try {
      while (!scopes.isEnded) {
        this.#bell.clear();
        const level = await store.read(this.#name);
        this.#level = level;
        if (scopes.isEnded) return;
        if (level === undefined || isAtRest(level.pipeline.deployment)) {
          if (!this.#bell.isRung) return;
          tried = undefined;
        } else {
          tried = await this.#goOn(level, tried);
        }
      }
    } finally {
      leave();
    }
  }

  /** Does the step of this level. Where that was tried before, waits; then the level is read again. */
  async #goOn(level: Level, before: Tried | undefined): Promise<Tried> {
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

  /** Does the step once. Gives the error that it ended with, or null; takes that of the try before. */
  async #try(level: Level, attempt: number, before: unknown): Promise<unknown> {
    this.#shared.journal.write({ type: 'begun', ...this.#about(level), attempt });
    const claim = claimOf(level);
    if (claim === undefined) return this.#task(level, before);
    await this.#report(level, claim);
    return null;
  }

  /** Has the executor do the step, for as long as it is wanted and time is left. */
  async #task(level: Level, before: unknown): Promise<unknown> {
    const { clock } = this.#shared.settings;
    const left = this.#timeLeft(level);
    if (left <= 0) {
      await this.#timeOut(level, before);
      return null;
    }
    const controller = new AbortController();
    const task = this.#begin(level, controller.signal);
    const isSame = await this.#whileSame(level, (signal) =>
      left === Infinity ? task.ending : Promise.race([task.ending, clock.sleep(left, signal)]),
    );
    if (task.ended !== undefined) return this.#end(level, task.ended);
    const cause = this.#shared.scopes.isEnded ? 'ending' : isSame ? 'timeout' : 'level';
    this.#shared.journal.write({ type: 'aborted', ...this.#about(level), cause });
    controller.abort();
    // At once, so that a late success does not go before it.
    if (cause === 'timeout') await this.#timeOut(level, before);
    await this.#letEnd(level, task);
    // What it rejects with by now is no failure: it was told to end in any way.
    return null;
  }

  #begin(level: Level, signal: AbortSignal): Running {
    const { settings, tasks } = this.#shared;
    const ending = attempt(settings.executor, level, signal);
    const task: Running = { about: this.#about(level), ending, isAbandoned: false };
    tasks.add(task);
    void ending.then((ended) => {
      task.ended = ended;
      tasks.delete(task);
    });
    return task;
  }

  /** Reports what a task has come to. Gives the error where that is nothing to report, or null. */
  async #end(level: Level, ended: Ended): Promise<unknown> {
    if ('error' in ended) return ended.error;
    const { observation } = ended;
    const outcome = await this.#report(level, observation);
    if (observation.type === 'failed' && outcome?.accepted && outcome.changed) {
      const { error } = observation;
      this.#shared.journal.write({ type: 'failed', ...this.#about(level), error });
    }
    return null;
  }

  /** Waits for a task that was told to end, but not for ever; what it comes to is reported even so. */
  async #letEnd(level: Level, task: Running): Promise<void> {
    const { scopes, settings, journal, follow } = this.#shared;
    const { clock, grace } = settings;
    await scopes.within((scope) => Promise.race([task.ending, clock.sleep(grace, scope.signal)]));
    if (task.ended !== undefined) {
      await this.#end(level, task.ended);
      return;
    }
    // Where all ends, there is one grace for all.
    if (!scopes.isEnded) {
      task.isAbandoned = true;
      journal.write({ type: 'abandoned', ...task.about });
    }
    follow(this.#name, this.#endLate(level, task));
  }

  async #endLate(level: Level, task: Running): Promise<void> {
    const ended = await task.ending;
    if (this.#shared.journal.isClosed) return;
    await this.#end(level, ended);
    this.#shared.look(this.#name);
  }

  async #timeOut(level: Level, lastError: unknown): Promise<void> {
    const timeout = this.#shared.settings.provisioningTimeout;
    // What the executor said is for the log: clients see this one.
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
   * The milliseconds until the deployment counts as failed. Counted from what is stored, so that a
   * reconciler that begins anew grants no more time; and never more than all of it, whatever the clock of
   * who wrote that said.
   */
  #timeLeft({ pipeline, step }: Level): number {
    if (step.type !== 'awaitProvisioned') return Infinity;
    const { clock, provisioningTimeout } = this.#shared.settings;
    const gone = clock.now() - Date.parse(pipeline.since.deployment_status);
    return provisioningTimeout - Math.max(0, gone);
  }

  #report({ pipeline, step }: Level, observation: Observation): Promise<Outcome | undefined> {
    const about = { pipelineName: this.#name, pipeline, step: step.type };
    return this.#shared.store.report({ ...about, observation });
  }

  #about({ step }: Level): OfStep {
    return { pipelineName: this.#name, generation: step.generation, step: step.type };
  }

  /**
   * Waits for this work, but no longer than the level is the same and the reconciler goes on. Says whether
   * it still is.
   */
  async #whileSame(level: Level, work: (signal: AbortSignal) => Promise<unknown>) {
    try {
      return await this.#shared.scopes.within(async (scope) => {
        // Where it cannot be watched any more, it is read again.
        this.#watch(level, scope).catch(() => scope.abort());
        await Promise.race([work(scope.signal), aborted(scope.signal)]);
        return !scope.signal.aborted;
      });
    } finally {
      // So that the watch, which waits for it, ends.
      this.#bell.ring();
    }
  }

  /** Aborts the scope once the level is another one. Ends with the scope. */
  async #watch({ pipeline }: Level, scope: AbortController): Promise<void> {
    // Asked after each read as well: the bell has another listener by then.
    while (!scope.signal.aborted) {
      await this.#bell.rung();
      if (scope.signal.aborted) return;
      this.#bell.clear();
      const now = await this.#shared.store.read(this.#name, scope.signal);
      if (now === undefined || !isSameLevel(now.pipeline, pipeline)) scope.abort();
    }
  }
}

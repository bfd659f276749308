/**
 * The reports of one pipeline's loop.
 *
 * A report that the store does not take must not hold up a forced stop. So the level is watched
 * between two tries. Once it has changed, the report is tried again at once, because the store may
 * be back, and what was done before the change is best written before what follows. If the store
 * rejects it again, the loop goes on and the report is retried in the background. If it comes late,
 * the lifecycle decides, by the stored deployment, if it still counts.
 */
import type { Observation, Outcome } from '../../lifecycle';
import type { AttemptResult } from './attempt';
import type { StepReference } from './events';
import type { Hold } from './hold';
import type { Level } from './level';
import type { LevelWatch } from './level-watch';
import type { ReportedObservation } from './retrying-store';
import type { RunningTask, SharedState } from './shared-state';

/**
 * The end of a try: its error, or null. Always in this box: what an executor threw may be a promise
 * that never settles, and an async function that returned it would wait for it.
 */
export interface StepEnd {
  readonly error: unknown;
}

/** Called with the outcome of a report; undefined if the pipeline is gone. */
type TellOutcome = (outcome: Outcome | undefined) => void;

/** Reports what was observed of one pipeline. */
export class LevelReports {
  readonly #name: string;
  readonly #shared: SharedState;
  readonly #watch: LevelWatch;
  readonly #hold: Hold | null;

  constructor(name: string, shared: SharedState, watch: LevelWatch, hold: Hold | null) {
    this.#hold = hold;
    this.#name = name;
    this.#shared = shared;
    this.#watch = watch;
  }

  /**
   * Reports an observation, and calls `tell` with its outcome. Resolves once it is written, or once
   * the loop should go on without it.
   */
  async report(
    level: Level,
    observation: Observation,
    tell: TellOutcome = () => {},
  ): Promise<void> {
    const { store, settings, scopes, follow, look } = this.#shared;
    const { clock } = settings;
    let isSame = true;
    let leave = () => {};
    const left = new Promise<boolean>((resolve) => {
      leave = () => resolve(false);
    });
    const pause = async (delay: number) => {
      if (isSame) {
        isSame = await this.#watch.whileSame(level, (signal) => clock.sleep(delay, signal));
        return;
      }
      leave();
      await scopes.within((scope) => clock.sleep(delay, scope.signal));
    };
    const report = store.report(this.#reported(level, observation), pause).then(tell);
    const isWritten = await Promise.race([report.then(() => true), left]);
    if (!isWritten)
      follow(
        this.#name,
        report.then(() => look(this.#name)),
      );
  }

  /** Reports the result of a task. Resolves with its error if there is nothing to report. */
  async reportResult(level: Level, result: AttemptResult): Promise<StepEnd> {
    if ('error' in result) return result;
    const { observation } = result;
    await this.report(level, observation, this.#failureTold(level, observation));
    return { error: null };
  }

  /** Reports the result of a task that the loop no longer waits for, once it ends. */
  async reportLate(level: Level, { done }: RunningTask): Promise<void> {
    const { journal, store, look } = this.#shared;
    const result = await done;
    if (journal.isClosed || this.#hold?.isOver) return;
    if ('observation' in result) {
      const { observation } = result;
      const outcome = await store.report(this.#reported(level, observation));
      this.#failureTold(level, observation)(outcome);
    }
    look(this.#name);
  }

  /** Reports that provisioning took too long; `lastError` is what the executor rejected with. */
  async timeOut(level: Level, lastError: unknown): Promise<void> {
    const timeout = this.#shared.settings.provisioningTimeout;
    // The error of the executor is for the log; clients see this one.
    const error = {
      message: `The pipeline was not provisioned within ${timeout} ms.`,
      error_code: 'ProvisioningTimeout',
      details: { timeout_ms: timeout },
    };
    const { generation } = level.step;
    await this.report(level, { type: 'failed', error, generation }, (outcome) => {
      if (!outcome?.accepted || !outcome.changed) return;
      const told = { timeout, error: lastError };
      this.#shared.journal.write({ type: 'timedOut', ...this.about(level), ...told });
    });
  }

  /** Returns the reference to the step of this level, for events. */
  about({ step }: Level): StepReference {
    return { pipelineName: this.#name, generation: step.generation, step: step.type };
  }

  /** Returns what to do with the outcome of a result: a failure has an event of its own. */
  #failureTold(level: Level, observation: Observation): TellOutcome {
    return (outcome) => {
      if (observation.type !== 'failed' || !outcome?.accepted || !outcome.changed) return;
      const { error } = observation;
      this.#shared.journal.write({ type: 'failed', ...this.about(level), error });
    };
  }

  #reported({ pipeline, step }: Level, observation: Observation): ReportedObservation {
    const about = { pipelineName: this.#name, pipelineId: pipeline.id };
    return { ...about, observation, step: step.type, hold: this.#hold };
  }
}

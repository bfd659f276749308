/**
 * The control loop of a host: asks `reconcile` for the next step of each pipeline, has the executor
 * do it, and writes down the result, until the status is the desired one.
 *
 * It is level-triggered. If the store reports a change, that pipeline is looked at immediately.
 * Everything else (another process wrote, a message was lost, this process has just started) is
 * found by reading the list of all pipelines from time to time. So a reconciler may die anywhere:
 * the next one finds the level unchanged and does the step again, which executors must allow. A
 * queue of events would be faster by a few seconds at best, and wrong for ever after the first lost
 * event.
 *
 * A settled pipeline costs nothing but its place in that list: no timer, no closure and no entry.
 *
 * Several reconcilers may share a store. Every observation is decided by the lifecycle against the
 * stored deployment, so nothing illegal is ever written. If the store has claims, each pipeline is
 * reconciled by one of them at a time. Otherwise each may ask the executor, because another one may
 * be dead.
 */
import { whenRejected } from '../../input';
import { parseObservation, settled } from '../../lifecycle';
import type { ReportObservation } from '../executor';
import type { Pipeline } from '../pipeline';
import { ownReference } from '../tasks';
import type { TimeLimit } from '../time';
import { Claiming } from './claiming';
import { Journal, type ReconcilerReport } from './events';
import type { Hold } from './hold';
import { type ReconcilerOptions, type ReconcilerSettings, reconcilerSettings } from './options';
import { PipelineLoop } from './pipeline-loop';
import { limitsOf, RetryingStore } from './retrying-store';
import { aborted, Scopes } from './scopes';
import type { RunningTask, SharedState } from './shared-state';
import { Slots } from './slots';

/**
 * Reconciles the pipelines of this store until the signal is aborted. Resolves once every task has
 * ended, at most `grace` milliseconds later, with the number of each event; after that it writes
 * only what the executor reports unasked. Errors of the store, the executor or a listener do not
 * end it. Rejects with InvalidInputError if the options are invalid, and with the errors of
 * `executor.connect`, the clock or `random`.
 */
export async function runReconciler(options: ReconcilerOptions): Promise<ReconcilerReport> {
  return new Reconciler(reconcilerSettings(options)).run();
}

class Reconciler implements SharedState {
  readonly settings: ReconcilerSettings;
  readonly journal: Journal;
  readonly scopes = new Scopes();
  readonly store: RetryingStore;
  readonly slots: Slots;
  readonly limitOf: (call: string) => TimeLimit;
  readonly tasks = new Set<RunningTask>();
  /** The loops of the pipelines that are not settled. */
  readonly #loops = new Map<string, PipelineLoop>();
  /** The claims, if the store has them: then no other pipelines are reconciled. */
  readonly #claiming: Claiming | undefined;
  /** The work that must end before the reconciler does. Never rejects. */
  readonly #work = new Set<Promise<unknown>>();

  constructor(settings: ReconcilerSettings) {
    this.settings = settings;
    this.journal = new Journal(settings.onEvent);
    this.store = new RetryingStore(settings, this.journal, this.scopes);
    this.slots = new Slots(settings.concurrency);
    this.limitOf = limitsOf(settings);
    if (settings.store.claims !== undefined) {
      this.#claiming = new Claiming(this, (hold) => this.#reconcile(hold.claim.pipelineName, hold));
    }
  }

  async run(): Promise<ReconcilerReport> {
    const { signal, executor } = this.settings;
    if (signal.aborted) return this.journal.close();
    whenRejected(executor.connect?.(this.#report), (error) =>
      this.journal.write({ type: 'connectFailed', pipelineName: null, error }),
    );
    const unwatch = this.store.watch(this.look);
    const resync = this.#claiming?.run() ?? this.#resync();
    this.#track(resync);
    let report: ReconcilerReport;
    try {
      await Promise.race([aborted(signal), resync]);
    } finally {
      unwatch();
      this.scopes.end();
      await this.#ended();
      await this.#claiming?.end();
      report = this.#close();
    }
    return report;
  }

  readonly look = (pipelineName: string): void => {
    const known = this.#loops.get(pipelineName);
    if (known !== undefined) {
      known.notify();
      return;
    }
    if (this.#claiming !== undefined) this.#claiming.changed();
    else this.follow(pipelineName, this.#reconcile(pipelineName, null));
  };

  /** Reconciles a pipeline until it is settled or gone, or its claim is lost. */
  #reconcile(pipelineName: string, hold: Hold | null): Promise<void> {
    const loop = new PipelineLoop(pipelineName, this, hold);
    this.#loops.set(pipelineName, loop);
    return loop.run(() => {
      if (this.#loops.get(pipelineName) === loop) this.#loops.delete(pipelineName);
    });
  }

  readonly follow = (pipelineName: string, work: Promise<void>): void => {
    this.#track(
      work.catch((error) => {
        // Work that is called off at the end rejects, as it should.
        if (!this.scopes.isEnded) this.journal.write({ type: 'broken', pipelineName, error });
      }),
    );
  };

  #track(work: Promise<unknown>): void {
    const done = work.catch(() => {});
    this.#work.add(done);
    void done.then(() => this.#work.delete(done));
  }

  /** Looks at all pipelines at the start, and then from time to time. */
  async #resync(): Promise<void> {
    const { clock, resync } = this.settings;
    while (!this.scopes.isEnded) {
      // Pipelines with a loop that are missing in the list are gone.
      const gone = new Set(this.#loops.keys());
      await this.store.each((pipeline) => {
        gone.delete(pipeline.name);
        this.#lookAt(pipeline);
      });
      gone.forEach(this.look);
      await this.scopes.within((scope) => clock.sleep(resync, scope.signal));
    }
  }

  #lookAt(pipeline: Pipeline): void {
    const loop = this.#loops.get(pipeline.name);
    const isHandled = loop?.isWorkingOn(pipeline) ?? settled(pipeline.deployment);
    if (!isHandled) this.look(pipeline.name);
  }

  /** Resolves once all work has ended, or the grace period is over. */
  async #ended(): Promise<void> {
    const { clock, grace } = this.settings;
    const timer = new AbortController();
    const all = async () => {
      while (this.#work.size > 0) await Promise.all(this.#work);
    };
    await Promise.race([all(), clock.sleep(grace, timer.signal)]);
    timer.abort();
  }

  /** Closes the journal: whatever ends later writes nothing. */
  #close(): ReconcilerReport {
    for (const { about, isAbandoned } of this.tasks) {
      if (!isAbandoned) this.journal.write({ type: 'abandoned', ...about });
    }
    this.store.close();
    return this.journal.close();
  }

  /** Applies an observation that the executor reports unasked. */
  readonly #report: ReportObservation = (reference, observation) => {
    const outcome = this.#apply(reference, observation);
    this.#track(outcome);
    return outcome;
  };

  async #apply(
    ...[reference, given]: Parameters<ReportObservation>
  ): ReturnType<ReportObservation> {
    const { pipelineName, pipelineId } = ownReference(reference);
    const observation = parseObservation(given);
    const reported = { pipelineName, pipelineId, observation, step: null, hold: null };
    // The next reconciler would not learn of it, so it is still written, without another try.
    if (this.journal.isClosed) return this.store.reportOnce(reported);
    const outcome = await this.store.report(reported);
    this.look(pipelineName);
    return outcome;
  }
}

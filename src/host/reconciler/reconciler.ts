/**
 * The loop of a host: keeps asking `reconcile` what is to be done with each pipeline, has the executor do
 * it, and reports what came of it, until the status is the desired one.
 *
 * It goes by the level, never by the event. The store may tell of changes, and then a pipeline is looked at
 * at once; but whatever is not told (another process wrote, a message was lost, this process has just
 * begun) is found by reading the list of all pipelines from time to time. So a reconciler may die anywhere:
 * the next one finds the level as it was and does the step again, which executors must bear. A queue of
 * events would be faster by a few seconds at best, and wrong for ever after the first one that is lost.
 *
 * A pipeline at rest costs nothing but its place in that list: it has no timer, no closure and no entry.
 *
 * Several reconcilers may share a store. What is promised then: every report is decided by the lifecycle
 * against what is stored, so that of two claims to provision one is stale, and nothing is ever
 * written that is not legal. What is not promised: that only one asks the executor. Once a pipeline is
 * Provisioning, each may ask, because the one that claimed may be dead; executors are asked for one
 * pipeline and generation, and doing that twice must be safe. "One task at a time" holds for each of them.
 */
import { parseObservation } from '../../lifecycle';
import type { Report } from '../executor';
import { applyObservation, type Pipeline } from '../pipeline';
import { Journal, type ReconcilerReport } from './events';
import { isAtRest } from './level';
import { type ReconcilerOptions, type Settings, settingsOf } from './options';
import { PipelineLoop, type Running, type Shared } from './pipeline-loop';
import { PatientStore } from './retried-store';
import { aborted, Scopes } from './scopes';

/**
 * Reconciles the pipelines of this store until the signal is aborted. Resolves once every task has ended,
 * at most `grace` milliseconds later, and says how often what has happened; after that nothing is written
 * but what the executor reports by itself. Neither the store nor the executor nor a listener can end it.
 * Rejects with InvalidInputError for options that are none, and with what `executor.connect`, the clock or
 * `random` throw.
 */
export async function runReconciler(options: ReconcilerOptions): Promise<ReconcilerReport> {
  return new Reconciler(settingsOf(options)).run();
}

class Reconciler implements Shared {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly scopes = new Scopes();
  readonly store: PatientStore;
  readonly tasks = new Set<Running>();
  /** Of the pipelines that are not at rest. */
  readonly #loops = new Map<string, PipelineLoop>();
  /** What must have ended before this has. Never rejects. */
  readonly #work = new Set<Promise<unknown>>();

  constructor(settings: Settings) {
    this.settings = settings;
    this.journal = new Journal(settings.onEvent);
    this.store = new PatientStore(settings, this.journal, this.scopes);
  }

  async run(): Promise<ReconcilerReport> {
    const { signal, executor } = this.settings;
    if (signal.aborted) return this.journal.close();
    executor.connect?.(this.#report);
    const unwatch = this.store.watch(this.look);
    const resync = this.#resync();
    this.#add(resync);
    let report: ReconcilerReport;
    try {
      await Promise.race([aborted(signal), resync]);
    } finally {
      unwatch();
      this.scopes.end();
      await this.#ended();
      report = this.#close();
    }
    return report;
  }

  readonly look = (pipelineName: string): void => {
    const known = this.#loops.get(pipelineName);
    if (known !== undefined) {
      known.ring();
      return;
    }
    const loop = new PipelineLoop(pipelineName, this);
    this.#loops.set(pipelineName, loop);
    this.follow(
      pipelineName,
      loop.run(() => this.#loops.delete(pipelineName)),
    );
  };

  readonly follow = (pipelineName: string, work: Promise<void>): void => {
    this.#add(
      work.catch((error) => {
        // What is broken off at the end rejects, as a matter of course.
        if (!this.scopes.isEnded) this.journal.write({ type: 'broken', pipelineName, error });
      }),
    );
  };

  #add(work: Promise<unknown>): void {
    const done = work.catch(() => {});
    this.#work.add(done);
    void done.then(() => this.#work.delete(done));
  }

  /** Looks at all pipelines from time to time, and at once in the beginning. */
  async #resync(): Promise<void> {
    const { clock, resync } = this.settings;
    while (!this.scopes.isEnded) {
      // Those that are worked on and not in the list are gone.
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
    const isKnown = loop?.isAt(pipeline) ?? isAtRest(pipeline.deployment);
    if (!isKnown) this.look(pipeline.name);
  }

  /** Resolves once everything has ended, or the grace is over. */
  async #ended(): Promise<void> {
    const { clock, grace } = this.settings;
    const timer = new AbortController();
    const all = async () => {
      while (this.#work.size > 0) await Promise.all(this.#work);
    };
    await Promise.race([all(), clock.sleep(grace, timer.signal)]);
    timer.abort();
  }

  /** From here on nothing is written any more, whatever may still end. */
  #close(): ReconcilerReport {
    for (const { about, isAbandoned } of this.tasks) {
      if (!isAbandoned) this.journal.write({ type: 'abandoned', ...about });
    }
    return this.journal.close();
  }

  /** What the executor reports by itself. Whoever does not wait for it has `onEvent`. */
  readonly #report: Report = (pipelineName, observation) => {
    const outcome = this.#taken(pipelineName, observation);
    this.#add(outcome);
    return outcome;
  };

  async #taken(...[pipelineName, given]: Parameters<Report>): ReturnType<Report> {
    const observation = parseObservation(given);
    if (this.journal.isClosed) {
      // The one who comes next would not learn of it, so it is written as long as the store takes it.
      const { store, clock, observe } = this.settings;
      const context = { now: clock.now(), observe };
      return store.update(pipelineName, (pipeline) =>
        applyObservation(pipeline, observation, context),
      );
    }
    const outcome = await this.store.report({ pipelineName, observation, step: null });
    this.look(pipelineName);
    return outcome;
  }
}

/** The store as the reconciler uses it: what rejects is asked again, until the reconciler ends. */
import type { Observation, Outcome, StepType } from '../../lifecycle';
import { applyObservation, type Pipeline } from '../pipeline';
import { delayAfter } from './backoff';
import type { Journal, ReconcilerEvent } from './events';
import { isSamePipeline, type Level, levelOf } from './level';
import type { Settings } from './options';
import type { Scopes } from './scopes';

type StoreFailed = Extract<ReconcilerEvent, { readonly type: 'storeFailed' }>;

/** How many pipelines are read at once. */
const pageSize = 1_000;

/** A report: about which pipeline, of what, and for which step; null where nobody asked for it. */
export interface ReportOf {
  readonly pipelineName: string;
  /** The pipeline as it was when this began; without it, whichever has the name. */
  readonly pipeline?: Pipeline;
  readonly observation: Observation;
  readonly step: StepType | null;
}

/** The store, with patience. */
export class PatientStore {
  readonly #settings: Settings;
  readonly #journal: Journal;
  readonly #scopes: Scopes;

  constructor(settings: Settings, journal: Journal, scopes: Scopes) {
    this.#settings = settings;
    this.#journal = journal;
    this.#scopes = scopes;
  }

  /**
   * The level of this pipeline; undefined where there is none. Rejects only once the scope is aborted, or
   * the reconciler ends.
   */
  read(pipelineName: string, scope?: AbortSignal): Promise<Level | undefined> {
    return this.#patiently({ operation: 'read', pipelineName, scope }, async () => {
      const pipeline = await this.#settings.store.read(pipelineName);
      return pipeline && levelOf(pipeline);
    });
  }

  /**
   * Takes in an observation, as one step with the read and the write, and says what became of it;
   * undefined where there is no such pipeline. Rejects only once the reconciler ends.
   */
  async report(report: ReportOf): Promise<Outcome | undefined> {
    const { pipelineName, pipeline: began, observation, step } = report;
    const { store, clock, observe } = this.#settings;
    const outcome = await this.#patiently({ operation: 'update', pipelineName }, () => {
      const now = clock.now();
      return store.update<Outcome | undefined>(pipelineName, (pipeline) =>
        began === undefined || isSamePipeline(began, pipeline)
          ? applyObservation(pipeline, observation, { now, observe })
          : { pipeline, result: undefined },
      );
    });
    if (outcome === undefined) return undefined;
    const event = { pipelineName, observation, step };
    if (outcome.accepted) this.#journal.write({ type: 'reported', ...event, outcome });
    else this.#journal.write({ type: 'stale', ...event, outcome });
    return outcome;
  }

  /**
   * Calls this with each pipeline, a page at a time; from the beginning where the store rejects in
   * between. Rejects only once the reconciler ends.
   */
  each(visit: (pipeline: Pipeline) => void): Promise<void> {
    return this.#patiently({ operation: 'list', pipelineName: null }, async () => {
      let after: string | undefined;
      for (;;) {
        const page = await this.#settings.store.list({ after, limit: pageSize });
        const last = page.at(-1)?.name;
        if (last === undefined || this.#scopes.isEnded) return;
        // A list that does not go on would never end.
        if (after !== undefined && last <= after) throw new Error(`The list stays at '${last}'.`);
        for (const pipeline of page) visit(pipeline);
        after = last;
      }
    });
  }

  /** Asks to be told of changes. Where that fails, the resync finds them, only later. */
  watch(listener: (pipelineName: string) => void): () => void {
    const guarded = (ask: () => (() => void) | undefined): (() => void) => {
      try {
        return ask() ?? (() => {});
      } catch (error) {
        const about = { operation: 'watch', pipelineName: null, delay: null } as const;
        this.#journal.write({ type: 'storeFailed', ...about, error });
        return () => {};
      }
    };
    const unwatch = guarded(() => this.#settings.store.watch?.(listener));
    return () => {
      guarded(() => {
        unwatch();
        return undefined;
      });
    };
  }

  /** Asks until there is an answer. */
  async #patiently<Answer>(
    about: Pick<StoreFailed, 'operation' | 'pipelineName'> & {
      readonly scope?: AbortSignal | undefined;
    },
    ask: () => Promise<Answer>,
  ): Promise<Answer> {
    const { clock, backoff, random } = this.#settings;
    const { scope, ...event } = about;
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        const isOver = this.#scopes.isEnded || scope?.aborted === true;
        const delay = isOver ? null : delayAfter(tries, backoff, random);
        this.#journal.write({ type: 'storeFailed', ...event, error, delay });
        if (delay === null) throw error;
        if (scope !== undefined) await clock.sleep(delay, scope);
        else await this.#scopes.within((pause) => clock.sleep(delay, pause.signal));
      }
    }
  }
}

/**
 * The store as the reconciler uses it: if it rejects, it is asked again until the reconciler ends.
 */
import type { Observation, Outcome, StepType } from '../../lifecycle';
import { delayAfter } from '../backoff';
import type { PipelineReference } from '../executor';
import { applyObservation, type Pipeline } from '../pipeline';
import type { Journal, ReconcilerEvent } from './events';
import { type Level, levelOf } from './level';
import type { ReconcilerSettings } from './options';
import type { Scopes } from './scopes';

type StoreFailed = Extract<ReconcilerEvent, { readonly type: 'storeFailed' }>;

/** The number of pipelines in a page of the list. */
const pageSize = 1_000;

/** An observation to apply to a pipeline, and the step that it reports; null if it came unasked. */
export interface ReportedObservation extends PipelineReference {
  readonly observation: Observation;
  readonly step: StepType | null;
}

/** Applies an observation, as one step with the read and the write. */
export function reportTo(
  { store, clock, observe }: Pick<ReconcilerSettings, 'store' | 'clock' | 'observe'>,
  { pipelineName, pipelineId, observation }: ReportedObservation,
): Promise<Outcome | undefined> {
  const now = clock.now();
  return store.update<Outcome | undefined>(pipelineName, (pipeline) =>
    // Another pipeline of this name has its own generations, which begin anew.
    pipeline.id === pipelineId
      ? applyObservation(pipeline, observation, { now, observe })
      : { pipeline, result: undefined },
  );
}

/** Repeats each operation of the store until it succeeds. */
export class RetryingStore {
  readonly #settings: ReconcilerSettings;
  readonly #journal: Journal;
  readonly #scopes: Scopes;

  constructor(settings: ReconcilerSettings, journal: Journal, scopes: Scopes) {
    this.#settings = settings;
    this.#journal = journal;
    this.#scopes = scopes;
  }

  /**
   * Returns the level of this pipeline, or undefined if there is none. Rejects only once the scope
   * is aborted or the reconciler ends.
   */
  read(pipelineName: string, scope?: AbortSignal): Promise<Level | undefined> {
    return this.#untilAnswered({ operation: 'read', pipelineName, scope }, async () => {
      const pipeline = await this.#settings.store.read(pipelineName);
      return pipeline && levelOf(pipeline);
    });
  }

  /**
   * Applies an observation, as one step with the read and the write. Resolves with its outcome, or
   * undefined if the pipeline is gone. Rejects only once the reconciler ends.
   */
  async report(reported: ReportedObservation): Promise<Outcome | undefined> {
    const { pipelineName, observation, step } = reported;
    const outcome = await this.#untilAnswered({ operation: 'update', pipelineName }, () =>
      reportTo(this.#settings, reported),
    );
    if (outcome === undefined) return undefined;
    const event = { pipelineName, observation, step };
    if (outcome.accepted) this.#journal.write({ type: 'reported', ...event, outcome });
    else this.#journal.write({ type: 'stale', ...event, outcome });
    return outcome;
  }

  /**
   * Visits each pipeline, a page at a time; again from the beginning if the store rejects in
   * between. Rejects only once the reconciler ends.
   */
  each(visit: (pipeline: Pipeline) => void): Promise<void> {
    return this.#untilAnswered({ operation: 'list', pipelineName: null }, async () => {
      let after: string | undefined;
      for (;;) {
        const page = await this.#settings.store.list({ after, limit: pageSize });
        const last = page.at(-1)?.name;
        if (last === undefined || this.#scopes.isEnded) return;
        // A page that does not advance would make the list endless.
        if (after !== undefined && last <= after) throw new Error(`The list stays at '${last}'.`);
        for (const pipeline of page) visit(pipeline);
        after = last;
      }
    });
  }

  /** Watches the store for changes. If that fails, the resync still finds them, only later. */
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

  /** Asks until the store answers. */
  async #untilAnswered<Answer>(
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

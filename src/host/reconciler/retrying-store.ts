/**
 * The store as the reconciler uses it: a call that takes too long is given up, and if the store
 * rejects, it is asked again until the reconciler ends.
 */
import { isInstanceOf } from '../../input';
import { type Observation, type Outcome, type StepType, settled } from '../../lifecycle';
import { ClaimLostError, isClaimLostError } from '../claims';
import type { PipelineReference } from '../executor';
import type { Change, Pipeline } from '../pipeline';
import { answerReport } from '../service-answers';
import type { LifecycleStore } from '../store';
import { delayAfter } from '../tasks';
import { limitedStore, PortTimeoutError, type TimeLimit, withinLimit } from '../time';
import type { Journal, ReconcilerEvent } from './events';
import type { Hold } from './hold';
import { type Level, levelOf } from './level';
import type { ReconcilerSettings } from './options';
import type { Scopes } from './scopes';
import { storableInstead } from './storable-error';

type StoreFailed = Extract<ReconcilerEvent, { readonly type: 'storeFailed' }>;

/** The number of pipelines in a page of the list. */
const pageSize = 1_000;

/** The number of times that an error is rejected until a plain one is tried in its place. */
const rejectionsMax = 5;

/** An observation to apply to a pipeline, and the step that it reports; null if it came unasked. */
export interface ReportedObservation extends PipelineReference {
  readonly observation: Observation;
  readonly step: StepType | null;
  /** The claim under which it was made; null if the store has no claims, or if it came unasked. */
  readonly hold: Hold | null;
}

/** Waits before the next try, for this many milliseconds or less. */
export type Pause = (delay: number) => Promise<unknown>;

/** Returns the limit of each call of the store. */
export function limitsOf(settings: ReconcilerSettings): (call: string) => TimeLimit {
  const { clock, storeTimeout: timeout } = settings;
  return (call) => ({ clock, timeout, late: () => new PortTimeoutError(call, timeout) });
}

/** Repeats each operation of the store until it succeeds. */
export class RetryingStore {
  readonly #settings: ReconcilerSettings;
  readonly #journal: Journal;
  readonly #scopes: Scopes;
  readonly #store: LifecycleStore;
  readonly #limitOf: (call: string) => TimeLimit;
  /** The reports that are not written yet. */
  readonly #reports = new Set<ReportedObservation>();

  constructor(settings: ReconcilerSettings, journal: Journal, scopes: Scopes) {
    this.#settings = settings;
    this.#journal = journal;
    this.#scopes = scopes;
    this.#limitOf = limitsOf(settings);
    this.#store = limitedStore(settings.store, {
      // Once the reconciler ends, there is no limit but the grace period.
      limited: (call, ask) =>
        scopes.within((scope) => withinLimit(ask, this.#limitOf(call), scope)),
      onWatchFailed: (error) => this.#watchFailed(error),
    });
  }

  /**
   * Returns the level of this pipeline, or undefined if there is none. Rejects only once the scope
   * is aborted or the reconciler ends.
   */
  read(pipelineName: string, scope?: AbortSignal): Promise<Level | undefined> {
    return this.#untilAnswered({ operation: 'read', pipelineName, scope }, async () => {
      const pipeline = await this.#store.read(pipelineName);
      return pipeline && levelOf(pipeline);
    });
  }

  /**
   * Applies an observation, as one step with the read and the write. Resolves with its outcome, or
   * undefined if the pipeline is gone. If the store goes on rejecting an error, a plain one takes
   * its place. Rejects only once the reconciler ends.
   */
  async report(reported: ReportedObservation, pause?: Pause): Promise<Outcome | undefined> {
    const { pipelineName, observation: given, step } = reported;
    this.#reports.add(reported);
    try {
      const { observation, outcome, rejection } = await this.#untilAnswered(
        { operation: 'update', pipelineName, pause },
        (tries) => this.#firstTaken(reported, tries),
      );
      if (outcome === undefined) return undefined;
      const event = { pipelineName, observation, step };
      if (observation !== given && given.type === 'failed') {
        const { error: original } = given;
        this.#journal.write({ type: 'replaced', ...event, original, error: rejection });
      }
      if (outcome.accepted) this.#journal.write({ type: 'reported', ...event, outcome });
      else this.#journal.write({ type: 'stale', ...event, outcome });
      return outcome;
    } catch (error) {
      if (isClaimLostError(error)) {
        reported.hold?.lose();
        return undefined;
      }
      this.#dropped(reported, error);
      throw error;
    } finally {
      this.#reports.delete(reported);
    }
  }

  /** Applies an observation without another try, for after the end. Rejects if the store does. */
  reportOnce(reported: ReportedObservation): Promise<Outcome | undefined> {
    return withinLimit(
      () => this.#apply(reported, reported.observation),
      this.#limitOf('store.update'),
    );
  }

  /** Writes an event for each report that is not written, now that nobody waits for it any more. */
  close(): void {
    for (const reported of this.#reports) this.#dropped(reported, null);
  }

  /**
   * Visits each pipeline, a page at a time; again from the beginning if the store rejects in
   * between. Rejects only once the reconciler ends.
   */
  each(visit: (pipeline: Pipeline) => void): Promise<void> {
    return this.#untilAnswered({ operation: 'list', pipelineName: null }, async () => {
      let after: string | undefined;
      for (;;) {
        const page = await this.#store.list({ after, limit: pageSize });
        const last = page.at(-1)?.name;
        if (last === undefined || this.#scopes.isEnded) return;
        // A page that does not advance would make the list endless.
        if (after !== undefined && last <= after) throw new Error(`The list stays at '${last}'.`);
        for (const pipeline of page) visit(pipeline);
        after = last;
        // A store in memory answers at once, and a long list would hold up everything else.
        if (page.length === pageSize) await this.#pauseIn(undefined)(0);
      }
    });
  }

  /** Watches the store for changes. If that fails, the resync still finds them, only later. */
  watch(listener: (pipelineName: string) => void): () => void {
    const guarded = (ask: () => (() => void) | undefined): (() => void) => {
      try {
        return ask() ?? (() => {});
      } catch (error) {
        this.#watchFailed(error);
        return () => {};
      }
    };
    const unwatch = guarded(() => this.#store.watch?.(listener));
    return () => {
      guarded(() => {
        unwatch();
        return undefined;
      });
    };
  }

  #watchFailed(error: unknown): void {
    const about = { operation: 'watch', pipelineName: null, delay: null } as const;
    this.#journal.write({ type: 'storeFailed', ...about, error });
  }

  #dropped({ pipelineName, observation, step }: ReportedObservation, error: unknown): void {
    this.#journal.write({ type: 'dropped', pipelineName, observation, step, error });
  }

  /** Applies the observation, or, after several rejections, the next best that the store takes. */
  async #firstTaken(reported: ReportedObservation, tries: number) {
    const { observation } = reported;
    try {
      return { observation, outcome: await this.#apply(reported, observation), rejection: null };
    } catch (rejection) {
      const isRejectedForGood =
        tries >= rejectionsMax && !isInstanceOf(rejection, PortTimeoutError);
      for (const other of isRejectedForGood ? storableInstead(observation) : []) {
        try {
          return { observation: other, outcome: await this.#apply(reported, other), rejection };
        } catch {
          // The rejection of what was really reported says more.
        }
      }
      throw rejection;
    }
  }

  #apply(reported: ReportedObservation, observation: Observation) {
    const { clock, observe } = this.#settings;
    const context = { now: clock.now(), observe };
    const change = (pipeline: Pipeline) => answerReport(pipeline, reported, observation, context);
    const { pipelineName, hold } = reported;
    return hold === null
      ? this.#store.update(pipelineName, change)
      : this.#updateHeld(hold, change);
  }

  /** Changes a pipeline under its claim. Rejects with ClaimLostError once that is lost. */
  #updateHeld<Result>(
    hold: Hold,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined> {
    const { claim, claims } = hold;
    return this.#scopes.within((scope) =>
      withinLimit(
        async (isGivenUp) => {
          if (hold.isLost) throw new ClaimLostError(claim);
          return claims.update<Result | undefined>(claim, (pipeline) => {
            if (isGivenUp()) return { pipeline, result: undefined };
            const changed = change(pipeline);
            const after = changed.pipeline;
            // A write that settles the pipeline gives the claim back.
            hold.writing(after !== pipeline && (after === null || settled(after.deployment)));
            return changed;
          });
        },
        this.#limitOf('claims.update'),
        scope,
      ).then(
        (result) => {
          hold.written();
          return result;
        },
        (error) => {
          hold.writing(false);
          throw error;
        },
      ),
    );
  }

  /** Asks until the store answers. */
  async #untilAnswered<Answer>(
    about: Pick<StoreFailed, 'operation' | 'pipelineName'> & {
      readonly scope?: AbortSignal | undefined;
      readonly pause?: Pause | undefined;
    },
    ask: (tries: number) => Promise<Answer>,
  ): Promise<Answer> {
    const { backoff, random, resync } = this.#settings;
    const { scope, pause = this.#pauseIn(scope), ...event } = about;
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask(tries);
      } catch (error) {
        if (isClaimLostError(error)) throw error;
        const isOver = this.#scopes.isEnded || scope?.aborted === true;
        const delay = isOver ? null : delayAfter(tries, backoff, random, resync);
        this.#journal.write({ type: 'storeFailed', ...event, error, delay });
        if (delay === null) throw error;
        await pause(delay);
      }
    }
  }

  #pauseIn(scope: AbortSignal | undefined): Pause {
    const { clock } = this.#settings;
    return (delay) =>
      scope === undefined
        ? this.#scopes.within((pause) => clock.sleep(delay, pause.signal))
        : clock.sleep(delay, scope);
  }
}

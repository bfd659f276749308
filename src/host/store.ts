/** The store port: where pipelines are kept, and where read, decide and write are one step. */
import type { Claims, ClaimsOptions } from './claims';
import type { Change, Pipeline } from './pipeline';

/** The part of the list of pipelines to return. */
export interface Page {
  /** Only names that sort after this one. */
  readonly after?: string | undefined;
  /** At most this many; by default all. */
  readonly limit?: number | undefined;
}

/**
 * Keeps pipelines. Each promise made here is a test of its own in `storeChecks` of
 * `pipeline-lifecycle/testing`; `checkStore` runs them all against your store. Pipelines are
 * returned frozen, or as copies. If the store itself fails, it rejects.
 */
export interface LifecycleStore {
  /** Keeps a new pipeline. Returns false, and changes nothing, if the name is taken. */
  create(pipeline: Pipeline): Promise<boolean>;
  /** Returns the pipeline of this name, or undefined if there is none. */
  read(name: string): Promise<Pipeline | undefined>;
  /** Returns the pipelines, sorted by name: by code unit, as `<` compares. */
  list(page?: Page): Promise<readonly Pipeline[]>;
  /**
   * Reads, changes and writes as one step: nobody else writes between the read and the write.
   * `change` is pure and may be called several times; the result is that of the last call, and is
   * returned only once it is written. If `change` returns the very same pipeline, nothing is
   * written; if it returns null, the pipeline is removed. If it throws, nothing is written, and
   * `update` rejects with that very error. Returns undefined, without calling `change`, if there is
   * no such pipeline.
   */
  update<Result>(
    name: string,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined>;
  /**
   * Calls the listener with the name of each pipeline that has changed, once the change can be
   * read, until the returned function is called; a second call of that does nothing. A change may
   * be told late, and more than once. Optional: without it callers poll, and they poll now and then
   * in any case, because a message can be lost.
   */
  watch?(listener: (name: string) => void): () => void;
  /**
   * True if `watch` tells of what every process writes. If it is false or left out, `watch` tells
   * of what is written through this very store, and callers poll as if there were no `watch`.
   */
  readonly watchesEveryWriter?: boolean | undefined;
  /**
   * Begins the claims of one worker. Optional: a store that several reconcilers share should have
   * it, because without it each of them asks the executor.
   */
  claims?(options: ClaimsOptions): Promise<Claims>;
}

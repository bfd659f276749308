/** The store as a port: where pipelines are kept, and read, decided and written as one step. */
import type { Change, Pipeline } from './pipeline';

/** A part of the list of pipelines. */
export interface Page {
  /** Only names that come after this one. */
  readonly after?: string | undefined;
  /** At most so many. By default all. */
  readonly limit?: number | undefined;
}

/**
 * Where pipelines are kept. `storeChecks` of `pipeline-lifecycle/testing` hold a store against all that is
 * said here, each as a test of its own; `checkStore` runs them all. What is given out is frozen, or a copy.
 * Failures of the store itself reject.
 */
export interface LifecycleStore {
  /** Keeps a new pipeline. False, and nothing is changed, where the name is taken. */
  create(pipeline: Pipeline): Promise<boolean>;
  /** The pipeline of this name; undefined where there is none. */
  read(name: string): Promise<Pipeline | undefined>;
  /** The pipelines, sorted by name: by code unit, as `<` compares. */
  list(page?: Page): Promise<readonly Pipeline[]>;
  /**
   * Reads, changes and writes as one step: between the read and the write nobody else has written.
   * `change` is pure and may be called several times; the result is that of the last, and is given only
   * once it is written. Where `change` answers with the very same pipeline nothing is written; with null,
   * the pipeline is removed. Where it throws, nothing is written, and `update` rejects with that very error.
   * Undefined, without a call of `change`, where there is no such pipeline.
   */
  update<Result>(
    name: string,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined>;
  /**
   * Calls the listener with the name of each pipeline that has changed, once the change can be read, until
   * the function that it returns is called; a second call of that does nothing. Optional: who waits polls where it is missing, and polls now and then in any case, because
   * another process may write too.
   */
  watch?(listener: (name: string) => void): () => void;
}

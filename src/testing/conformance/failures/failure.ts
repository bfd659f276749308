/** A failure of a conformance test, as its report says it. */
import type { ConformanceError } from '../conformance-error';

/** Something the implementation did that it must not do. */
export interface Failure {
  /**
   * `illegal`: no rule allows the history. `malformed`: an answer has another shape. `stuck`: the
   * pipeline does not move on. `refused`: the pipeline cannot even be stopped by force, which must
   * always work.
   */
  readonly kind: ConformanceError['kind'];
  /** The id of the rule that objects first; null if what is wrong is no rule of the lifecycle. */
  readonly rule: string | null;
  /** True if the history is legal unless it is checked with `strict`. */
  readonly strict: boolean;
  /** True if several clients called at once: the lines have times, and no order explains them. */
  readonly overlapping: boolean;
  readonly message: string;
  /** The lines of a history, oldest first; the last one breaks the rule. */
  readonly history: readonly string[];
  /** The violation and its rule, in words. */
  readonly story: string;
  /** Milliseconds until the failure was found. */
  readonly after: number;
  /** How often the history was replayed, and how often it failed again. */
  readonly again: { readonly tried: number; readonly failed: number };
}

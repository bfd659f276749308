/** The results of a conformance test. */
import type { ConformanceError } from './conformance-error';
import type { CoverageReport } from './coverage';
import type { ConformanceDeviation } from './deviation-uses';
import type { ConformanceRemark } from './odd-events';

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

/** A problem that is no violation: an answer did not come, or could not be understood. */
export interface Trouble {
  readonly message: string;
  /** How often it occurred. */
  readonly count: number;
}

/** How much several clients have called at once. */
export interface ConcurrentReport {
  readonly clients: number;
  /** How often they did, each time with a new pipeline; these are among the walks. */
  readonly episodes: number;
  /** Calls of actions; these are among the calls. */
  readonly calls: number;
}

/** The result of a conformance test. */
export interface ConformanceReport {
  /**
   * `violates` if a rule was broken; `unreachable` if too little could be tested to tell; otherwise
   * `conforms`, which claims no more than `coverage` says.
   */
  readonly outcome: 'conforms' | 'violates' | 'unreachable';
  readonly seed: number;
  readonly walks: number;
  /** Calls of actions. */
  readonly calls: number;
  /** Calls and polls. */
  readonly requests: number;
  /** Milliseconds. */
  readonly elapsed: number;
  /** The first of the failures; null if no rule was broken. */
  readonly failure: Failure | null;
  /** With `keepGoing`, each broken rule once; otherwise at most one. The first one first. */
  readonly failures: readonly Failure[];
  /** Events that hardly ever happen and that lines need to be legal; most frequent first. */
  readonly remarks: readonly ConformanceRemark[];
  /** The id of the dialect that the server was judged by. */
  readonly dialect: string;
  /** The deviations of the dialect without which lines would break a rule; most frequent first. */
  readonly deviations: readonly ConformanceDeviation[];
  /** How much several clients called at once; null unless `clients` is more than one. */
  readonly concurrent: ConcurrentReport | null;
  readonly troubles: readonly Trouble[];
  readonly coverage: CoverageReport;
}

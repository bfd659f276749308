/** The result of a conformance test. */
import type { ConformanceError } from './conformance-error';
import type { CoverageReport } from './coverage';

/** Something the implementation did that it must not do. */
export interface Failure {
  /**
   * `illegal`: no rule allows the history. `malformed`: an answer has another shape. `stuck`: the
   * pipeline does not move on. `refused`: the pipeline cannot even be stopped by force, which must
   * always work.
   */
  readonly kind: ConformanceError['kind'];
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
  readonly failure: Failure | null;
  readonly troubles: readonly Trouble[];
  readonly coverage: CoverageReport;
}

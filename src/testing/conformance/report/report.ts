/** The results of a conformance test. */
import type { CoverageReport } from '../coverage';
import type { Failure } from '../failures';
import type { ConformanceDeviation, ConformanceRemark } from '../remarks';
import type { Trouble } from '../troubles';

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

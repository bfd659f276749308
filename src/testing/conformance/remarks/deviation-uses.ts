/** The deviations that a test has met: the difference between a server and the documents. */
import type { Deviation } from '../../../dialect';
import type { HistoryEntry, HistoryReport } from '../../../trace';
import type { CandidatePool } from '../../../trace/candidates';
import { type Holds, shortestEnd } from '../failures';
import { judgedEntries, lineOf } from '../history';

/** A deviation without which lines would break a rule. */
export interface ConformanceDeviation {
  readonly deviation: Deviation;
  /** The number of these lines. */
  readonly count: number;
  /** The history up to one of them, without what it does not need. */
  readonly history: readonly string[];
}

/** Collects deviations, each with how often it was met and one example. */
export class DeviationUses {
  readonly #uses = new Map<string, ConformanceDeviation>();
  readonly #candidates: CandidatePool;

  constructor(candidates: CandidatePool) {
    this.#candidates = candidates;
  }

  /** Adds those of a history that was judged. */
  add({ deviations }: HistoryReport, entries: readonly HistoryEntry[]): void {
    for (const { deviation, count, lines } of deviations) {
      const known = this.#uses.get(deviation.id);
      const history = known?.history ?? this.#example(deviation, entries.slice(0, lines[0]));
      this.#uses.set(deviation.id, { deviation, count: (known?.count ?? 0) + count, history });
    }
  }

  /** Each deviation, the most frequent first; frozen. */
  get report(): readonly ConformanceDeviation[] {
    const sorted = [...this.#uses.values()].sort((one, other) => other.count - one.count);
    return Object.freeze(sorted.map((each) => Object.freeze(each)));
  }

  #example({ id }: Deviation, whole: readonly HistoryEntry[]): readonly string[] {
    const { dialect } = this.#candidates;
    const isMet: Holds = (history) =>
      judgedEntries(history, dialect).deviations.some(
        ({ deviation, lines }) => deviation.id === id && lines.includes(history.length),
      );
    return Object.freeze(shortestEnd(whole, this.#candidates, isMet).map(lineOf));
  }
}

/**
 * The search for a verdict, and for remarks beside it.
 *
 * To know if something odd must have happened, candidates of one class are told apart by how they
 * came about. That costs little as long as lines do not overlap; if many do, it leads to many more
 * configurations. So while lines overlap, a search that does not tell them apart runs beside it,
 * and goes on alone if the first one gives up.
 */
import type { CandidatePool, CandidateSet } from '../candidates';
import type { Configuration } from './configuration';
import type { DeviatingLines } from './deviating-lines';
import type { OddLine } from './odd-lines';
import type { LineOperation } from './operation';
import { Search, type SearchLimits, type SearchOutcome, verdictLimits } from './search';

/** The steps that may be taken to find out if something odd must have happened. */
const remarkLimits: SearchLimits = { atOnce: 1_000, each: 5 };

/** The pools of pipelines with the same capabilities. */
export interface Pools {
  /** Knows how candidates came about. */
  readonly telling: CandidatePool;
  /** Does not. */
  readonly plain: CandidatePool;
}

/** The lines that are legal only because of something odd. */
export interface FoundOddities {
  /** Those that are certain, in order; at most a hundred. */
  readonly certain: readonly OddLine[];
  /** The number of those that are certain. */
  readonly count: number;
  /** A line that only a failure explains whose error a later line may still show. */
  readonly suspect: OddLine | null;
}

/** Called with each operation that has ended, and everything that is possible then. */
export type OnDecided = (operation: LineOperation, possible: CandidateSet) => void;

/** The search along one history. It ends with the first outcome that is not legal. */
export class HistorySearch {
  readonly #pools: Pools;
  readonly #start: Configuration;
  readonly #onDecided: OnDecided | undefined;
  /** The search that tells remarks; null if too many lines overlap for it. */
  #telling: Search | null;
  /** The search for the verdict alone, while lines overlap. */
  #plain: Search | null = null;
  /** The oddities found before the search for them gave up. */
  #earlier: FoundOddities = { certain: [], count: 0, suspect: null };

  /** `start` has candidates that know how they came about. */
  constructor(start: Configuration, pools: Pools, onDecided?: OnDecided) {
    this.#telling = new Search(start, new Map(), false, remarkLimits);
    this.#pools = pools;
    this.#start = start;
    this.#onDecided = onDecided;
  }

  get outcome(): SearchOutcome {
    const { outcome } = (this.#telling ?? this.#plain) as Search;
    return outcome;
  }

  get odd(): FoundOddities {
    const { certain, count } = this.#earlier;
    const odd = this.#telling?.odd;
    if (odd === undefined) return this.#earlier;
    return {
      certain: [...certain, ...odd.certain],
      count: count + odd.count,
      suspect: odd.suspect,
    };
  }

  /** The lines that are legal only by a deviation; incomplete if too many lines overlapped. */
  get deviating(): DeviatingLines {
    return ((this.#telling ?? this.#plain) as Search).deviating;
  }

  /** A search that goes on from here, and leaves this one as it is. */
  copy(): HistorySearch {
    const copy = new HistorySearch(this.#start, this.#pools, this.#onDecided);
    copy.#telling = this.#telling?.copy() ?? null;
    copy.#plain = this.#plain?.copy() ?? null;
    copy.#earlier = this.#earlier;
    return copy;
  }

  /** Decides an operation that nothing overlaps but calls without an answer. */
  step(operation: LineOperation): void {
    this.#fork();
    this.#telling?.step(operation);
    this.#plain?.step(operation);
    this.#settle();
    this.#tell(operation);
  }

  /** An operation begins. One without an answer may be decided from now on, or never. */
  begin(operation: LineOperation): void {
    this.#fork();
    this.#telling?.begin(operation);
    this.#plain?.begin(operation);
  }

  /** An operation ends, so by now it has been decided. */
  end(operation: LineOperation): void {
    this.#telling?.end(operation);
    this.#plain?.end(operation);
    this.#settle();
    this.#tell(operation);
  }

  #tell(operation: LineOperation): void {
    if (this.#onDecided === undefined) return;
    const { outcome, configurations } = (this.#telling ?? this.#plain) as Search;
    if (outcome.type !== 'legal') return;
    const sets = configurations.map(({ possible }) => possible);
    this.#onDecided(
      operation,
      sets.reduce((one, other) => one.union(other)),
    );
  }

  /** Sends the plain search along once lines overlap. */
  #fork(): void {
    const telling = this.#telling;
    if (this.#plain !== null || telling === null || telling.isAtRest) return;
    this.#plain = telling.inPool(this.#pools.plain, verdictLimits);
  }

  /** Goes on with the search that can. */
  #settle(): void {
    const plain = this.#plain;
    if (plain === null || plain.outcome.type !== 'legal') return;
    const telling = this.#telling;
    if (telling?.outcome.type === 'undecided') {
      this.#earlier = { ...this.odd, suspect: null };
      this.#telling = null;
    }
    if (!plain.isAtRest) return;
    if (this.#telling === null) {
      this.#telling = plain.inPool(this.#pools.telling, remarkLimits);
    }
    if (this.#telling.isAtRest) this.#plain = null;
  }
}

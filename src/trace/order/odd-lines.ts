/** The lines of a history that are legal only because of something that hardly ever happens. */
import type { CandidateSet, Oddity } from '../candidates';
import { type Mark, type TimelineEvent, withEvent } from './mark';
import type { LineOperation } from './operation';

/** A line that only something odd explains. */
export interface OddLine {
  readonly operation: LineOperation;
  /** The deployments that were possible just before it, in any order. */
  readonly tried: CandidateSet;
  readonly mark: Mark;
  /** The last point at which nothing odd need have happened, and what happened from then on. */
  readonly since: Mark;
}

const oddMax = 100;

/** The odd lines of one search. */
export class OddLines {
  /** The last mark at which nothing odd need have happened. */
  #fresh: Mark;
  #suspect: Omit<OddLine, 'since'> | null = null;
  #certain: readonly OddLine[] = [];
  #count = 0;

  private constructor(mark: Mark) {
    this.#fresh = mark;
  }

  /** The odd lines at the beginning of a search: none. */
  static startingAt(mark: Mark): OddLines {
    return new OddLines(mark);
  }

  copy(): OddLines {
    const copy = new OddLines(this.#fresh);
    copy.#suspect = this.#suspect;
    copy.#certain = this.#certain;
    copy.#count = this.#count;
    return copy;
  }

  /** Those that are certain, in order; at most a hundred. */
  get certain(): readonly OddLine[] {
    return this.#certain;
  }

  /** The number of those that are certain. */
  get count(): number {
    return this.#count;
  }

  /** A line that only a failure explains whose error a later line may still show. */
  get suspect(): OddLine | null {
    return this.#suspect && { ...this.#suspect, since: this.#fresh };
  }

  /** Forgets the suspect: a line has an explanation with nothing odd, so nothing odd is needed. */
  forget(): void {
    this.#suspect = null;
  }

  /** Judges a line by the oddity of its plainest explanation; true if it is odd for certain. */
  judge(line: Omit<OddLine, 'since'>, oddity: Exclude<Oddity, 'none'>): boolean {
    this.#suspect ??= line;
    if (oddity === 'unseenFailure') return false;
    const since = withEvent(this.#fresh, { type: 'ended', operation: line.operation });
    if (this.#count < oddMax) this.#certain = [...this.#certain, { ...this.#suspect, since }];
    this.#count += 1;
    this.#suspect = null;
    return true;
  }

  /** Moves the last point at which nothing odd need have happened to this mark. */
  refresh(mark: Mark): void {
    this.#fresh = mark;
  }

  /** Keeps an event, because it may explain what follows. */
  follow(event: TimelineEvent): void {
    this.#fresh = withEvent(this.#fresh, event);
  }
}

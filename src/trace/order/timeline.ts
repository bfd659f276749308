/**
 * The timeline: puts the lines of a file into the order of their times, and runs the search along
 * it.
 *
 * A line without times keeps its place: every line above it in the file was decided before it, and
 * every line below it after it. Lines with times may stand in any order between those, within
 * reason: only a limited number of them is waited for, because memory must not grow.
 */
import type { LineOperation } from './operation';

/** The most lines that a line with times may stand below one that began later. */
export const disorderMax = 10_000;

/** A search that can follow operations along the time. */
interface FollowingSearch {
  copy(): FollowingSearch;
  step(operation: LineOperation): void;
  begin(operation: LineOperation): void;
  end(operation: LineOperation): void;
}

/** The operations of one history, in the order of the file. */
export class Timeline<Search extends FollowingSearch> {
  readonly #search: Search;
  #waiting: LineOperation[] = [];
  /** The operations that the search has begun and not ended, the earliest end first. */
  #open: LineOperation[] = [];
  /** The operation with times that began last of those that the search has begun. */
  #latest: LineOperation | null = null;
  /** The last line without times, and the line above it that began last. */
  #fixed: { readonly line: number; readonly above: LineOperation } | null = null;

  constructor(search: Search) {
    this.#search = search;
  }

  /** The search along those lines that need not wait for others. */
  get search(): Search {
    return this.#search;
  }

  /** Takes the next line. Returns the problem with its times in words; null if there is none. */
  add(operation: LineOperation): string | null {
    if (operation.entry.times === null) {
      this.#fix(operation);
      return null;
    }
    const problem = this.#problemWith(operation);
    if (problem !== null) return problem;
    this.#waiting.push(operation);
    if (this.#waiting.length >= 2 * disorderMax) this.#begin(disorderMax);
    return null;
  }

  /** Lets up to this number of the waiting operations begin. Returns true if others still wait. */
  advance(count: number): boolean {
    this.#begin(Math.min(count, this.#waiting.length));
    return this.#waiting.length > 0;
  }

  /** The search as it would end without further lines. The timeline itself does not move. */
  finished(): Search {
    if (this.#waiting.length + this.#open.length === 0) return this.#search;
    const copy = new Timeline<Search>(this.#search.copy() as Search);
    copy.#waiting = [...this.#waiting];
    copy.#open = [...this.#open];
    copy.#finish();
    return copy.#search;
  }

  /** A line without times: everything above it comes before it. */
  #fix(operation: LineOperation): void {
    this.#finish();
    if (operation.ended === Infinity) this.#search.begin(operation);
    else this.#search.step(operation);
    const { line } = operation;
    if (this.#latest !== null) this.#fixed = { line, above: this.#latest };
  }

  #problemWith({ began, ended }: LineOperation): string | null {
    const [fixed, latest] = [this.#fixed, this.#latest];
    if (fixed !== null && ended < fixed.above.began) {
      return `it ended before line ${fixed.above.line} began, but line ${fixed.line} stands between them and has no times, so it keeps its place. Give that line its times too, or move this one up.`;
    }
    if (latest !== null && began < latest.began && latest.line > (fixed?.line ?? 0)) {
      return `it began before line ${latest.line}, which stands more than ${disorderMax.toLocaleString('en')} lines above. Sort the lines by began.`;
    }
    return null;
  }

  #finish(): void {
    this.#begin(this.#waiting.length);
    if (this.#open.length === 0) return;
    for (const each of this.#open.splice(0)) this.#search.end(each);
  }

  /** Lets this many operations begin, in the order of their times, and others end meanwhile. */
  #begin(count: number): void {
    if (count === 0) return;
    // Equal begins stay in the order of the file.
    this.#waiting.sort((one, other) => one.began - other.began);
    for (const operation of this.#waiting.splice(0, count)) {
      this.#endBefore(operation.began);
      this.#search.begin(operation);
      if (operation.ended !== Infinity) this.#insert(operation);
      if (this.#latest === null || this.#latest.began <= operation.began) this.#latest = operation;
    }
  }

  /**
   * Ends the operations that ended before this time. One that ended at this very moment still
   * overlaps what begins now, because clocks are not fine enough to tell.
   */
  #endBefore(time: number): void {
    const later = this.#open.findIndex(({ ended }) => ended >= time);
    const over = this.#open.splice(0, later === -1 ? this.#open.length : later);
    for (const each of over) this.#search.end(each);
  }

  #insert(operation: LineOperation): void {
    const later = this.#open.findIndex(({ ended }) => ended > operation.ended);
    this.#open.splice(later === -1 ? this.#open.length : later, 0, operation);
  }
}

/**
 * The moments of a history: when its lines began, were decided and ended, in one order that their
 * times allow.
 *
 * Lines are decided in the order of the reconstruction. What is known to have begun or ended by
 * then comes before, so that a line is drawn while those that overlap it are under way. A line
 * without times begins, is decided and ends at once.
 */
import type { HistoryEntry, ReconstructedLine } from '../../trace';

/** A call or a reading of a history. */
export interface DrawnLine extends ReconstructedLine {
  readonly entry: Extract<HistoryEntry, { readonly kind: 'call' | 'seen' }>;
}

/** Something that happened to a line; `assumed` are the observations before its decision. */
export type Moment =
  | { readonly type: 'noted'; readonly line: number; readonly text: string }
  | { readonly type: 'assumed' | 'began' | 'decided' | 'ended'; readonly of: DrawnLine };

/** Puts the moments of all lines in order. Pure. */
export function momentsOf(lines: readonly ReconstructedLine[]): readonly Moment[] {
  const recorder = new MomentRecorder(lines);
  const drawn = lines.filter(isDrawn);
  // Calls that never took effect bound nothing.
  const bounds = drawn.filter(({ isDecided, assumed }) => isDecided || assumed === null);
  let followed = 0;
  for (const each of drawn) {
    if (bounds[followed] === each) followed += 1;
    recorder.follow(each, bounds[followed]);
  }
  recorder.end();
  return recorder.moments;
}

/** A line with times, or the place of one without among those. */
interface Span {
  readonly of: DrawnLine;
  readonly began: number;
  readonly ended: number;
}

/** The beginning or the end of a line with times. */
interface Turn {
  readonly type: 'began' | 'ended';
  readonly of: DrawnLine;
  readonly at: number;
}

class MomentRecorder {
  readonly moments: Moment[] = [];
  readonly #spans: ReadonlyMap<number, Span>;
  /** The beginnings and ends, the earliest first, and the number of those that have passed. */
  readonly #turns: readonly Turn[];
  #passed = 0;
  /** The place of each beginning among them. */
  readonly #begins = new Map<number, number>();
  readonly #begun = new Set<number>();
  /** The notes just above each line that are still to be shown. */
  readonly #notes: Map<number, Moment[]>;

  constructor(lines: readonly ReconstructedLine[]) {
    const ordered = lines.toSorted((one, other) => one.line - other.line);
    const drawn = ordered.filter(isDrawn);
    this.#spans = new Map(spansOf(drawn).map((span) => [span.of.line, span]));
    this.#turns = turnsOf([...this.#spans.values()]);
    for (const [place, { type, of }] of this.#turns.entries()) {
      if (type === 'began') this.#begins.set(of.line, place);
    }
    this.#notes = notesAbove(ordered);
  }

  /** Lets a line of the reconstruction be decided, before the next one. */
  follow(each: DrawnLine, next: DrawnLine | undefined): void {
    if (each.entry.times === null) {
      this.#followUntimed(each);
      return;
    }
    const { line } = each;
    if (!each.isDecided) {
      // It is drawn where it began, and nothing need have happened by then.
      this.moments.push({ type: 'assumed', of: each });
      return;
    }
    // A call whose client has given up may be decided late; so it is, or it would seem in time.
    if (!this.#begun.has(line)) this.#passUntil(this.#beginningOf(each));
    else if (hasNoAnswer(each)) this.#passUntil(this.#beginningOf(next));
    this.#showNotes(line);
    this.moments.push({ type: 'assumed', of: each });
    if (!this.#begun.has(line)) this.#pass();
    this.moments.push({ type: 'decided', of: each });
  }

  /** Lets everything end that is still under way. */
  end(): void {
    this.#passUntil(this.#turns.length);
    for (const line of [...this.#notes.keys()]) this.#showNotes(line);
  }

  #followUntimed(of: DrawnLine): void {
    const at = this.#spans.get(of.line)?.began ?? 0;
    const next = this.#turns.findIndex((turn) => turn.at >= at);
    this.#passUntil(next === -1 ? this.#turns.length : next);
    this.#showNotes(of.line);
    this.moments.push({ type: 'assumed', of }, { type: 'began', of });
    if (of.isDecided) this.moments.push({ type: 'decided', of });
    this.moments.push({ type: 'ended', of });
  }

  /** The place of a beginning among the turns; that of a line without times is unknown, so now. */
  #beginningOf(of: DrawnLine | undefined): number {
    if (of === undefined) return this.#turns.length;
    return of.entry.times === null ? this.#passed : (this.#begins.get(of.line) ?? 0);
  }

  #passUntil(place: number): void {
    while (this.#passed < place) this.#pass();
  }

  #pass(): void {
    const turn = this.#turns[this.#passed] as Turn;
    this.#passed += 1;
    const { type, of } = turn;
    if (type === 'began') {
      this.#showNotes(of.line);
      this.#begun.add(of.line);
    }
    this.moments.push({ type, of });
  }

  #showNotes(line: number): void {
    this.moments.push(...(this.#notes.get(line) ?? []));
    this.#notes.delete(line);
  }
}

function isDrawn(each: ReconstructedLine): each is DrawnLine {
  return each.entry.kind === 'call' || each.entry.kind === 'seen';
}

/** True for a call without an answer. */
function hasNoAnswer({ entry }: DrawnLine): boolean {
  return entry.kind === 'call' && entry.answer === null;
}

/**
 * Finds when each line began and ended. A call without an answer ends when its client gives up. A
 * line without times comes as late as it can: before anything below it begins.
 */
function spansOf(drawn: readonly DrawnLine[]): readonly Span[] {
  const earliestBelow = earliestBelowEach(drawn);
  let latestAbove = -Infinity;
  return drawn.map((of, index) => {
    const { times } = of.entry;
    if (times === null) {
      const at = Math.max(latestAbove, earliestBelow[index] ?? Infinity);
      return { of, began: at, ended: at };
    }
    const { began, ended, gaveUp } = times;
    latestAbove = Math.max(latestAbove, began);
    return { of, began, ended: ended === Infinity ? (gaveUp ?? began) : ended };
  });
}

/** The earliest beginning below each line; Infinity if there is none. */
function earliestBelowEach(drawn: readonly DrawnLine[]): readonly number[] {
  let earliest = Infinity;
  const upwards = drawn.toReversed().map(({ entry }) => {
    const below = earliest;
    earliest = Math.min(earliest, entry.times?.began ?? Infinity);
    return below;
  });
  return upwards.toReversed();
}

/** At the same time, lines begin before others end: then they overlap. */
function turnsOf(spans: readonly Span[]): Turn[] {
  const timed = spans.filter(({ of }) => of.entry.times !== null);
  const begins = timed.map(({ of, began }): Turn => ({ type: 'began', of, at: began }));
  const ends = timed.map(({ of, ended }): Turn => ({ type: 'ended', of, at: ended }));
  return [...begins, ...ends].sort((one, other) => one.at - other.at);
}

/** The notes above each line of the file, by its number; those at the end have that of nobody. */
function notesAbove(ordered: readonly ReconstructedLine[]): Map<number, Moment[]> {
  const notes = new Map<number, Moment[]>();
  let waiting: Moment[] = [];
  for (const { line, entry } of ordered) {
    if (entry.kind === 'note') waiting.push({ type: 'noted', line, text: entry.text });
    else if (waiting.length > 0 && entry.kind !== 'capabilities') {
      notes.set(line, waiting);
      waiting = [];
    }
  }
  return waiting.length === 0 ? notes : notes.set(Infinity, waiting);
}

/** Checks recorded histories: do the rules allow one, and if not, which line breaks which rule? */

import { type Dialect, type Words, wordsOf } from '../dialect';
import { count, hasMethods, InvalidInputError, isIterable, text, throwFirst } from '../input';
import { type Capabilities, parseCapabilities } from '../lifecycle';
import { CandidatePool } from './candidates';
import {
  type HistoryEntry,
  HistoryFormatError,
  parseEntryWith,
  problemInLine,
  type RecordedLine,
} from './history';
import { type HistoryOptions, historyOptions } from './history-options';
import {
  followed,
  HistorySearch,
  lineOperation,
  type OddLine,
  type OnDecided,
  type Pools,
  type SearchOutcome,
  startingWith,
  Timeline,
} from './order';
import { onDecidedFor } from './possible';
import { remarkOn } from './remarks';
import {
  type HistoryReport,
  strictViolationOf,
  type Undecided,
  type Violation,
  violationOf,
} from './report';
import { notationInWords, type TimeNotation } from './times';

const remarksMax = 100;

/**
 * Checks a history, line by line, in constant memory.
 *
 * Lines that say when they began and ended may overlap: the history is legal if it is in one of the
 * orders that their times allow. Reads `lines` to the end even after a violation, because a history
 * that cannot be read has no verdict. Ignores blank lines. Rejects with HistoryFormatError, which
 * names source and line, for broken JSON, an unknown key, action or value, times that contradict
 * each other, capabilities that do not come first, and a history without a call or a reading; with
 * InvalidInputError for malformed options.
 */
export async function checkHistory(
  lines: Iterable<string> | AsyncIterable<string>,
  options: HistoryOptions = {},
): Promise<HistoryReport> {
  requireLines(lines, true);
  const checker = new HistoryChecker(options);
  for await (const line of lines) checker.read(line);
  return checker.end();
}

/** Checks a history line by line, for hosts that check while they record. */
export class HistoryChecker {
  readonly #source: string;
  readonly #from: 'new' | 'anywhere';
  readonly #capabilities: Capabilities;
  readonly #isStrict: boolean;
  readonly #onDecided: OnDecided | undefined;
  readonly #dialect: Dialect;
  readonly #words: Words;
  #calls = 0;
  #readings = 0;
  #unanswered = 0;
  /** True once a line was no note: then none may give capabilities any more. */
  #hasBegun = false;
  #pools: Pools;
  #timeline: Timeline<HistorySearch>;
  #notation: { readonly notation: TimeNotation; readonly line: number } | null = null;
  #lines = 0;
  #context: readonly RecordedLine[] = [];
  #violation: Violation | null = null;
  #failure: HistoryFormatError | undefined;

  /** Throws InvalidInputError for malformed options. */
  constructor(options: HistoryOptions = {}) {
    const { source, from, capabilities, statuses, strict, dialect, onPossible } =
      historyOptions(options);
    this.#onDecided = onDecidedFor(onPossible);
    this.#source = source;
    this.#from = from;
    this.#capabilities = capabilities;
    this.#isStrict = strict;
    this.#dialect = dialect;
    this.#words = wordsOf(dialect, statuses);
    this.#pools = poolsWith(capabilities, dialect);
    this.#timeline = this.#begin();
  }

  /**
   * Reads the next line. Returns the violation, once there is one for certain: as long as lines
   * with times may follow that explain it, only `end` tells. Throws HistoryFormatError, and
   * InvalidInputError if the line is not a string.
   */
  read(recorded: string): Violation | null {
    throwFirst(text('line', recorded));
    this.#lines += 1;
    // A byte order mark is not part of the first line, nor is a carriage return part of any.
    const unmarked = this.#lines === 1 ? recorded.replace(/^\uFEFF/, '') : recorded;
    const line = unmarked.at(-1) === '\r' ? unmarked.slice(0, -1) : unmarked;
    if (line.trim() === '') return this.#violation;
    const entry = this.#parse(line);
    const read = { line: this.#lines, text: line };
    this.#apply(entry, read);
    this.#violation ??= this.#violationIn(this.#timeline.search);
    this.#context = followed(this.#context, read);
    return this.#violation;
  }

  /**
   * Decides up to this number of lines that wait for earlier ones because of their times, and
   * returns true if others still wait. For hosts that `end` must not block for long: call it once
   * the last line is read, because a line that began earlier can no longer follow then. Throws
   * InvalidInputError.
   */
  advance(lines: number): boolean {
    throwFirst(count('lines', lines));
    return this.#timeline.advance(lines);
  }

  /**
   * Returns the verdict on the lines read so far; reading may go on. Throws HistoryFormatError if
   * there were no calls and no readings, or if a line could not be read.
   */
  end(): HistoryReport {
    const [calls, readings] = [this.#calls, this.#readings];
    if (this.#failure !== undefined) throw this.#failure;
    if (calls + readings === 0) {
      throw new HistoryFormatError(
        this.#source,
        0,
        'nothing to check: there is no call and no reading.',
      );
    }
    const search = this.#timeline.finished();
    const { outcome } = search;
    const { certain, count, suspect } = search.odd;
    const isSuspect = suspect !== null && outcome.type !== 'illegal';
    const odd = isSuspect ? [...certain, suspect] : certain;
    const violation = this.#violation ?? this.#violationIn(search, odd[0]);
    // The first one is the violation then.
    const remarked = odd.slice(this.#isStrict ? 1 : 0);
    const verdict = violation === null ? outcome.type : 'illegal';
    const [source, unanswered] = [this.#source, this.#unanswered];
    const remarks = Object.freeze(
      remarked.slice(0, remarksMax).map((each) => remarkOn(each, this.#pools.telling)),
    );
    return Object.freeze({
      ...{ verdict, legal: verdict === 'legal' },
      ...{ source, lines: this.#lines, calls, readings, unanswered },
      ...{
        violation,
        remarks,
        remarked: count + remarked.length - certain.length,
        undecided: undecidedIn(outcome),
        deviations: search.deviating.report(this.#pools.telling),
      },
    });
  }

  #begin(): Timeline<HistorySearch> {
    const { telling } = this.#pools;
    const possible = this.#from === 'new' ? telling.neverStarted() : telling.anywhere();
    return new Timeline(new HistorySearch(startingWith(possible), this.#pools, this.#onDecided));
  }

  #apply(entry: HistoryEntry, recorded: RecordedLine): void {
    if (entry.kind === 'note') return;
    this.#hasBegun = true;
    if (entry.kind === 'capabilities') {
      const capabilities = { ...this.#capabilities, ...entry.capabilities };
      this.#pools = poolsWith(parseCapabilities(capabilities), this.#dialect);
      this.#timeline = this.#begin();
      return;
    }
    this.#requireNotation(entry.times?.notation);
    if (entry.kind === 'seen') this.#readings += 1;
    else {
      this.#calls += 1;
      if (entry.answer === null) this.#unanswered += 1;
    }
    // The context of a line with times is what ended before it.
    const context = entry.times === null ? this.#context : undefined;
    const problem = this.#timeline.add(lineOperation(recorded, entry, context));
    if (problem !== null) throw this.#fail(`the times do not fit those above: ${problem}`);
  }

  #requireNotation(notation: TimeNotation | undefined): void {
    if (notation === undefined) return;
    this.#notation ??= { notation, line: this.#lines };
    if (notation === this.#notation.notation) return;
    const { line } = this.#notation;
    const [first, here] = [notationInWords(this.#notation.notation), notationInWords(notation)];
    throw this.#fail(
      `began is ${here}, but in line ${line} it is ${first}: a history has times of one kind.`,
    );
  }

  #violationIn(search: HistorySearch, firstOdd?: OddLine): Violation | null {
    const odd = this.#isStrict ? (firstOdd ?? search.odd.certain[0]) : undefined;
    if (odd !== undefined) return strictViolationOf(odd, this.#pools.telling);
    const { outcome } = search;
    return outcome.type === 'illegal' ? violationOf(outcome.deadEnd, this.#pools.telling) : null;
  }

  #parse(text: string): HistoryEntry {
    try {
      const entry = parseEntryWith(text, this.#words);
      if (entry.kind !== 'capabilities' || !this.#hasBegun) return entry;
    } catch (error) {
      throw this.#fail(problemInLine(error), error);
    }
    throw this.#fail('capabilities must come first, and only once.');
  }

  #fail(problem: string, cause?: unknown): HistoryFormatError {
    this.#failure = new HistoryFormatError(this.#source, this.#lines, problem, { cause });
    return this.#failure;
  }
}

const known = new WeakMap<Dialect, Map<string, Pools>>();

/** The pools of these capabilities, which are shared: it takes time to work them out. */
function poolsWith(capabilities: Capabilities, dialect: Dialect): Pools {
  const ofDialect = known.get(dialect) ?? new Map<string, Pools>();
  known.set(dialect, ofDialect);
  const key = JSON.stringify(capabilities);
  const pools = ofDialect.get(key) ?? {
    telling: new CandidatePool(capabilities, true, dialect),
    plain: new CandidatePool(capabilities, false, dialect),
  };
  ofDialect.set(key, pools);
  return pools;
}

function undecidedIn(outcome: SearchOutcome): Undecided | null {
  if (outcome.type !== 'undecided') return null;
  const { line, text } = outcome.operation;
  return Object.freeze({ line, text, overlapping: outcome.open });
}

/** Throws InvalidInputError unless these can be iterated. A text is no sequence of lines. */
export function requireLines(lines: unknown, mayBeAsync: boolean): void {
  if (isIterable(lines) || (mayBeAsync && hasMethods(lines, [Symbol.asyncIterator]))) return;
  const allowed = `an iterable of lines${mayBeAsync ? ', synchronous or asynchronous' : ''}`;
  throw new InvalidInputError({ field: 'lines', value: lines, allowed });
}

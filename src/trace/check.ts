/** Checks recorded histories: do the rules allow one, and if not, which line breaks which rule? */

import {
  hasMethods,
  InvalidInputError,
  isInstanceOf,
  isIterable,
  member,
  optionsOf,
  shortened,
  text,
  throwFirst,
} from '../input';
import { type Capabilities, fullCapabilities, parseCapabilities } from '../lifecycle';
import { CandidatePool } from './candidates';
import { type HistoryEntry, HistoryFormatError, parseEntry } from './history';
import { lineOperation, Search, type SearchOutcome, startingWith, Timeline } from './order';
import {
  type HistoryReport,
  type RecordedLine,
  type Undecided,
  type Violation,
  violationOf,
} from './report';
import { notationInWords, type TimeNotation } from './times';

/** The name, the beginning and the capabilities of a recorded history. */
export interface HistoryOptions {
  /** The name of the history in messages, usually its file. Default: `history`. */
  readonly source?: string;
  /** The beginning of the history: a pipeline that was never started (default), or any state. */
  readonly from?: 'new' | 'anywhere';
  /** The capabilities that the history itself does not mention. Default: all of them. */
  readonly capabilities?: Partial<Capabilities>;
}

/** Returns the options, checked and complete. Throws InvalidInputError. */
export function historyOptions(options: HistoryOptions) {
  const given = optionsOf(options, ['source', 'from', 'capabilities'], 'a check');
  const { source = 'history', from = 'new', capabilities = fullCapabilities } = given;
  throwFirst([...text('source', source), ...member('from', from, ['new', 'anywhere'])]);
  return { source, from, capabilities: parseCapabilities(capabilities) };
}

const contextLength = 3;

/**
 * Checks a history, line by line, in constant memory.
 *
 * Lines that say when they began and ended may overlap: the history is legal if one order of them
 * is that their times allow. Reads `lines` to the end even after a violation, because a history
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
  readonly #counts = { capabilities: 0, call: 0, seen: 0, note: 0 };
  #unanswered = 0;
  #timeline: Timeline;
  #notation: { readonly notation: TimeNotation; readonly line: number } | null = null;
  #lines = 0;
  #context: readonly RecordedLine[] = [];
  #violation: Violation | null = null;
  #failure: HistoryFormatError | undefined;

  /** Throws InvalidInputError for malformed options. */
  constructor(options: HistoryOptions = {}) {
    const { source, from, capabilities } = historyOptions(options);
    this.#source = source;
    this.#from = from;
    this.#capabilities = capabilities;
    this.#timeline = this.#begin(this.#capabilities);
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
    const line = unmarked.replace(/\r$/, '');
    if (line.trim() === '') return this.#violation;
    const entry = this.#parse(line);
    this.#counts[entry.kind] += 1;
    this.#apply(entry, line);
    this.#violation ??= this.#violationIn(this.#timeline.outcome);
    this.#context = [...this.#context.slice(1 - contextLength), { line: this.#lines, text: line }];
    return this.#violation;
  }

  /**
   * Returns the verdict on the lines read so far; reading may go on. Throws HistoryFormatError if
   * there were no calls and no readings, or if a line could not be read.
   */
  end(): HistoryReport {
    const { call: calls, seen: readings } = this.#counts;
    if (this.#failure !== undefined) throw this.#failure;
    if (calls + readings === 0) {
      throw new HistoryFormatError(
        this.#source,
        0,
        'nothing to check: there is no call and no reading.',
      );
    }
    const { outcome } = this.#timeline.finished();
    const violation = this.#violation ?? this.#violationIn(outcome);
    const [source, unanswered] = [this.#source, this.#unanswered];
    return Object.freeze({
      ...{ verdict: outcome.type, legal: outcome.type === 'legal' },
      ...{ source, lines: this.#lines, calls, readings, unanswered },
      ...{ violation, undecided: undecidedIn(outcome) },
    });
  }

  #begin(capabilities: Capabilities): Timeline {
    const candidates = new CandidatePool(capabilities);
    const possible = this.#from === 'new' ? candidates.neverStarted() : candidates.anywhere();
    return new Timeline(new Search(startingWith(possible)));
  }

  #apply(entry: HistoryEntry, text: string): void {
    if (entry.kind === 'note') return;
    if (entry.kind === 'capabilities') {
      this.#timeline = this.#begin(
        parseCapabilities({ ...this.#capabilities, ...entry.capabilities }),
      );
      return;
    }
    this.#requireNotation(entry.times?.notation);
    if (entry.kind === 'call' && entry.answer === null) this.#unanswered += 1;
    const problem = this.#timeline.add(lineOperation(this.#lines, text, entry));
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

  #violationIn(outcome: SearchOutcome): Violation | null {
    return outcome.type === 'illegal' ? violationOf(outcome.deadEnd, this.#context) : null;
  }

  #parse(text: string): HistoryEntry {
    try {
      const entry = parseEntry(text);
      const { capabilities, call, seen } = this.#counts;
      if (entry.kind !== 'capabilities' || capabilities + call + seen === 0) return entry;
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

function undecidedIn(outcome: SearchOutcome): Undecided | null {
  if (outcome.type !== 'undecided') return null;
  const { line, text } = outcome.operation;
  return Object.freeze({ line, text, overlapping: outcome.open });
}

function problemInLine(error: unknown): string {
  if (isInstanceOf(error, InvalidInputError)) return error.message;
  // The message quotes the line.
  if (isInstanceOf(error, SyntaxError)) return `not valid JSON: ${shortened(error.message, 200)}.`;
  throw error;
}

/** Throws InvalidInputError unless these can be iterated. A text is no sequence of lines. */
export function requireLines(lines: unknown, mayBeAsync: boolean): void {
  if (isIterable(lines) || (mayBeAsync && hasMethods(lines, [Symbol.asyncIterator]))) return;
  const allowed = `an iterable of lines${mayBeAsync ? ', synchronous or asynchronous' : ''}`;
  throw new InvalidInputError({ field: 'lines', value: lines, allowed });
}

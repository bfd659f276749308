/** Checks recorded histories: do the rules allow one, and if not, which line breaks which rule? */

import {
  deepFreeze,
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
import {
  type Capabilities,
  type Deployment,
  fullCapabilities,
  parseCapabilities,
} from '../lifecycle';
import { CandidatePool, type CandidateSet, consistentWith } from './candidates';
import { type HistoryEntry, HistoryFormatError, parseEntry } from './history';
import { contradictionOf, type Objection } from './objections';

/** The name, the beginning and the capabilities of a recorded history. */
export interface HistoryOptions {
  /** The name of the history in messages, usually its file. Default: `history`. */
  readonly source?: string;
  /** The beginning of the history: a pipeline that was never started (default), or any state. */
  readonly from?: 'new' | 'anywhere';
  /** The capabilities that the history itself does not mention. Default: all of them. */
  readonly capabilities?: Partial<Capabilities>;
}

/** A line as it was recorded. */
export interface RecordedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** The first line of a history that no possible deployment allows. */
export interface Violation extends RecordedLine {
  /** The lines just before it, oldest first; at most three. */
  readonly context: readonly RecordedLine[];
  /** The claim of the line, in words. */
  readonly claim: string;
  /** The deployments that were possible just before, by class. Never empty. */
  readonly possible: readonly Deployment[];
  /** The rules that contradict the claim, the most telling first. Never empty. */
  readonly objections: readonly Objection[];
}

/** Returns the options, checked and complete. Throws InvalidInputError. */
export function historyOptions(options: HistoryOptions) {
  const given = optionsOf(options, ['source', 'from', 'capabilities'], 'a check');
  const { source = 'history', from = 'new', capabilities = fullCapabilities } = given;
  throwFirst([...text('source', source), ...member('from', from, ['new', 'anywhere'])]);
  return { source, from, capabilities: parseCapabilities(capabilities) };
}

const contextLength = 3;

/** The verdict on a history. */
export interface HistoryReport {
  readonly legal: boolean;
  readonly source: string;
  /** The number of lines, calls and readings. */
  readonly lines: number;
  readonly calls: number;
  readonly readings: number;
  /** The first line that breaks a rule; null if the history is legal. */
  readonly violation: Violation | null;
}

/**
 * Checks a history, line by line, in constant memory.
 *
 * Reads `lines` to the end even after a violation, because a history that cannot be read has no
 * verdict. Ignores blank lines. Rejects with HistoryFormatError, which names source and line, for
 * broken JSON, an unknown key, action or value, capabilities that do not come first, and a history
 * without a call or a reading; with InvalidInputError for malformed options.
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
  #possible: CandidateSet;
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
    this.#possible = this.#begin(this.#capabilities);
  }

  /**
   * Reads the next line. Returns the violation, once there is one. Throws HistoryFormatError, and
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
    if (this.#violation === null) this.#apply(entry, line);
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
    const violation = this.#violation;
    const legal = violation === null;
    const source = this.#source;
    return Object.freeze({ legal, source, lines: this.#lines, calls, readings, violation });
  }

  #begin(capabilities: Capabilities): CandidateSet {
    const candidates = new CandidatePool(capabilities);
    return this.#from === 'new' ? candidates.neverStarted() : candidates.anywhere();
  }

  #apply(entry: HistoryEntry, text: string): void {
    if (entry.kind === 'note') return;
    if (entry.kind === 'capabilities') {
      const named = parseCapabilities({ ...this.#capabilities, ...entry.capabilities });
      this.#possible = this.#begin(named);
      return;
    }
    const before = this.#possible.afterAnyObservations();
    this.#possible = consistentWith(before, entry);
    if (this.#possible.members.length > 0) return;
    const line = this.#lines;
    const context = this.#context;
    this.#violation = deepFreeze({ line, text, context, ...contradictionOf(before, entry) });
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

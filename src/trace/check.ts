/** Checking a recorded history: do the rules allow it, and if not, which line breaks which rule? */

import {
  deepFreeze,
  InvalidInputError,
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
import { Candidates, keep, type Possible } from './candidates';
import { type Entry, HistoryFormatError, parseEntry } from './history';
import { type Objection, refusalsOf } from './objections';

/** What the checker takes for given. */
export interface HistoryOptions {
  /** What error messages call the history: its file, as a rule. Default `history`. */
  readonly source?: string;
  /** Where the history begins: at a pipeline that was never started (default), or anywhere. */
  readonly from?: 'new' | 'anywhere';
  /** What the pipeline can do, where the history does not say. Default: everything. */
  readonly capabilities?: Partial<Capabilities>;
}

/** A line as it was recorded; counted from 1. */
export interface RecordedLine {
  readonly line: number;
  readonly text: string;
}

/** The line that no deployment allows. */
export interface Violation extends RecordedLine {
  /** A few lines just before it, oldest first. */
  readonly context: readonly RecordedLine[];
  /** What the line claims, in words. */
  readonly claim: string;
  /** Every deployment that was possible just before, by class. Never empty. */
  readonly possible: readonly Deployment[];
  /** The rules that refuse the claim, the most telling first. Never empty. */
  readonly refusals: readonly Objection[];
}

const contextLength = 3;

/** The verdict on a history. */
export interface HistoryReport {
  readonly legal: boolean;
  readonly source: string;
  /** How many lines, calls and sightings were read. */
  readonly lines: number;
  readonly calls: number;
  readonly sightings: number;
  /** The first line that breaks a rule; null where the history is legal. */
  readonly violation: Violation | null;
}

/**
 * Checks a history, line by line, in constant memory.
 *
 * Reads `lines` to the end even after a violation, because a history that cannot be read has no
 * verdict. Blank lines are ignored. Throws HistoryFormatError, with source and line, for broken
 * JSON, an unknown key, action or value, capabilities that are not first, and a history without a
 * call or a sighting; InvalidInputError for malformed options.
 */
export async function checkHistory(
  lines: Iterable<string> | AsyncIterable<string>,
  options: HistoryOptions = {},
): Promise<HistoryReport> {
  if (!isSequence(lines)) {
    throw new InvalidInputError({ field: 'lines', value: lines, allowed: 'a sequence of lines' });
  }
  const checker = new HistoryChecker(options);
  for await (const line of lines) checker.read(line);
  return checker.end();
}

/** A checker that is fed by hand, for hosts that judge while they record. */
export class HistoryChecker {
  readonly #source: string;
  readonly #from: 'new' | 'anywhere';
  readonly #capabilities: Capabilities;
  readonly #counts = { capabilities: 0, call: 0, seen: 0, note: 0 };
  #possible: Possible;
  #lines = 0;
  #context: readonly RecordedLine[] = [];
  #violation: Violation | null = null;
  #failure: HistoryFormatError | undefined;

  /** Throws InvalidInputError for malformed options. */
  constructor(options: HistoryOptions = {}) {
    optionsOf(options, ['source', 'from', 'capabilities'], 'a check');
    const { source = 'history', from = 'new', capabilities = fullCapabilities } = options;
    throwFirst([...text('source', source), ...member('from', from, ['new', 'anywhere'])]);
    this.#source = source;
    this.#from = from;
    this.#capabilities = parseCapabilities(capabilities);
    this.#possible = this.#begin(this.#capabilities);
  }

  /**
   * Takes the next line. Returns the violation, once there is one. Throws HistoryFormatError, and
   * InvalidInputError for what is no string.
   */
  read(recorded: string): Violation | null {
    throwFirst(text('line', recorded));
    this.#lines += 1;
    // A byte order mark is not part of the first line, nor a carriage return of any.
    const unmarked = this.#lines === 1 ? recorded.replace(/^\uFEFF/, '') : recorded;
    const line = unmarked.replace(/\r$/, '');
    if (line.trim() === '') return this.#violation;
    const entry = this.#parse(line);
    this.#counts[entry.kind] += 1;
    if (this.#violation === null) this.#take(entry, line);
    this.#context = [...this.#context.slice(1 - contextLength), { line: this.#lines, text: line }];
    return this.#violation;
  }

  /**
   * The verdict on what was read so far; reading may go on. Throws HistoryFormatError where that was
   * nothing yet, or unreadable.
   */
  end(): HistoryReport {
    const { call: calls, seen: sightings } = this.#counts;
    if (this.#failure !== undefined) throw this.#failure;
    if (calls + sightings === 0) {
      throw new HistoryFormatError(this.#source, 0, 'nothing to check: no call and no sighting.');
    }
    const violation = this.#violation;
    const legal = violation === null;
    const source = this.#source;
    return Object.freeze({ legal, source, lines: this.#lines, calls, sightings, violation });
  }

  #begin(capabilities: Capabilities): Possible {
    const candidates = new Candidates(capabilities);
    return this.#from === 'new' ? candidates.fresh() : candidates.anywhere();
  }

  #take(entry: Entry, text: string): void {
    if (entry.kind === 'note') return;
    if (entry.kind === 'capabilities') {
      const named = parseCapabilities({ ...this.#capabilities, ...entry.capabilities });
      this.#possible = this.#begin(named);
      return;
    }
    const before = this.#possible.unfolded();
    this.#possible = keep(before, entry);
    if (this.#possible.members.length > 0) return;
    const line = this.#lines;
    const context = this.#context;
    this.#violation = deepFreeze({ line, text, context, ...refusalsOf(before, entry) });
  }

  #parse(text: string): Entry {
    try {
      const entry = parseEntry(text);
      const { capabilities, call, seen } = this.#counts;
      if (entry.kind !== 'capabilities' || capabilities + call + seen === 0) return entry;
    } catch (error) {
      throw this.#fail(problemOf(error), error);
    }
    throw this.#fail('capabilities must come first, and once.');
  }

  #fail(problem: string, cause?: unknown): HistoryFormatError {
    this.#failure = new HistoryFormatError(this.#source, this.#lines, problem, { cause });
    return this.#failure;
  }
}

function problemOf(error: unknown): string {
  if (error instanceof InvalidInputError) return error.message;
  // The message quotes the line.
  if (error instanceof SyntaxError) return `not valid JSON: ${shortened(error.message, 200)}.`;
  throw error;
}

function isSequence(lines: unknown): boolean {
  if (typeof lines !== 'object' || lines === null) return false;
  return Symbol.iterator in lines || Symbol.asyncIterator in lines;
}

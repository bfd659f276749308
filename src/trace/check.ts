/** Checking a recorded history: do the rules allow it, and if not, which line breaks which rule? */
import {
  type Capabilities,
  type Deployment,
  fullCapabilities,
  InvalidInputError,
  parseCapabilities,
} from '../lifecycle';
import { member, throwFirst } from '../lifecycle/fields';
import { deepFreeze } from '../lifecycle/freeze';
import { type Entry, HistoryFormatError, parseEntry } from './history';
import { keep } from './keep';
import { candidatesOf, type Possible, unfold } from './possible';
import { type Refusal, refusalsOf } from './refusals';

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
  readonly refusals: readonly Refusal[];
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
  const checker = createHistoryChecker(options);
  for await (const line of lines) checker.read(line);
  return checker.end();
}

/** A checker that is fed by hand, for hosts that judge while they record. */
export interface HistoryChecker {
  /** Takes the next line. Returns the violation, once there is one. Throws HistoryFormatError. */
  readonly read: (text: string) => Violation | null;
  /** The verdict on what was read. Throws HistoryFormatError where that was nothing. */
  readonly end: () => HistoryReport;
}

/** Makes a checker. Throws InvalidInputError for malformed options. */
export function createHistoryChecker(options: HistoryOptions = {}): HistoryChecker {
  const { source = 'history', from = 'new' } = options;
  throwFirst(member('from', from, ['new', 'anywhere']));
  const begin = (capabilities: Capabilities) => {
    const candidates = candidatesOf(capabilities);
    return from === 'new' ? candidates.fresh() : candidates.anywhere();
  };
  let possible: Possible = begin(parseCapabilities(options.capabilities ?? fullCapabilities));
  let violation: Violation | null = null;
  let context: readonly RecordedLine[] = [];
  let lines = 0;
  const counts = { capabilities: 0, call: 0, seen: 0, note: 0 };

  const take = (entry: Entry, text: string): void => {
    if (entry.kind === 'note') return;
    if (entry.kind === 'capabilities') {
      if (counts.capabilities + counts.call + counts.seen > 0) {
        throw new HistoryFormatError(source, lines, 'capabilities must come first, and once.');
      }
      possible = begin(entry.capabilities);
      return;
    }
    const before = unfold(possible);
    possible = keep(before, entry);
    if (possible.size > 0) return;
    violation = deepFreeze({ line: lines, text, context, ...refusalsOf(before, entry) });
  };

  return {
    read(text) {
      lines += 1;
      // A byte order mark is not part of the first line.
      const bare = lines === 1 ? text.replace(/^\uFEFF/, '') : text;
      if (bare.trim() === '') return violation;
      const entry = parsed(bare, source, lines);
      if (violation === null) take(entry, bare);
      counts[entry.kind] += 1;
      context = [...context.slice(1 - contextLength), { line: lines, text: bare }];
      return violation;
    },
    end() {
      const { call: calls, seen: sightings } = counts;
      if (calls + sightings === 0) {
        throw new HistoryFormatError(source, 0, 'nothing to check: no call and no sighting.');
      }
      return Object.freeze({
        legal: violation === null,
        source,
        lines,
        calls,
        sightings,
        violation,
      });
    },
  };
}

function parsed(text: string, source: string, line: number): Entry {
  try {
    return parseEntry(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof SyntaxError)) throw error;
    const problem =
      error instanceof SyntaxError ? `not valid JSON: ${error.message}.` : error.message;
    throw new HistoryFormatError(source, line, problem, { cause: error });
  }
}

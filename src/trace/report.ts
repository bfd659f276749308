/** The verdict on a history, and the violation in it. */
import { deepFreeze } from '../input';
import type { Deployment } from '../lifecycle';
import type { AcceptedCall } from './accepted-calls';
import type { CandidatePool, CandidateSet } from './candidates';
import type { Call, RecordedLine } from './history';
import { claimInWords, contradictionOf, distinctDeployments, type Objection } from './objections';
import {
  type DeadEnd,
  type DeviationUse,
  type Impossible,
  type ImpossibleOrder,
  type LineOperation,
  type Mark,
  type OddLine,
  windowOf,
} from './order';
import { type OddEvent, oddEvents, type Remark } from './remarks';

/** The first line of a history that no possible deployment allows. */
export interface Violation extends RecordedLine {
  /** The lines just before it, or before its window, oldest first; at most three. */
  readonly context: readonly RecordedLine[];
  /** The claim of the line, in words. */
  readonly claim: string;
  /**
   * The deployments that were possible just before, by class, in any order; those that only
   * something odd explains are left out unless there are no others. Never empty.
   */
  readonly possible: readonly Deployment[];
  /** The only explanation of the line, if there is one; otherwise null. */
  readonly exception: Exception | null;
  /** The rules that contradict the claim, the most telling first. Never empty. */
  readonly objections: readonly Objection[];
  /** The lines that overlap it and whose order matters; null if it breaks a rule by itself. */
  readonly window: OverlapWindow | null;
}

/** Something that hardly ever happens, but would explain a line. */
export interface Exception {
  /** Everything odd that would have to have happened, oldest first. Never empty. */
  readonly events: readonly OddEvent[];
  /** The later line that it does not explain; null if it explains everything (see `strict`). */
  readonly ruledOutBy: RecordedLine | null;
}

/** The shortest window of overlapping lines that no order explains. */
export interface OverlapWindow {
  /** The lines whose order matters, in the order of the file. */
  readonly lines: readonly RecordedLine[];
  /** The deployments that were possible before them, by class. */
  readonly possible: readonly Deployment[];
  /** The orders that get furthest; at most four. */
  readonly orders: readonly BrokenOrder[];
  /** The number of orders that are not listed; there may be more if `isPartial`. */
  readonly others: number;
  /** True if there are too many orders to count. */
  readonly isPartial: boolean;
}

/** An order of overlapping lines, up to the line that cannot have been decided there. */
export interface BrokenOrder {
  /** The numbers of the lines. The last one breaks the rules. */
  readonly lines: readonly number[];
  /** The claim of the last line, in words. */
  readonly claim: string;
  /** The rules that contradict the claim in this order. Never empty. */
  readonly objections: readonly Objection[];
}

/** The line at which the search for an order was given up. */
export interface Undecided extends RecordedLine {
  /** The number of lines that overlap there and whose order is not known. */
  readonly overlapping: number;
}

/** The verdict on a history. */
export interface HistoryReport {
  readonly verdict: 'legal' | 'illegal' | 'undecided';
  readonly legal: boolean;
  readonly source: string;
  /** The number of lines, calls and readings. */
  readonly lines: number;
  readonly calls: number;
  readonly readings: number;
  /** The number of calls without an answer. */
  readonly unanswered: number;
  /** The first line that breaks a rule; null unless the history is illegal. */
  readonly violation: Violation | null;
  /** The lines that are legal only if something odd has happened; at most a hundred. */
  readonly remarks: readonly Remark[];
  /** The number of such lines. */
  readonly remarked: number;
  /** The line at which too many orders were possible; null unless the history is undecided. */
  readonly undecided: Undecided | null;
  /** The deviations of the dialect without which lines would break a rule, most frequent first. */
  readonly deviations: readonly DeviationUse[];
}

/**
 * Reports the dead end of a search. If only something odd explains an earlier line, and this one
 * rules that out, then the earlier one is the violation.
 */
export function violationOf(deadEnd: DeadEnd, pool: CandidatePool): Violation {
  const { odd, operation } = deadEnd;
  if (odd === null) return contradiction({ ...deadEnd, isOrdinary: false }, null);
  const exception = { events: oddEvents(odd, pool), ruledOutBy: recordedLine(operation) };
  return contradiction({ ...odd, isOrdinary: true }, exception);
}

/** Reports a line that only something odd explains as a violation. */
export function strictViolationOf(odd: OddLine, pool: CandidatePool): Violation {
  const exception = { events: oddEvents(odd, pool), ruledOutBy: null };
  return contradiction({ ...odd, isOrdinary: true }, exception);
}

function contradiction(
  impossible: Impossible & Pick<DeadEnd, 'tried'>,
  exception: Violation['exception'],
): Violation {
  const { operation, mark } = impossible;
  const { line, text, entry } = operation;
  const tried = ordinaryIn(impossible.tried);
  const window = windowOf(impossible);
  const inWindow = new Set(window?.operations);
  const before = mark.trail.filter((each) => !inWindow.has(each)).map(recordedLine);
  return deepFreeze({
    ...{ line, text, context: entry.times === null ? operation.context : before, exception },
    ...contradictionOf(tried, entry, window === null ? acceptedBefore(mark) : []),
    window: window && {
      lines: window.operations.map(recordedLine),
      possible: distinctDeployments(ordinaryIn(window.possible).members),
      orders: window.orders.map(brokenOrder),
      others: window.others,
      isPartial: window.isPartial,
    },
  });
}

/** The deployments that came about without anything odd; all of them if none did. */
function ordinaryIn(possible: CandidateSet): CandidateSet {
  const ordinary = possible.ordinary();
  return ordinary.isEmpty ? possible : ordinary;
}

function brokenOrder({ operations, possible }: ImpossibleOrder): BrokenOrder {
  const { entry } = operations.at(-1) as LineOperation;
  const { objections } = contradictionOf(ordinaryIn(possible), entry, []);
  return { lines: operations.map(({ line }) => line), claim: claimInWords(entry), objections };
}

function acceptedBefore({ accepted }: Mark): readonly AcceptedCall[] {
  return accepted.toReversed().map(({ line, entry }) => ({ line, call: entry as Call }));
}

function recordedLine({ line, text }: RecordedLine): RecordedLine {
  return { line, text };
}

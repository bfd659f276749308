/** The verdict on a history, and the violation in it. */
import { deepFreeze } from '../input';
import type { Deployment } from '../lifecycle';
import { claimInWords, contradictionOf, type Objection } from './objections';
import { type DeadEnd, type ImpossibleOrder, type LineOperation, windowOf } from './order';

/** A line as it was recorded. */
export interface RecordedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** The first line of a history that no possible deployment allows. */
export interface Violation extends RecordedLine {
  /** The lines just before it, or before its window, oldest first; at most three. */
  readonly context: readonly RecordedLine[];
  /** The claim of the line, in words. */
  readonly claim: string;
  /** The deployments that were possible just before, by class, in any order. Never empty. */
  readonly possible: readonly Deployment[];
  /** The rules that contradict the claim, the most telling first. Never empty. */
  readonly objections: readonly Objection[];
  /** The lines that overlap it and whose order matters; null if it breaks a rule by itself. */
  readonly window: OverlapWindow | null;
}

/** The shortest window of overlapping lines that no order explains. */
export interface OverlapWindow {
  /** The lines whose order matters, in the order of the file. */
  readonly lines: readonly RecordedLine[];
  /** The deployments that were possible before them, by class. */
  readonly possible: readonly Deployment[];
  /** The orders that get furthest; at most four. */
  readonly orders: readonly BrokenOrder[];
  /** The number of orders that are not listed; at least so many if `isPartial`. */
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
  /** The line at which too many orders were possible; null unless the history is undecided. */
  readonly undecided: Undecided | null;
}

/** Reports the dead end of a search. `context` has the lines before a line without times. */
export function violationOf(deadEnd: DeadEnd, context: readonly RecordedLine[]): Violation {
  const { operation, tried, mark } = deadEnd;
  const { line, text, entry } = operation;
  const window = windowOf(deadEnd);
  const inWindow = new Set(window?.operations);
  const before = mark.trail.filter((each) => !inWindow.has(each)).map(recordedLine);
  return deepFreeze({
    ...{ line, text, context: entry.times === null ? context : before },
    ...contradictionOf(tried, entry),
    window: window && {
      lines: window.operations.map(recordedLine),
      possible: window.possible.members.map(({ deployment }) => deployment),
      orders: window.orders.map(brokenOrder),
      others: window.others,
      isPartial: window.isPartial,
    },
  });
}

function brokenOrder({ operations, possible }: ImpossibleOrder): BrokenOrder {
  const { entry } = operations.at(-1) as LineOperation;
  const { objections } = contradictionOf(possible, entry);
  return { lines: operations.map(({ line }) => line), claim: claimInWords(entry), objections };
}

function recordedLine({ line, text }: RecordedLine): RecordedLine {
  return { line, text };
}

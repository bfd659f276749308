/** An operation: a call or a poll that was decided at one moment between its begin and its end. */
import { afterDecision, type CandidateSet, claimOf, consistentWith } from '../candidates';
import type { Call, Reading, RecordedLine } from '../history';

/** A line of a history that was decided at one moment, and the interval of that moment. */
export interface LineOperation {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly entry: Call | Reading;
  /** Operations of the same claim do the same. */
  readonly claim: string;
  readonly began: number;
  /** Infinity if no answer came: then it may be decided at any time, or never. */
  readonly ended: number;
  /** When the client gave up waiting for an answer, if it said so; otherwise as `began`. */
  readonly gaveUp: number;
  /** True if it changes nothing, and only says what was the case: a reading, or a refusal. */
  readonly isObserver: boolean;
  /** True if it may be the one that shows the error of a failure. */
  readonly mayShowError: boolean;
  /** The lines just above it in the file, for the report. */
  readonly context: readonly RecordedLine[];
}

/** Makes an operation of a line. Without times, its place is the only one possible for it. */
export function lineOperation(
  { line, text }: RecordedLine,
  entry: Call | Reading,
  context: readonly RecordedLine[] = [],
): LineOperation {
  const { times } = entry;
  const { text: claim, mayShowError } = claimOf(entry);
  const began = times === null ? 0 : times.began;
  const ended = isUnanswered(entry) ? Infinity : times === null ? 0 : times.ended;
  const gaveUp = times === null ? 0 : (times.gaveUp ?? began);
  const isObserver = entry.kind === 'seen' || isDenied(entry);
  return { line, text, entry, claim, began, ended, gaveUp, isObserver, mayShowError, context };
}

/** True for a call without an answer. */
export function isUnanswered(entry: Call | Reading): boolean {
  return entry.kind === 'call' && entry.answer === null;
}

function isDenied({ answer }: Call): boolean {
  // After a 500 it is not known if there was a decision.
  return answer !== null && answer >= 300 && answer !== 500;
}

/**
 * The deployments that are possible after this operation and whatever the runner does then; empty
 * if it cannot have been decided here.
 */
export function afterOperation(possible: CandidateSet, operation: LineOperation): CandidateSet {
  const { entry, claim, ended } = operation;
  const after =
    ended === Infinity
      ? afterDecision(possible, entry as Call)
      : consistentWith(possible, entry, claim);
  return after.afterAnyObservations();
}

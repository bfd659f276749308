/**
 * Shrinking a history that breaks a rule at its last entry, so that a person can follow it.
 *
 * Entries that are not needed for the verdict are left out, as long as they can have had no effect:
 * polls, notes, refused calls, and everything before the pipeline was last known to be fully
 * stopped without an error, which is as good as new.
 */
import { describeViolation, HistoryChecker, type HistoryEntry, type Violation } from '../../trace';
import { type CandidatePool, firstIllegal } from '../../trace/candidates';
import type { ConformanceError } from './conformance-error';
import { disturbanceIn } from './disturbance-notes';
import { lineOf } from './history-entries';

/** As few of the entries as still break a rule at the last one. Pure. */
export function shrunk(
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly HistoryEntry[] {
  const whole = fromLastRest(history, candidates);
  let kept = whole;
  // From the end: an entry near the violation is more likely to be needed.
  for (let index = whole.length - 2; index >= 0; index -= 1) {
    if (!mayBeLeftOut(kept[index])) continue;
    // What was left out so far came after this entry, so it is still in its place.
    const without = kept.toSpliced(index, 1);
    if (breaksAtTheEnd(without, candidates)) kept = without;
  }
  return kept;
}

/** Returns true if the last entry, and no earlier one, is illegal. Pure. */
export function breaksAtTheEnd(
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): boolean {
  return history.length > 0 && firstIllegal(history, candidates) === history.length - 1;
}

/** The entries since the pipeline was last known to be as good as new. Pure. */
export function sinceRest(
  kind: ConformanceError['kind'],
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly HistoryEntry[] {
  if (kind === 'illegal') return fromLastRest(history, candidates);
  const last = history.findLastIndex((each, index) => index < history.length - 1 && isAsNew(each));
  const rest = history.slice(last + 1).filter(({ kind: each }) => each !== 'capabilities');
  return [...headOf(history), ...rest];
}

function headOf(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return history.filter(({ kind }) => kind === 'capabilities');
}

/** The fewest entries since the pipeline was as good as new that break a rule at the end. */
function fromLastRest(
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly HistoryEntry[] {
  const head = headOf(history);
  for (let index = history.length - 2; index > 0; index -= 1) {
    if (!isAsNew(history[index])) continue;
    const rest = [...head, ...history.slice(index + 1)];
    if (breaksAtTheEnd(rest, candidates)) return rest;
  }
  return history;
}

function isAsNew(entry: HistoryEntry | undefined): boolean {
  return (
    entry?.kind === 'seen' &&
    entry.error === false &&
    entry.statuses.join() === 'Stopped' &&
    entry.desiredStatuses.join() === 'Stopped'
  );
}

function mayBeLeftOut(entry: HistoryEntry | undefined): boolean {
  if (entry === undefined) return false;
  return (
    entry.kind === 'seen' ||
    (entry.kind === 'note' && disturbanceIn(entry) === null) ||
    (entry.kind === 'call' && isRefusedCall(entry.answer))
  );
}

function isRefusedCall(answer: number): boolean {
  return answer >= 400 && answer !== 500;
}

/** The violation in words, as the checker of histories tells it. Pure. */
export function storyOf(history: readonly HistoryEntry[]): string {
  const checker = new HistoryChecker({ source: 'conformance' });
  let violation: Violation | null = null;
  for (const entry of history) violation = checker.read(lineOf(entry));
  return violation === null ? '' : describeViolation(violation);
}

/**
 * Shrinking a history that breaks a rule at its last entry by deduction, so that a person can
 * follow it.
 *
 * Polls and notes that are not needed for the verdict are left out. A call is not: that its answer
 * is legal does not mean that it had no effect, and a refusal that took effect is what explains the
 * violation. Only a replay can show that a call is not needed. If a history cannot be replayed,
 * refused calls are left out nevertheless, except for the last ones; and so is everything before
 * the pipeline was as good as new, as long as a call is left that may explain what follows.
 */
import type { HistoryEntry } from '../../../trace';
import { type CandidatePool, firstIllegal } from '../../../trace/candidates';
import type { ConformanceError } from '../conformance-error';
import { disturbanceIn } from '../history';

/** The entries without the polls and notes that its violation does not need. Pure. */
export function withoutIdlePolls(
  kind: ConformanceError['kind'],
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly HistoryEntry[] {
  // Any other violation is not one of the history.
  if (kind !== 'illegal') return history;
  return without(history, candidates, (index) => !isDeed(history[index]));
}

/** The entries that are left of a history that could not be replayed. Pure. */
export function shrunk(
  kind: ConformanceError['kind'],
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly HistoryEntry[] {
  const scripts = cutsOf(kind, history, candidates);
  const whole = scripts.find(mayExplain) ?? history;
  if (kind !== 'illegal') return whole;
  const suspects = suspectsIn(whole);
  return without(
    whole,
    candidates,
    (index) => !isDeed(whole[index]) || (isRefused(whole[index]) && !suspects.has(index)),
  );
}

/** Leaves out what may be, as long as the rest breaks a rule at its last entry, and not before. */
function without(
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
  mayBeLeftOut: (index: number) => boolean,
): readonly HistoryEntry[] {
  let kept = history;
  // From the end: an entry near the violation is more likely to be needed.
  for (let index = history.length - 2; index >= 0; index -= 1) {
    if (history[index]?.kind === 'capabilities' || !mayBeLeftOut(index)) continue;
    // What was left out so far came after this entry, so it is still in its place.
    const rest = kept.toSpliced(index, 1);
    if (breaksAtTheEnd(rest, candidates)) kept = rest;
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

/**
 * The ends of a history that begin where the pipeline was as good as new, and break the same rule:
 * the shortest first, the whole history last. Pure.
 */
export function cutsOf(
  kind: ConformanceError['kind'],
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
): readonly (readonly HistoryEntry[])[] {
  const head = history.filter(({ kind: each }) => each === 'capabilities');
  const cuts = history
    .map((entry, index) => ({ entry, index }))
    .filter(({ entry, index }) => isAsNew(entry) && index < history.length - 1)
    .map(({ index }) => [...head, ...history.slice(index + 1)])
    .filter((rest) => kind !== 'illegal' || breaksAtTheEnd(rest, candidates));
  return [...cuts.reverse(), history];
}

/** True for something that was done, as opposed to seen. Pure. */
export function isDeed(entry: HistoryEntry | undefined): boolean {
  return entry !== undefined && (entry.kind === 'call' || disturbanceIn(entry) !== null);
}

/**
 * True if the last entry is a call, or a start before it may have been accepted: nothing else leads
 * away from a pipeline that is as good as new.
 */
function mayExplain(history: readonly HistoryEntry[]): boolean {
  const isStart = (each: HistoryEntry) => each.kind === 'call' && each.action.type === 'start';
  return (
    history.at(-1)?.kind === 'call' || history.some((each) => isStart(each) && !isRefused(each))
  );
}

/** The calls since the last poll before the violation, or else the last one. */
function suspectsIn(history: readonly HistoryEntry[]): ReadonlySet<number> {
  const deeds = [...history.keys()].filter(
    (index) => index < history.length - 1 && isDeed(history[index]),
  );
  const lastPoll = history.findLastIndex(
    ({ kind }, index) => kind === 'seen' && index < history.length - 1,
  );
  return new Set([...deeds.filter((index) => index > lastPoll), ...deeds.slice(-1)]);
}

function isAsNew(entry: HistoryEntry): boolean {
  return (
    entry.kind === 'seen' &&
    entry.error === false &&
    entry.statuses.join() === 'Stopped' &&
    entry.desiredStatuses.join() === 'Stopped'
  );
}

/** True for a call that was refused, and so changed nothing if all is as it should be. Pure. */
export function isRefused(entry: HistoryEntry | undefined): boolean {
  if (entry?.kind !== 'call') return false;
  const { answer } = entry;
  return answer !== null && answer >= 400 && answer !== 500;
}

/** Returns true if a history still shows what it is to show. */
export type Holds = (history: readonly HistoryEntry[]) => boolean;

/** Leaves out the polls and notes without which the rest still holds, from the end. Pure. */
export function withoutPolls(
  entries: readonly HistoryEntry[],
  holds: Holds,
): readonly HistoryEntry[] {
  let kept = entries;
  for (let index = entries.length - 2; index >= 0; index -= 1) {
    const kind = entries[index]?.kind;
    if (kind !== 'seen' && kind !== 'note') continue;
    const rest = kept.toSpliced(index, 1);
    if (holds(rest)) kept = rest;
  }
  return kept;
}

/**
 * The shortest end of a legal history that still holds, without needless polls. It begins where the
 * pipeline was as good as new. Pure.
 */
export function shortestEnd(
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
  holds: Holds,
): readonly HistoryEntry[] {
  // Of another kind than illegal, since these are cuts of a history that is legal.
  const cuts = cutsOf('stuck', history, candidates).filter(mayExplain);
  const end = cuts.slice(0, endsMax).find(holds) ?? history;
  return end.length > pollsLeftMax ? end : withoutPolls(end, holds);
}

/** The most ends that are tried: judging a legal history again and again takes long. */
const endsMax = 4;
/** A history that is longer than this keeps its polls. */
const pollsLeftMax = 40;

/** Makes failures of what a test has found: as short as can be had, with the broken rule. */
import type { Dialect } from '../../../dialect';
import { describeRemark, describeViolation, type HistoryEntry, type Remark } from '../../../trace';
import type { ConformanceError } from '../conformance-error';
import type { Routes } from '../goals';
import { brokenRuleOf, entryTimes, judgedEntries, lineOf } from '../history';
import type { SessionSpace } from '../walks';
import type { Failure } from './failure';
import type { ReplayOptions } from './replay';
import { reproduced } from './reproduce';
import { breaksAtTheEnd, type Holds, shortestEnd, withoutPolls } from './shrink';

/** A failure, without the time at which it was found. */
export type FoundFailure = Omit<Failure, 'after'>;

/** A violation as a walk or clients have found it, with all that was recorded. */
export interface RecordedViolation extends Pick<ConformanceError, 'kind' | 'message'> {
  readonly entries: readonly HistoryEntry[];
}

const notReplayed = { tried: 0, failed: 0 };

/** The rule that a violation breaks before anything is shortened; null if it breaks none. Pure. */
export function ruleBrokenBy(
  { kind, entries }: RecordedViolation,
  { dialect, strict }: Judging,
): string | null {
  if (kind !== 'illegal') return null;
  return brokenRuleOf(judgedEntries(entries, dialect, strict).violation);
}

/** How a history is judged. */
export interface Judging {
  readonly dialect: Dialect;
  /** True if a remark is a violation. */
  readonly strict: boolean;
}

/** The failure of a walk: replayed, and shortened as long as the plan allows. */
export async function failureOfWalk(
  { kind, message, entries }: RecordedViolation,
  routes: Routes,
  options: ReplayOptions,
): Promise<FoundFailure> {
  const { history, again } = await reproduced(kind, entries, routes, options);
  const isIllegal = kind === 'illegal' && breaksAtTheEnd(history, options.space.candidates);
  const { violation } = isIllegal
    ? judgedEntries(history, options.plan.dialect)
    : { violation: null };
  return {
    ...{ kind, rule: brokenRuleOf(violation), strict: false, overlapping: false },
    message: isIllegal ? `no course of events explains line ${history.length}` : message,
    history: history.map(lineOf),
    story: violation === null ? message : describeViolation(violation),
    again,
  };
}

/** The failure of a walk that only a strict check objects to: up to the line of its remark. */
export function failureOfRemark(
  remark: Remark,
  entries: readonly HistoryEntry[],
  { candidates }: SessionSpace,
): FoundFailure {
  const { dialect } = candidates;
  const whole = entries.slice(0, remark.line);
  const history = shortestEnd(
    whole,
    candidates,
    (each) => judgedEntries(each, dialect, true).violation?.line === each.length,
  );
  const { violation } = judgedEntries(history, dialect, true);
  return {
    ...{ kind: 'illegal', rule: brokenRuleOf(violation), strict: true, overlapping: false },
    message: `line ${history.length} is legal only if something has happened that hardly ever does`,
    history: history.map(lineOf),
    story: violation === null ? describeRemark(remark) : describeViolation(violation),
    again: notReplayed,
  };
}

/**
 * The failure of clients that called at once. Polls that are not needed are left out, and what
 * began only after the lines that no order explains.
 */
export function failureOfClients(
  { kind, message, entries }: RecordedViolation,
  { dialect, strict }: Judging,
): FoundFailure {
  const isIllegal: Holds = (history) =>
    history.some((each) => entryTimes(each) !== null) &&
    judgedEntries(history, dialect, strict).verdict === 'illegal';
  const isRace = kind === 'illegal' && isIllegal(entries);
  const history = isRace ? withoutPolls(withoutLater(entries, isIllegal), isIllegal) : entries;
  const { violation } = isRace ? judgedEntries(history, dialect, strict) : { violation: null };
  return {
    ...{ kind, rule: brokenRuleOf(violation), overlapping: true },
    strict: isRace && judgedEntries(history, dialect).verdict !== 'illegal',
    message: isRace ? `no order of calls that overlap explains line ${violation?.line}` : message,
    history: history.map(lineOf),
    story: violation === null ? message : describeViolation(violation),
    again: notReplayed,
  };
}

/**
 * The shortest beginning that breaks a rule. It ends where nothing is under way, because what
 * overlaps its last lines may explain them.
 */
function withoutLater(entries: readonly HistoryEntry[], holds: Holds): readonly HistoryEntry[] {
  let ended = 0;
  for (const [index, entry] of entries.entries()) {
    const times = entryTimes(entry);
    if (times === null) continue;
    if (times.began > ended && holds(entries.slice(0, index))) return entries.slice(0, index);
    // A call without an answer claims nothing that what comes later could explain.
    if (times.ended !== Infinity) ended = Math.max(ended, times.ended);
  }
  return entries;
}

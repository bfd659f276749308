/** Histories of a test as the checker of histories judges them. */
import type { Dialect } from '../../../dialect';
import {
  HistoryChecker,
  type HistoryEntry,
  type HistoryReport,
  type Violation,
} from '../../../trace';
import { lineOf } from './history-entries';

/** Judges the entries of a history in a dialect. With `strict`, a remark is a violation. Pure. */
export function judgedEntries(
  entries: readonly HistoryEntry[],
  dialect: Dialect,
  strict = false,
): HistoryReport {
  const checker = new HistoryChecker({ source: 'conformance', strict, dialect });
  for (const entry of entries) checker.read(lineOf(entry));
  return checker.end();
}

/** The rule that a violation breaks: the one of its first objection. Pure. */
export function brokenRuleOf(violation: Violation | null): string | null {
  return violation?.objections[0]?.rule.id ?? null;
}

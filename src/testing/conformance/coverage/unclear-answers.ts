/**
 * Actions whose answers remain unclear. A server may fail now and then; but if most calls of an
 * action get no answer that says what became of them, that action must not count as tested.
 */
import type { CompleteAction } from '../../../lifecycle';
import { type CoverageColumn, columnName, coverageColumnOf } from '../goals';

/** With fewer calls of an action, nothing can be said about it. */
const callsMin = 6;

/** Counts the calls of each action, and those that remained unclear. */
export class UnclearAnswers {
  readonly #counts = new Map<CoverageColumn, { calls: number; unclear: number }>();

  /** Counts a call, with a clear answer or without one. */
  called(action: CompleteAction, isClear: boolean): void {
    const column = coverageColumnOf(action);
    const counts = this.#counts.get(column) ?? { calls: 0, unclear: 0 };
    counts.calls += 1;
    if (!isClear) counts.unclear += 1;
    this.#counts.set(column, counts);
  }

  /**
   * The actions that hardly anything is known about, in words, with the number of unclear calls.
   */
  get report(): readonly { readonly message: string; readonly count: number }[] {
    return [...this.#counts]
      .filter(([, { calls, unclear }]) => calls >= callsMin && 2 * unclear > calls)
      .map(([column, { calls, unclear }]) => ({
        message: `${columnName(column)}: ${unclear} of ${calls} calls got no answer that says what became of them, so it is not tested`,
        count: unclear,
      }));
  }
}

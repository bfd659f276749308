/**
 * How well answers could be understood. A server may fail now and then; but where an action hardly ever has
 * an answer that says what came of it, nothing is known of it, and it must not count as tested.
 */
import type { CompleteAction } from '../../lifecycle';
import { type Column, columnName, columnOf } from './coverage';

/** Fewer calls say nothing. */
const callsMin = 6;

/** Counts the calls of each action, and those that remained unclear. */
export class Clarity {
  readonly #counts = new Map<Column, { calls: number; unclear: number }>();

  /** An action was called; the answer was clear, or said nothing of what came of it. */
  called(action: CompleteAction, isClear: boolean): void {
    const column = columnOf(action);
    const counts = this.#counts.get(column) ?? { calls: 0, unclear: 0 };
    counts.calls += 1;
    if (!isClear) counts.unclear += 1;
    this.#counts.set(column, counts);
  }

  /** The actions of which hardly anything is known, in words, with the number of calls that say nothing. */
  get unclear(): readonly { readonly message: string; readonly count: number }[] {
    return [...this.#counts]
      .filter(([, { calls, unclear }]) => calls >= callsMin && 2 * unclear > calls)
      .map(([column, { calls, unclear }]) => ({
        message: `${columnName(column)}: of ${calls} calls no answer says what came of them, so it is not tested`,
        count: unclear,
      }));
  }
}

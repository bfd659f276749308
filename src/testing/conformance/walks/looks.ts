/**
 * How long a pipeline has looked the same while somebody waits for it to move on.
 *
 * A word such as Unavailable may stand for many statuses, so that a poll makes more of them
 * possible, and the next one rules them out again. That is no move: what looks as it did before has
 * gone on, unless a poll in between has ruled out a part of it. But what such a word hides does not
 * count as time that the runner was given.
 */

interface LastingLook {
  readonly pairs: ReadonlySet<string>;
  readonly lasted: number;
}

/** The looks of a pipeline that may have gone on since they were first seen. */
export class Looks {
  #looks: readonly LastingLook[] = [];

  /**
   * Notes the pairs of statuses that a poll has left possible, this long after the poll before.
   * Returns for how long they have been seen, as far as they may have gone on all the time.
   */
  saw(pairs: ReadonlySet<string>, milliseconds: number): number {
    const kept = this.#looks.filter((look) => !isRuledOut(look.pairs, pairs));
    const isSame = (look: LastingLook) => look.pairs.size === pairs.size;
    const before = kept.find(isSame);
    const lasted = before === undefined ? 0 : before.lasted + milliseconds;
    this.#looks = [...kept.filter((look) => !isSame(look)), { pairs, lasted }];
    return lasted;
  }
}

/** True if some of these pairs are not possible any more: what was there must have moved. Pure. */
export function isRuledOut(before: ReadonlySet<string>, now: ReadonlySet<string>): boolean {
  return [...before].some((pair) => !now.has(pair));
}

/**
 * Names in the order of lists, however many there are. Writes are only noted, and the next page
 * puts them in their places: a store that is filled is sorted once. Places are found by halves,
 * because whoever reads a long list page by page would otherwise go through it once for each.
 */

/** More writes than this are sorted in together. */
const fewMax = 100;

/** A set of names, sorted by code unit. */
export class SortedNames {
  #sorted: string[] = [];
  /** The names since the last sorting. */
  readonly #added = new Set<string>();
  readonly #deleted = new Set<string>();

  /** Adds a name that is not in the set. */
  add(name: string): void {
    if (!this.#deleted.delete(name)) this.#added.add(name);
  }

  /** Deletes a name that is in the set. */
  delete(name: string): void {
    if (!this.#added.delete(name)) this.#deleted.add(name);
  }

  /** Returns the names that sort after this one, at most so many. */
  page(after?: string, limit?: number): readonly string[] {
    const sorted = this.#inOrder();
    const from = after === undefined ? 0 : firstAfter(sorted, after);
    return sorted.slice(from, limit === undefined ? undefined : from + limit);
  }

  #inOrder(): readonly string[] {
    const [added, deleted] = [this.#added, this.#deleted];
    if (added.size + deleted.size > fewMax) {
      this.#sorted = [...this.#sorted.filter((name) => !deleted.has(name)), ...added].sort();
    } else {
      for (const name of deleted) this.#sorted.splice(firstAfter(this.#sorted, name) - 1, 1);
      for (const name of added) this.#sorted.splice(firstAfter(this.#sorted, name), 0, name);
    }
    added.clear();
    deleted.clear();
    return this.#sorted;
  }
}

/** Returns the position of the first name that sorts after this one. */
function firstAfter(sorted: readonly string[], name: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as string) > name) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Counts answers that did not come, or could not be understood, by kind. */

/** A problem that is not a violation: an answer did not come, or could not be understood. */
export interface Trouble {
  readonly message: string;
  /** How often it occurred. */
  readonly count: number;
}

/** Counts troubles. Those of the same kind are one, whatever each said. */
export class Troubles {
  readonly #kinds = new Map<string, { readonly example: string; count: number; differ: boolean }>();

  /** Counts a trouble of this kind; `message` says more, and may differ each time. */
  add(summary: string, message = summary): void {
    const known = this.#kinds.get(summary) ?? { example: message, count: 0, differ: false };
    known.count += 1;
    known.differ ||= message !== known.example;
    this.#kinds.set(summary, known);
  }

  /** Each kind, with what the first one said. */
  get report(): readonly Trouble[] {
    return [...this.#kinds.values()].map(({ example, count, differ }) => ({
      message: differ ? `${example}, among others` : example,
      count,
    }));
  }
}

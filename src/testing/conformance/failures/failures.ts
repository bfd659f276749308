/** The violations of a test: the first one, or each broken rule once if the test goes on. */
import type { Failure } from './failure';

/** The most violations that are reported: enough to work on. */
const failuresMax = 10;
/** A pipeline that cannot be stopped this many times in a row cannot be tested any further. */
const repeatsMax = 5;

/** The rule of a violation, or its kind if it breaks none: they tell it from others. */
export type FailureKey = Pick<Failure, 'kind' | 'rule'>;

/** Collects violations. */
export class Failures {
  readonly #keepGoing: boolean;
  readonly #found: Failure[] = [];
  readonly #known = new Set<string>();
  #repeats = 0;

  constructor(keepGoing: boolean) {
    this.#keepGoing = keepGoing;
  }

  /** The violations, the first one first. */
  get all(): readonly Failure[] {
    return [...this.#found];
  }

  /** True if no further violation is wanted. */
  get isFull(): boolean {
    const max = this.#keepGoing ? failuresMax : 1;
    return this.#found.length >= max || this.#repeats >= repeatsMax;
  }

  /** True if this is known already; then another history of it says nothing new. */
  isKnown(key: FailureKey): boolean {
    return this.#known.has(keyInWords(key));
  }

  /** Notes a walk, with what ended it. */
  walked(ending: FailureKey['kind'] | null): void {
    this.#repeats = ending === 'stuck' || ending === 'refused' ? this.#repeats + 1 : 0;
  }

  /** Adds a violation, unless it is known. `found` is what it was before it was shortened. */
  add(failure: Failure, found: FailureKey = failure): void {
    if (!this.isKnown(failure)) this.#found.push(failure);
    for (const key of [failure, found]) this.#known.add(keyInWords(key));
  }
}

function keyInWords({ kind, rule }: FailureKey): string {
  return rule ?? kind;
}

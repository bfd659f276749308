/**
 * The search for an order that explains a history: linearizability, decided along the time.
 *
 * Operations begin and end in the order of time. Where one ends, every order of the open ones that
 * decides it by then is tried. So only what is open is remembered, and no order of what has ended.
 */
import type { CandidateSet } from '../candidates';
import { type Configuration, isIdle } from './configuration';
import { expanded, type Unanswered } from './expand';
import { afterOperation, type LineOperation } from './operation';

/** An operation began or ended. */
export interface TimelineEvent {
  readonly type: 'began' | 'ended';
  readonly operation: LineOperation;
}

/** The last point with a single configuration, and what happened from then on. */
export interface Mark {
  readonly configuration: Configuration;
  /** The calls without an answer that had begun by then. */
  readonly unanswered: Unanswered;
  /** The operations that ended last before it, the latest last; at most three. */
  readonly trail: readonly LineOperation[];
  readonly events: readonly TimelineEvent[];
}

/** The end of the search, where an operation ends that no order explains. */
export interface DeadEnd {
  readonly operation: LineOperation;
  /** The deployments that were possible just before it, in any order. */
  readonly tried: CandidateSet;
  readonly mark: Mark;
}

/** The outcome: still legal, illegal, or given up where this operation ends. */
export type SearchOutcome =
  | { readonly type: 'legal' }
  | { readonly type: 'illegal'; readonly deadEnd: DeadEnd }
  | { readonly type: 'undecided'; readonly operation: LineOperation; readonly open: number };

const legal: SearchOutcome = Object.freeze({ type: 'legal' });

/**
 * The steps that a search may take: so many at once, and so many more for each operation that
 * begins. They take seconds.
 */
export const stepsAtOnce = 200_000;
const stepsEach = 200;

/** More is not kept for the report. */
const eventsMax = 2_000;

/** The search along one history. It ends with the first outcome that is not legal. */
export class Search {
  #configurations: readonly Configuration[];
  #unanswered: Unanswered;
  #steps = stepsAtOnce;
  #outcome: SearchOutcome = legal;
  #mark: Mark;
  #trail: readonly LineOperation[] = [];
  readonly #isKept: boolean;

  /** `isKept` is true if the ways to each configuration are kept, which needs much memory. */
  constructor(configuration: Configuration, unanswered: Unanswered = new Map(), isKept = false) {
    this.#configurations = [configuration];
    this.#unanswered = unanswered;
    this.#mark = { configuration, unanswered, trail: [], events: [] };
    this.#isKept = isKept;
  }

  get outcome(): SearchOutcome {
    return this.#outcome;
  }

  /** The configurations that are possible now; those before the end of a search that has ended. */
  get configurations(): readonly Configuration[] {
    return this.#configurations;
  }

  /** A search that goes on from here, and leaves this one as it is. */
  copy(): Search {
    const copy = new Search(this.#mark.configuration, this.#unanswered, this.#isKept);
    copy.#configurations = this.#configurations;
    copy.#steps = this.#steps;
    copy.#outcome = this.#outcome;
    copy.#mark = this.#mark;
    copy.#trail = this.#trail;
    return copy;
  }

  /** Decides an operation that nothing overlaps but calls without an answer. */
  step(operation: LineOperation): void {
    const only = this.#onlyOne();
    if (only?.open.length === 0 && this.#outcome === legal) {
      if (this.#decideAlone(only, operation)) this.#happened({ type: 'ended', operation });
    } else {
      this.begin(operation);
      this.end(operation);
    }
  }

  /** An operation begins. One without an answer may be decided from now on, or never. */
  begin(operation: LineOperation): void {
    if (this.#outcome !== legal) return;
    this.#steps = Math.min(this.#steps + stepsEach, stepsAtOnce);
    if (operation.ended === Infinity) {
      const { claim } = operation;
      const alike = this.#unanswered.get(claim) ?? [];
      this.#unanswered = new Map(this.#unanswered).set(claim, [...alike, operation]);
    } else {
      this.#configurations = this.#configurations.map((each) => {
        // An observer that excludes nothing is done at once.
        return !this.#isKept && isIdle(operation, each.possible) ? each : opened(each, operation);
      });
    }
    this.#happened({ type: 'began', operation });
  }

  /** An operation ends, so by now it has been decided. */
  end(operation: LineOperation): void {
    if (this.#outcome !== legal) return;
    const isOpen = this.#configurations.some(({ open }) => open.includes(operation));
    if (!isOpen || this.#decide(operation)) this.#happened({ type: 'ended', operation });
  }

  /** Decides an open operation, and returns true if some order can. */
  #decide(operation: LineOperation): boolean {
    const [all, unanswered] = [this.#configurations, this.#unanswered];
    const only = this.#onlyOne();
    if (only?.open.length === 1) return this.#decideAlone(only, operation);
    const expansion = expanded(all, operation, unanswered, this.#steps, this.#isKept);
    if (expansion === null) {
      const open = Math.max(...all.map((each) => each.open.length));
      this.#outcome = { type: 'undecided', operation, open };
      return false;
    }
    const { configurations, tried, steps } = expansion;
    if (configurations.length === 0) {
      this.#contradict(operation, tried);
      return false;
    }
    this.#steps -= steps;
    this.#configurations = configurations;
    return true;
  }

  /** The configuration if there is one, and no way to another but by what is open. */
  #onlyOne(): Configuration | undefined {
    const all = this.#configurations;
    const isOnly = all.length === 1 && this.#unanswered.size === 0 && !this.#isKept;
    return isOnly ? all[0] : undefined;
  }

  /** Most operations overlap no other, so there is nothing to search. */
  #decideAlone(before: Configuration, operation: LineOperation): boolean {
    const possible = afterOperation(before.possible, operation);
    if (possible.isEmpty) this.#contradict(operation, [before.possible]);
    else this.#configurations = [{ open: none, late: none, possible, arrivals: none }];
    return !possible.isEmpty;
  }

  #contradict(operation: LineOperation, tried: readonly CandidateSet[]): void {
    const all = tried.reduce((one, other) => one.union(other));
    const deadEnd = { operation, tried: all, mark: this.#mark };
    this.#outcome = { type: 'illegal', deadEnd };
  }

  #happened(event: TimelineEvent): void {
    const { type, operation } = event;
    if (type === 'ended') this.#trail = followed(this.#trail, operation);
    const [configuration] = this.#configurations;
    if (configuration !== undefined && this.#configurations.length === 1) {
      const [unanswered, trail] = [this.#unanswered, this.#trail];
      this.#mark = { configuration, unanswered, trail, events: [] };
    } else if (this.#mark.events.length < eventsMax) {
      this.#mark = { ...this.#mark, events: [...this.#mark.events, event] };
    }
  }
}

const none: readonly never[] = Object.freeze([]);

/** These, at most the last two, and the next. */
function followed(trail: readonly LineOperation[], next: LineOperation): readonly LineOperation[] {
  return trail.length < trailLength ? [...trail, next] : [...trail.slice(1), next];
}

const trailLength = 3;

function opened(configuration: Configuration, operation: LineOperation): Configuration {
  const { open } = configuration;
  const later = open.findIndex(({ ended }) => ended > operation.ended);
  return {
    ...configuration,
    open: open.toSpliced(later === -1 ? open.length : later, 0, operation),
  };
}

/**
 * The search for an order that explains a history: linearizability, decided along the time.
 *
 * Operations begin and end in the order of time. When one ends, every order of the open ones that
 * decides it by then is tried. So only what is open is remembered, and no order of what has ended.
 */
import type { CandidatePool, CandidateSet } from '../candidates';
import {
  type Configuration,
  isIdle,
  leastDeviationsIn,
  leastOddityIn,
  opened,
  unionOf,
} from './configuration';
import { DeviatingLines } from './deviating-lines';
import { expanded } from './expand';
import { followed, type Mark, type TimelineEvent, withEvent } from './mark';
import { type OddLine, OddLines } from './odd-lines';
import { afterOperation, type LineOperation } from './operation';
import { overdueAfter, type Unanswered, withCall } from './unanswered';

/** The end of the search: an operation has ended that no order explains. */
export interface DeadEnd {
  readonly operation: LineOperation;
  /** The deployments that were possible just before it, in any order. */
  readonly tried: CandidateSet;
  readonly mark: Mark;
  /** The line that only something odd explains, which this one then rules out; null if none. */
  readonly odd: OddLine | null;
}

/** The outcome: still legal, illegal, or given up when this operation ended. */
export type SearchOutcome =
  | { readonly type: 'legal' }
  | { readonly type: 'illegal'; readonly deadEnd: DeadEnd }
  | { readonly type: 'undecided'; readonly operation: LineOperation; readonly open: number };

const legal: SearchOutcome = Object.freeze({ type: 'legal' });

/** The steps that a search may take. */
export interface SearchLimits {
  readonly atOnce: number;
  /** The further steps for each operation that begins. */
  readonly each: number;
}

/** The steps for a verdict. They take seconds. */
export const verdictLimits: SearchLimits = { atOnce: 200_000, each: 200 };

/** The search along one history. It ends with the first outcome that is not legal. */
export class Search {
  #configurations: readonly Configuration[];
  #unanswered: Unanswered;
  #steps: number;
  #outcome: SearchOutcome = legal;
  #mark: Mark;
  #odd: OddLines;
  #deviating = new DeviatingLines();
  #trail: readonly LineOperation[] = [];
  #accepted: readonly LineOperation[] = [];
  readonly #isKept: boolean;
  readonly #limits: SearchLimits;
  readonly #knowsProvenance: boolean;

  /** `isKept` is true if the ways to each configuration are kept, which needs much memory. */
  constructor(
    configuration: Configuration,
    unanswered: Unanswered = new Map(),
    isKept = false,
    limits = verdictLimits,
  ) {
    this.#configurations = [configuration];
    this.#unanswered = unanswered;
    this.#limits = limits;
    this.#knowsProvenance = configuration.possible.knowsProvenance;
    this.#steps = limits.atOnce;
    this.#mark = { configuration, unanswered, trail: none, accepted: none, events: none };
    this.#odd = OddLines.startingAt(this.#mark);
    this.#isKept = isKept;
  }

  /** The lines that only something odd explains. */
  get odd(): OddLines {
    return this.#odd;
  }

  /** The lines that are legal only by a deviation. */
  get deviating(): DeviatingLines {
    return this.#deviating;
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
    const copy = new Search(
      ...[this.#mark.configuration, this.#unanswered],
      ...[this.#isKept, this.#limits],
    );
    copy.#configurations = this.#configurations;
    copy.#steps = this.#steps;
    copy.#outcome = this.#outcome;
    copy.#mark = this.#mark;
    copy.#odd = this.#odd.copy();
    copy.#deviating = this.#deviating.copy();
    copy.#trail = this.#trail;
    copy.#accepted = this.#accepted;
    return copy;
  }

  /** The configuration if there is only one; undefined if the order of lines matters. */
  get only(): Configuration | undefined {
    return this.#configurations.length === 1 ? this.#configurations[0] : undefined;
  }

  /** True if nothing is under way, and no call without an answer may yet take effect. */
  get isAtRest(): boolean {
    return this.only?.open.length === 0 && this.#unanswered.size === 0;
  }

  /** A search that goes on from the only configuration, with the candidates of another pool. */
  inPool(pool: CandidatePool, limits: SearchLimits): Search {
    const { open, late, possible } = this.only as Configuration;
    const configuration = { open, late, possible: possible.inPool(pool), arrivals: none };
    const search = new Search(configuration, this.#unanswered, false, limits);
    search.#deviating = this.#deviating.copy();
    search.#trail = this.#trail;
    search.#accepted = this.#accepted;
    return search;
  }

  /** Decides an operation that nothing overlaps but calls without an answer. */
  step(operation: LineOperation): void {
    const only = this.#onlyOne();
    if (only?.open.length === 0 && this.#outcome === legal) {
      if (this.#decideAlone(only, operation)) this.#happened('ended', operation);
    } else {
      this.begin(operation);
      this.end(operation);
    }
  }

  /** An operation begins. One without an answer may be decided from now on, or never. */
  begin(operation: LineOperation): void {
    if (this.#outcome !== legal) return;
    this.#steps = Math.min(this.#steps + this.#limits.each, this.#limits.atOnce);
    if (operation.ended === Infinity) {
      this.#unanswered = withCall(this.#unanswered, operation);
    } else {
      this.#configurations = this.#configurations.map((each) => {
        // An observer that excludes nothing is done at once.
        const isDone =
          !this.#isKept && this.#isDispensable(operation) && isIdle(operation, each.possible);
        return isDone ? each : opened(each, operation);
      });
    }
    this.#happened('began', operation);
  }

  /** An operation ends, so by now it has been decided. */
  end(operation: LineOperation): void {
    if (this.#outcome !== legal) return;
    const isOpen = this.#configurations.some(({ open }) => open.includes(operation));
    if (isOpen && !this.#decide(operation)) return;
    if (this.#unanswered.size > 0) this.#unanswered = overdueAfter(this.#unanswered, operation);
    this.#happened('ended', operation);
  }

  /** Repeats an event of another search, which need not have opened what excludes nothing. */
  repeat({ type, operation }: TimelineEvent): void {
    if (type === 'began') this.begin(operation);
    else if (operation.entry.times === null) this.step(operation);
    else this.end(operation);
  }

  /** Decides an open operation, and returns true if some order can. */
  #decide(operation: LineOperation): boolean {
    const [all, unanswered] = [this.#configurations, this.#unanswered];
    const only = this.#onlyOne();
    if (only?.open.length === 1) return this.#decideAlone(only, operation);
    const [stepsMax, isKept] = [this.#steps, this.#isKept];
    const unansweredThen = overdueAfter(unanswered, operation);
    const isDispensable = (each: LineOperation) => this.#isDispensable(each);
    const options = { unanswered, unansweredThen, stepsMax, isKept, isDispensable };
    const expansion = expanded(all, operation, options);
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
    this.#judge(operation, tried);
    return true;
  }

  /**
   * True for an operation that may as well be decided now as later, if it changes nothing: later,
   * it cannot show a failure, nor can a call without an answer take effect just before it in time.
   */
  #isDispensable(operation: LineOperation): boolean {
    const { isObserver, mayShowError } = operation;
    if (!isObserver || !this.#knowsProvenance) return isObserver;
    if (mayShowError) return false;
    const unanswered = this.#unanswered;
    return unanswered.size === 0 || overdueAfter(unanswered, operation) === unanswered;
  }

  /** The configuration if there is one, and no way to another but by what is open. */
  #onlyOne(): Configuration | undefined {
    return this.#unanswered.size === 0 && !this.#isKept ? this.only : undefined;
  }

  /** Most operations overlap no other, so there is nothing to search. */
  #decideAlone(before: Configuration, operation: LineOperation): boolean {
    const possible = afterOperation(before.possible, operation);
    if (possible.isEmpty) {
      this.#contradict(operation, [before.possible]);
      return false;
    }
    // Most lines leave everything possible as it was.
    if (possible !== before.possible || before.open.length > 0) {
      this.#configurations = [{ open: none, late: none, possible, arrivals: none }];
    }
    if (possible.isPlain) this.#odd.forget();
    else this.#judge(operation, [before.possible]);
    return true;
  }

  /** Notes if only something odd explains this operation, and goes on as if that were ordinary. */
  #judge(operation: LineOperation, tried: readonly CandidateSet[]): void {
    const oddity = leastOddityIn(this.#configurations);
    if (oddity === 'none') this.#odd.forget();
    const isCertain =
      oddity !== 'none' &&
      this.#odd.judge({ operation, tried: unionOf(tried), mark: this.#mark }, oddity);
    // If the order is to be shown, so is everything that led to it.
    if (this.#isKept) return;
    if (isCertain) this.#amend((possible) => possible.forgiven());
    this.#account(operation);
  }

  /** Notes if only a deviation explains this operation, and goes on as if there had been none. */
  #account({ line }: LineOperation): void {
    const least = leastDeviationsIn(this.#configurations);
    if (least === 0) return;
    this.#deviating.add(line, least);
    this.#amend((possible) => possible.accounted());
  }

  #amend(change: (possible: CandidateSet) => CandidateSet): void {
    this.#configurations = this.#configurations.map((each) => {
      return { ...each, possible: change(each.possible) };
    });
  }

  #contradict(operation: LineOperation, tried: readonly CandidateSet[]): void {
    const [mark, odd] = [this.#mark, this.#odd.suspect];
    this.#outcome = { type: 'illegal', deadEnd: { operation, tried: unionOf(tried), mark, odd } };
  }

  #happened(type: TimelineEvent['type'], operation: LineOperation): void {
    const { configuration: before } = this.#mark;
    if (type === 'ended') {
      this.#trail = followed(this.#trail, operation);
      if (isAcceptedCall(operation)) this.#accepted = followed(this.#accepted, operation);
    }
    const configuration = this.only;
    if (configuration === undefined) {
      this.#mark = withEvent(this.#mark, { type, operation });
      this.#odd.follow({ type, operation });
      return;
    }
    const [unanswered, trail, accepted] = [this.#unanswered, this.#trail, this.#accepted];
    this.#mark = { configuration, unanswered, trail, accepted, events: none };
    // What leaves everything as it was explains nothing.
    const isIdle = before.open.length === 0 && configuration.possible === before.possible;
    if (configuration.possible.isFresh) this.#odd.refresh(this.#mark);
    else if (!isIdle) this.#odd.follow({ type, operation });
  }
}

function isAcceptedCall({ entry }: LineOperation): boolean {
  return entry.kind === 'call' && entry.answer !== null && entry.answer < 300;
}

const none: readonly never[] = Object.freeze([]);

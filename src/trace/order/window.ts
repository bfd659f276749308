/**
 * The shortest window of lines that no order explains, and the line that each order breaks at.
 *
 * It begins where the search last knew exactly what was done, and ends with the operation that no
 * order explains. It leaves out readings and refusals if the rest is impossible without them too.
 */
import type { CandidateSet } from '../candidates';
import type { Configuration } from './configuration';
import { afterOperation, type LineOperation } from './operation';
import { type DeadEnd, Search } from './search';
import type { Unanswered } from './unanswered';

/** An order of operations, the last of which cannot have been decided there. */
export interface ImpossibleOrder {
  readonly operations: readonly LineOperation[];
  /** The deployments that were possible before the last operation. */
  readonly possible: CandidateSet;
}

/** Overlapping operations that no order explains. */
export interface ImpossibleWindow {
  /** In the order of their lines. */
  readonly operations: readonly LineOperation[];
  /** The deployments that were possible before them. */
  readonly possible: CandidateSet;
  /** Those that get furthest come first. */
  readonly orders: readonly ImpossibleOrder[];
  /** The number of further orders; there may be even more if `isPartial`. */
  readonly others: number;
  readonly isPartial: boolean;
}

const ordersMax = 4;
/** The steps after which orders are no longer counted. */
const countedStepsMax = 5_000;
/** The number of operations beyond which none is left out. */
const trimmedMax = 40;

/** An operation that no order explains; if `isOrdinary`, that no order without an oddity does. */
export interface Impossible extends Pick<DeadEnd, 'operation' | 'mark'> {
  readonly isOrdinary: boolean;
}

/** Finds the window; null if the operation is impossible by itself. Pure. */
export function windowOf(impossible: Impossible): ImpossibleWindow | null {
  const spans = new Spans(impossible);
  const orders = [...spans.orders()];
  orders.sort((one, other) => other.operations.length - one.operations.length);
  const shown = orders.slice(0, ordersMax);
  const operations = [...new Set(orders.flatMap((each) => each.operations))];
  if (operations.length < 2) return null;
  return {
    operations: operations.sort((one, other) => one.line - other.line),
    possible: impossible.mark.configuration.possible,
    orders: shown,
    others: orders.length - shown.length,
    isPartial: spans.isExhausted,
  };
}

/** The operations of a window, each with the places in the order of events between which it was. */
class Spans {
  readonly #impossible: Impossible;
  readonly #began = new Map<LineOperation, number>();
  readonly #ended = new Map<LineOperation, number>();
  #steps = 0;

  constructor(impossible: Impossible) {
    this.#impossible = impossible;
    const { operation, mark } = impossible;
    const { configuration, unanswered, events } = mark;
    for (const each of configuration.open) this.#began.set(each, -1);
    for (const each of leftOf(configuration, unanswered)) {
      this.#began.set(each, -1);
    }
    for (const [place, event] of events.entries()) {
      const places = event.type === 'began' ? this.#began : this.#ended;
      // What was done at the mark has begun before it, and is not in the window.
      if (event.type === 'began' || this.#began.has(event.operation)) {
        places.set(event.operation, place);
      }
    }
    this.#ended.set(operation, events.length);
    this.#trim();
  }

  /** True if there may be more orders than were found. */
  get isExhausted(): boolean {
    return this.#steps >= countedStepsMax;
  }

  /** Every order up to the operation at which it breaks. */
  orders(): Iterable<ImpossibleOrder> {
    const { possible } = this.#impossible.mark.configuration;
    return this.#follow([], possible, [...this.#began.keys()]);
  }

  *#follow(
    done: readonly LineOperation[],
    possible: CandidateSet,
    left: readonly LineOperation[],
  ): Iterable<ImpossibleOrder> {
    const claims = new Set<string>();
    for (const operation of this.#next(left)) {
      if (claims.has(operation.claim)) continue;
      claims.add(operation.claim);
      if (this.#steps >= countedStepsMax) return;
      this.#steps += 1;
      const any = afterOperation(possible, operation);
      const after = this.#impossible.isOrdinary ? any.ordinary() : any;
      const operations = [...done, operation];
      if (after.isEmpty) {
        // What is still open may be decided later.
        if (this.#ended.has(operation)) yield { operations, possible };
      } else if (operation.ended !== Infinity || !possible.holds(after)) {
        const rest = left.filter((each) => each !== operation);
        yield* this.#follow(operations, after, rest);
      }
    }
  }

  /** The operations that may come next: none that is left ended before they began. */
  #next(left: readonly LineOperation[]): readonly LineOperation[] {
    const ends = left.map((each) => this.#endOf(each));
    const firstEnd = Math.min(...ends);
    return left
      .filter((each) => (this.#began.get(each) ?? 0) < firstEnd)
      .sort((one, other) => this.#endOf(one) - this.#endOf(other) || one.line - other.line);
  }

  #endOf(operation: LineOperation): number {
    return this.#ended.get(operation) ?? Infinity;
  }

  /** Leaves out the readings and refusals without which no order is possible either. */
  #trim(): void {
    const operations = [...this.#began.keys()];
    const { operation } = this.#impossible;
    for (const each of operations) {
      if (!each.isObserver || each === operation) continue;
      if (this.#ended.has(each)) {
        if (operations.length > trimmedMax || !this.#isIllegalWithout(each)) continue;
      }
      this.#began.delete(each);
      this.#ended.delete(each);
    }
  }

  #isIllegalWithout(left: LineOperation): boolean {
    const { operation, mark, isOrdinary } = this.#impossible;
    const { configuration, unanswered, events } = mark;
    const isIn = (each: LineOperation) => each !== left && this.#began.has(each);
    const open = configuration.open.filter(isIn);
    const search = new Search({ ...configuration, open }, unanswered);
    for (const event of events) {
      if (!isIn(event.operation)) continue;
      if (event.type === 'began') search.begin(event.operation);
      else search.end(event.operation);
    }
    search.end(operation);
    return search.outcome.type === 'illegal' || (isOrdinary && search.odd.count > 0);
  }
}

/** The calls without an answer that have not been decided in a configuration. */
function leftOf({ late }: Configuration, unanswered: Unanswered): readonly LineOperation[] {
  return Array.from(unanswered, ([claim, calls]) =>
    calls.slice(late.filter((each) => each === claim).length),
  ).flatMap((calls) => calls.map(({ operation }) => operation));
}

/**
 * The step of the search: an operation ends, so it must have been decided by now.
 *
 * From each configuration, every order of open operations is tried that has this one as its last:
 * whatever need not be decided before it can be decided later. Configurations with the same
 * operations done are joined before they are followed further, so each is followed once.
 */
import type { CandidateSet } from '../candidates';
import {
  afterChoice,
  type Choice,
  type Configuration,
  configurationKey,
  covers,
  isIdle,
  joinedConfigurations,
  openKey,
} from './configuration';
import { afterOperation, type LineOperation } from './operation';
import type { Unanswered } from './unanswered';

/** The circumstances of a step. */
export interface StepOptions {
  readonly unanswered: Unanswered;
  /** The same once the operation has ended. */
  readonly unansweredThen: Unanswered;
  readonly stepsMax: number;
  /** True if arrivals are to be kept. */
  readonly isKept: boolean;
  /** True for an operation that need not be decided later if it can be now and changes nothing. */
  readonly isDispensable: (operation: LineOperation) => boolean;
}

/** The configurations after the step, and the deployments in which the operation was tried. */
export interface Expansion {
  readonly configurations: readonly Configuration[];
  readonly tried: readonly CandidateSet[];
  /** The number of operations that were tried in some state. */
  readonly steps: number;
}

/** At most this many are compared; beyond that, following them costs no more. */
const comparedMax = 100;

/** A configuration on the way, in which the operation that ends is not done yet. */
interface SearchState extends Configuration {
  /**
   * The deployments possible had the operation been decided first, and the others after it; null at
   * the beginning of the search. An order that leads to nothing beyond these may be tried later.
   */
  readonly otherwise: CandidateSet | null;
}

/** Decides the operation in every order; null if that takes more steps than are allowed. Pure. */
export function expanded(
  configurations: readonly Configuration[],
  ending: LineOperation,
  options: StepOptions,
): Expansion | null {
  const { unanswered, unansweredThen, stepsMax, isDispensable } = options;
  const done = new Map<string, Configuration>();
  const waiting = new Layers();
  for (const each of configurations) {
    if (each.open.includes(ending)) waiting.add({ ...each, otherwise: null });
    else done.set(configurationKey(each), each);
  }
  const tried: CandidateSet[] = [];
  let steps = 0;
  const seen = new Map<string, SearchState[]>();
  for (let state = waiting.take(); state !== undefined; state = waiting.take()) {
    if (isCovered(state, seen, isDispensable)) continue;
    tried.push(state.possible);
    const now = follow(state, { operation: ending }, options);
    if (now !== null && !isPostponable(now.possible, state.otherwise)) add(done, now);
    const otherwise = state.otherwise ?? now?.possible ?? nothing(state.possible);
    for (const choice of nextChoices(state, ending, unanswered)) {
      steps += 1;
      if (steps > stepsMax) return null;
      const next = follow(state, choice, options);
      const isLate = choice.late !== undefined;
      if (next === null || (isLate && state.possible.holds(next.possible))) continue;
      const late = isLate ? latenessIn(unansweredThen, choice.operation.claim) : undefined;
      const postponed = { ...choice, late };
      const reached = { ...next, otherwise: caughtUp(otherwise, postponed, state, next, ending) };
      // The operation that ends may be idle now, and so be done.
      if (next.open.includes(ending)) waiting.add(reached);
      else if (!isPostponable(next.possible, reached.otherwise)) add(done, next);
    }
  }
  return { configurations: uncovered([...done.values()], isDispensable), tried, steps };
}

/**
 * Decides the operation in `otherwise` as well, and then the observers that it made idle here:
 * there, they may exclude something.
 */
function caughtUp(
  otherwise: CandidateSet,
  choice: Choice,
  before: Configuration,
  after: Configuration,
  ending: LineOperation,
): CandidateSet {
  let possible = afterChoice(otherwise, choice);
  for (const each of before.open) {
    if (each === choice.operation || each === ending || after.open.includes(each)) continue;
    possible = afterOperation(possible, each);
  }
  return possible;
}

function nothing(possible: CandidateSet): CandidateSet {
  return possible.next('nothing', () => []);
}

function isPostponable(possible: CandidateSet, otherwise: CandidateSet | null): boolean {
  return otherwise?.holds(possible) === true;
}

function add(done: Map<string, Configuration>, { open, late, possible, arrivals }: Configuration) {
  const found = { open, late, possible, arrivals };
  const key = configurationKey(found);
  const known = done.get(key);
  done.set(key, known === undefined ? found : joinedConfigurations(known, found));
}

/** The configuration after one more operation; null if it cannot have been decided here. */
function follow(
  from: Configuration,
  choice: Choice,
  { isKept, isDispensable }: StepOptions,
): Configuration | null {
  const { operation } = choice;
  const possible = afterChoice(from.possible, choice);
  if (possible.isEmpty) return null;
  const isLate = choice.late !== undefined;
  const open = isLate ? from.open : from.open.filter((each) => each !== operation);
  return {
    // If the order is to be shown, each operation must have its place in it.
    open: isKept ? open : withoutIdle(open, possible, isDispensable),
    late: isLate ? [...from.late, operation.claim].sort() : from.late,
    possible,
    arrivals: isKept ? [{ from, by: choice }] : from.arrivals,
  };
}

/**
 * Drops the observers that exclude nothing here. To decide them now is at least as good as later,
 * so no other order need be tried.
 */
function withoutIdle(
  open: readonly LineOperation[],
  possible: CandidateSet,
  isDispensable: StepOptions['isDispensable'],
): readonly LineOperation[] {
  const left = open.filter((each) => !isDispensable(each) || !isIdle(each, possible));
  return left.length === open.length ? open : left;
}

/**
 * The operations that may be decided next, other than the one that ends. Of several with the same
 * claim, the one that ends first goes first: they do the same, and the others can wait.
 */
function* nextChoices(
  { open, late }: SearchState,
  ending: LineOperation,
  unanswered: Unanswered,
): Iterable<Choice> {
  const claims = new Set([ending.claim]);
  for (const operation of open) {
    if (claims.has(operation.claim)) continue;
    claims.add(operation.claim);
    yield { operation };
  }
  for (const [claim, calls] of unanswered) {
    const next = calls[late.filter((each) => each === claim).length];
    if (next === undefined) continue;
    yield { operation: next.operation, late: latenessIn(unanswered, claim) };
  }
}

/** Of several calls with the same claim, the one that would be the least odd takes effect. */
function latenessIn(unanswered: Unanswered, claim: string): 'inTime' | 'overdue' {
  return unanswered.get(claim)?.every(({ isOverdue }) => isOverdue) ? 'overdue' : 'inTime';
}

/** True if a state with the same open operations, and no more late ones, allows as much. */
function isCovered(
  state: SearchState,
  seen: Map<string, SearchState[]>,
  isDispensable: StepOptions['isDispensable'],
): boolean {
  const key = openKey(state.open);
  const alike = seen.get(key);
  if (alike === undefined) seen.set(key, [state]);
  else if (alike.some((each) => covers(each, state, isDispensable))) return true;
  else if (alike.length < comparedMax) alike.push(state);
  return false;
}

function uncovered(
  configurations: readonly Configuration[],
  isDispensable: StepOptions['isDispensable'],
): readonly Configuration[] {
  const { length } = configurations;
  if (length < 2 || length > comparedMax) return configurations;
  const kept: Configuration[] = [];
  // Those with fewer operations left to explain come first, so only earlier ones can cover.
  const sorted = [...configurations].sort((one, other) => rankOf(other) - rankOf(one));
  for (const each of sorted)
    if (!kept.some((other) => covers(other, each, isDispensable))) kept.push(each);
  return kept;
}

function rankOf({ open, late }: Configuration): number {
  return late.length - open.length;
}

/** States in the order of how many operations are done, joined if the same ones are. */
class Layers {
  readonly #layers = new Map<number, Map<string, SearchState>>();
  #rank = Infinity;

  add(state: SearchState): void {
    const rank = rankOf(state);
    const layer = this.#layers.get(rank) ?? new Map<string, SearchState>();
    const key = configurationKey(state);
    const known = layer.get(key);
    layer.set(key, known === undefined ? state : joinedStates(known, state));
    this.#layers.set(rank, layer);
    this.#rank = Math.min(this.#rank, rank);
  }

  /** Takes one of the states with the fewest operations done; undefined if none is left. */
  take(): SearchState | undefined {
    while (this.#layers.size > 0) {
      const layer = this.#layers.get(this.#rank);
      for (const [key, state] of layer ?? []) {
        layer?.delete(key);
        return state;
      }
      this.#layers.delete(this.#rank);
      this.#rank += 1;
    }
    return undefined;
  }
}

function joinedStates(one: SearchState, other: SearchState): SearchState {
  // What is possible at the beginning of the search is followed in any case.
  const { otherwise } = one;
  const both =
    otherwise === null || other.otherwise === null ? null : otherwise.union(other.otherwise);
  return { ...joinedConfigurations(one, other), otherwise: both };
}

/**
 * Configurations: a point of the search, as a pair of "which operations are done" and "which
 * deployments are possible".
 *
 * All orders of the same operations lead to one configuration, whose deployments are possible after
 * some of these orders. Nothing is lost by that, because a deployment is legal after a history if
 * one order leads to it.
 */
import { type CandidateSet, fewer, type Oddity, oddities } from '../candidates';
import { afterOperation, type LineOperation } from './operation';

/** The operations that are done, by those that are not, and the deployments possible then. */
export interface Configuration {
  /** The operations that have begun and are not done, the earliest end first. */
  readonly open: readonly LineOperation[];
  /**
   * The claims of the calls without an answer that were decided all the same, sorted. Calls of the
   * same claim do the same, so the one that began first is the one decided first.
   */
  readonly late: readonly string[];
  /** The possible deployments, whatever the runner has done since. */
  readonly possible: CandidateSet;
  /** The ways to this configuration, if they are kept. */
  readonly arrivals: readonly Arrival[];
}

/** A way to a configuration: the one before, and the operation that was decided in it. */
export interface Arrival {
  readonly from: Configuration;
  readonly by: Choice;
}

/** An operation that is decided. */
export interface Choice {
  readonly operation: LineOperation;
  /** For a call without an answer: overdue if it is odd that it took effect only now. */
  readonly late?: 'inTime' | 'overdue' | undefined;
}

/** The deployments that are possible after a choice; empty if it cannot have been made here. */
export function afterChoice(possible: CandidateSet, { operation, late }: Choice): CandidateSet {
  const after = afterOperation(possible, operation);
  return late === 'overdue' ? after.afterOddity() : after;
}

/** The configuration before anything has begun. */
export function startingWith(possible: CandidateSet): Configuration {
  return { open: [], late: [], possible: possible.afterAnyObservations(), arrivals: [] };
}

/** Identifies the operations that are done. */
export function configurationKey({ open, late }: Configuration): string {
  return `${openKey(open)} ${late.join()}`;
}

/** Identifies the open operations. */
export function openKey(open: readonly LineOperation[]): string {
  return open.length === 0 ? '' : open.map(({ line }) => line).join();
}

/** Joins two configurations with the same operations done. */
export function joinedConfigurations(one: Configuration, other: Configuration): Configuration {
  const possible = one.possible.union(other.possible);
  if (possible === one.possible && other.arrivals.length === 0) return one;
  return { ...one, possible, arrivals: [...one.arrivals, ...other.arrivals] };
}

/**
 * Returns true if whatever can follow the second can follow the first: the first has everything
 * possible, the same calls to make, fewer readings and refusals to explain, and no fewer calls left
 * that may yet take effect.
 */
export function covers(
  first: Configuration,
  second: Configuration,
  isDispensable: (operation: LineOperation) => boolean,
): boolean {
  return (
    isPartOf(first.late, second.late) &&
    first.possible.holds(second.possible) &&
    first.open.every((each) => second.open.includes(each)) &&
    second.open.every((each) => isDispensable(each) || first.open.includes(each))
  );
}

/** True if each text is in the others, as often as here. Both are sorted. */
function isPartOf(texts: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  for (const other of others) if (texts[at] === other) at += 1;
  return at === texts.length;
}

/** True for an operation that excludes nothing here. */
export function isIdle(operation: LineOperation, possible: CandidateSet): boolean {
  return operation.isObserver && afterOperation(possible, operation) === possible;
}

/** Everything in any of these sets. */
export function unionOf(sets: readonly CandidateSet[]): CandidateSet {
  return sets.reduce((one, other) => one.union(other));
}

/** The oddity of the least odd deployment in any of these configurations. */
export function leastOddityIn(configurations: readonly Configuration[]): Oddity {
  if (configurations.length < 2) return configurations[0]?.possible.oddity ?? 'none';
  const found = new Set(configurations.map(({ possible }) => possible.oddity));
  return oddities.find((each) => found.has(each)) ?? 'none';
}

/** The bits of the fewest deviations that lead to any of these configurations. */
export function leastDeviationsIn(configurations: readonly Configuration[]): number {
  let least: number | undefined;
  for (const { possible } of configurations) {
    least = least === undefined ? possible.deviations : fewer(least, possible.deviations);
    if (least === 0) return 0;
  }
  return least ?? 0;
}

/** The configuration once an operation has begun. */
export function opened(configuration: Configuration, operation: LineOperation): Configuration {
  const { open } = configuration;
  const later = open.findIndex(({ ended }) => ended > operation.ended);
  return {
    ...configuration,
    open: open.toSpliced(later === -1 ? open.length : later, 0, operation),
  };
}

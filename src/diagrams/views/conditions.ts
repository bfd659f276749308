/**
 * Guards of the status region in words: the desired statuses that they allow, and other conditions.
 *
 * The part of a guard about the status itself is decided by the state of its row; the part about
 * the desired status becomes a set; every other part is a phrase for the name of the guard.
 */
import { type DesiredStatus, desiredStatuses } from '../../lifecycle';
import type { Statechart } from '../../verify';
import {
  type Chart,
  type ChartRow,
  type ChartState,
  type Guard,
  guardOf,
} from '../../verify/statechart';

/** The condition of a row: the desired status is one of these, and all of the others hold. */
export interface Condition {
  readonly desired: ReadonlySet<string>;
  readonly others: readonly string[];
}

const alwaysHolds: Condition = { desired: new Set(desiredStatuses), others: [] };
const neverHolds: Condition = { desired: new Set(), others: [] };

/** The guards of the lifecycle that are plain functions, as they read after "if" and a comma. */
const guardPhrases: Readonly<Record<string, string>> = {
  currentGeneration: 'of the current generation',
  namesGeneration: 'naming its generation',
  awaitApprovalPolicy: 'bootstrap policy await_approval',
};

/** Returns the condition of a row of this chart. Pure. Throws UntranslatableError. */
export function rowCondition(row: ChartRow, chart: Chart, machine: Statechart): Condition {
  if (row.guard === undefined) return alwaysHolds;
  return conditionIn(row.state, guardOf(row.guard, machine), chart);
}

function conditionIn(state: ChartState, guard: Guard, chart: Chart): Condition {
  switch (guard.kind) {
    case 'in':
      return inState(state, guard.path, chart);
    case 'named':
      if (guard.meaning !== null) return conditionIn(state, guard.meaning, chart);
      return { ...alwaysHolds, others: [guardPhrases[guard.name] ?? spaced(guard.name)] };
    case 'not':
      return negated(conditionIn(state, guard.part, chart));
    case 'and':
      return guard.parts.map((part) => conditionIn(state, part, chart)).reduce(both, alwaysHolds);
    case 'or':
      return guard.parts.map((part) => conditionIn(state, part, chart)).reduce(either, neverHolds);
  }
}

function inState(state: ChartState, path: readonly string[], { states }: Chart): Condition {
  const leaves = states.find((each) => each.path.join() === path.join())?.leaves ?? [];
  if (path[0] !== state.path[0]) return { desired: new Set(leaves), others: [] };
  if (state.leaves.every((leaf) => leaves.includes(leaf))) return alwaysHolds;
  if (!state.leaves.some((leaf) => leaves.includes(leaf))) return neverHolds;
  return { ...alwaysHolds, others: [`in ${path.at(-1)}`] };
}

function both(one: Condition, other: Condition): Condition {
  const desired = new Set([...one.desired].filter((status) => other.desired.has(status)));
  return { desired, others: [...new Set([...one.others, ...other.others])] };
}

function either(one: Condition, other: Condition): Condition {
  if (one.desired.size === 0) return other;
  if (other.desired.size === 0) return one;
  if (one.others.length + other.others.length === 0) {
    return { desired: new Set([...one.desired, ...other.desired]), others: [] };
  }
  return {
    ...alwaysHolds,
    others: [`${conditionInWords(one) || 'always'} or ${conditionInWords(other) || 'always'}`],
  };
}

function negated(condition: Condition): Condition {
  if (condition.others.length === 0) {
    const rest = desiredStatuses.filter((status) => !condition.desired.has(status));
    return { desired: new Set(rest), others: [] };
  }
  const words = conditionInWords(condition);
  return {
    ...alwaysHolds,
    others: [condition.others.length > 1 ? `not (${words})` : `not ${words}`],
  };
}

/**
 * Puts the condition in words: `desired Paused or Running, approved`. Empty if it always holds;
 * `possible` are the desired statuses that can occur in the state of its row. Pure.
 */
export function conditionInWords(
  { desired, others }: Condition,
  possible: readonly DesiredStatus[] = desiredStatuses,
): string {
  return [desiredInWords(desired, possible), ...others].filter((part) => part !== '').join(', ');
}

function desiredInWords(desired: ReadonlySet<string>, possible: readonly DesiredStatus[]): string {
  const [inside, outside] = [true, false].map((isIn) =>
    possible.filter((status) => desired.has(status) === isIn),
  ) as [DesiredStatus[], DesiredStatus[]];
  if (outside.length === 0) return '';
  if (outside.length === 1 && inside.length > 2) return `unless desired ${outside[0]}`;
  return `desired ${orList(inside)}`;
}

/** Joins items to `one`, `one or two`, `one, two or three`. Pure. */
export function orList(items: readonly string[]): string {
  const [last = 'nothing'] = items.slice(-1);
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

/** Turns `notInStandby` into `not in standby`. Pure. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

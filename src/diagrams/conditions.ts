/**
 * Guards of the status region in words: on which desired statuses, and on what else.
 *
 * What a guard says of the status itself is settled by the state that its row stands in; what it says
 * of the desired status becomes a set; of everything else it has only the name.
 */
import { type DesiredStatus, desiredStatuses } from '../lifecycle';
import type { Statechart } from '../verify';
import { type Chart, type Guard, guardOf, type Place, type Row } from '../verify/statechart';

/** When a row applies: the desired status is one of these, and all of the others hold. */
export interface Condition {
  readonly desired: ReadonlySet<string>;
  readonly others: readonly string[];
}

const always: Condition = { desired: new Set(desiredStatuses), others: [] };
const never: Condition = { desired: new Set(), others: [] };

/** The condition of a row of this chart. Pure. Throws UntranslatableError. */
export function conditionOf(row: Row, chart: Chart, machine: Statechart): Condition {
  if (row.guard === undefined) return always;
  return conditionIn(row.place, guardOf(row.guard, machine), chart);
}

function conditionIn(place: Place, guard: Guard, chart: Chart): Condition {
  switch (guard.kind) {
    case 'in':
      return inState(place, guard.path, chart);
    case 'named':
      if (guard.meaning !== null) return conditionIn(place, guard.meaning, chart);
      return { ...always, others: [spaced(guard.name)] };
    case 'not':
      return negated(conditionIn(place, guard.part, chart));
    case 'and':
      return guard.parts.map((part) => conditionIn(place, part, chart)).reduce(both, always);
    case 'or':
      return guard.parts.map((part) => conditionIn(place, part, chart)).reduce(either, never);
  }
}

function inState(place: Place, path: readonly string[], { places }: Chart): Condition {
  const leaves = places.find((each) => each.path.join() === path.join())?.leaves ?? [];
  if (path[0] !== place.path[0]) return { desired: new Set(leaves), others: [] };
  if (place.leaves.every((leaf) => leaves.includes(leaf))) return always;
  if (!place.leaves.some((leaf) => leaves.includes(leaf))) return never;
  return { ...always, others: [`in ${path.at(-1)}`] };
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
  return { ...always, others: [`${inWords(one) || 'always'} or ${inWords(other) || 'always'}`] };
}

function negated(condition: Condition): Condition {
  if (condition.others.length === 0) {
    const rest = desiredStatuses.filter((status) => !condition.desired.has(status));
    return { desired: new Set(rest), others: [] };
  }
  const words = inWords(condition);
  return { ...always, others: [condition.others.length > 1 ? `not (${words})` : `not ${words}`] };
}

/**
 * The condition in words: `desired Paused or Running, approved`. Empty where it always holds; `possible`
 * are the desired statuses that can occur where it is asked. Pure.
 */
export function inWords(
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

/** `one`, `one or two`, `one, two or three`. Pure. */
export function orList(items: readonly string[]): string {
  const [last = 'nothing'] = items.slice(-1);
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

/** `underAwaitApproval` as `under await approval`. Pure. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

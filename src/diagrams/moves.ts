/** What the exploration found, summed up as a picture needs it. */
import {
  type ActionType,
  actions,
  type CompleteAction,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
  wireName,
} from '../lifecycle';
import type { StateSpace, Step } from '../verify';
import type { DiagramEdge, EdgeKind, Pair } from './diagram';

/** The name of a pair of statuses, as a node is called. Pure. */
export function pairId({ status, desiredStatus }: Pair): string {
  return `${status}_${desiredStatus}`;
}

/** The pairs that occur, in the order of the vocabulary. Pure. */
export function pairsOf({ states }: StateSpace): Pair[] {
  const found = new Set(states.map(({ deployment }) => pairId(deployment)));
  return deploymentStatuses
    .flatMap((status) => desiredStatuses.map((desiredStatus) => ({ status, desiredStatus })))
    .filter((pair) => found.has(pairId(pair)));
}

/** The desired statuses that occur with one of these statuses. Pure. */
export function desiredWith(
  space: StateSpace,
  statuses: readonly string[],
): readonly DesiredStatus[] {
  const pairs = pairsOf(space).filter(({ status }) => statuses.includes(status));
  return desiredStatuses.filter((desired) =>
    pairs.some(({ desiredStatus }) => desiredStatus === desired),
  );
}

/** The statuses that occur with this desired status. Pure. */
export function statusesWith(space: StateSpace, desired: DesiredStatus): DeploymentStatus[] {
  return pairsOf(space)
    .filter(({ desiredStatus }) => desiredStatus === desired)
    .map(({ status }) => status);
}

/** Every step of the space, in its order. Pure. */
export function allSteps({ steps }: StateSpace): readonly Step[] {
  return steps.flat();
}

/** What kind of edge an accepted step is. Pure. */
export function kindOf({ kind, event }: Step): EdgeKind {
  if (kind === 'observation') return event.type === 'failed' ? 'failure' : 'observation';
  return event.type === 'stop' && event.force ? 'forced' : 'action';
}

/** These by what `keyOf` says of each, in the order of their first. Pure. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * What these steps are called: `failed`, `stop?force=true`, `start?initial=paused`. Each type of event
 * is named once, with the parameters that not all values were given for. Pure.
 */
export function namesOf(steps: readonly Step[]): string[] {
  return [...groupBy(steps, ({ event }) => event.type).values()].map(([first, ...rest]) => {
    if (first.kind === 'observation') return first.event.type;
    const given = [first, ...rest].map(({ event }) => event as CompleteAction);
    const parameters = queryOf(given);
    const name = wireName(first.event.type);
    return parameters === '' ? name : `${name}?${parameters}`;
  });
}

/**
 * The parameters of these actions, of one type, that not all values were given for: `force=false`. Pure.
 */
export function parametersIn(given: readonly CompleteAction[]): string {
  return restricted(given)
    .map(({ name, values }) => `${name}=${values.join('|')}`)
    .join('&');
}

/** As in a request, where a flag that is not set is left out: `stop` is not forced. */
function queryOf(given: readonly CompleteAction[]): string {
  return restricted(given)
    .filter(({ isUnset }) => !isUnset)
    .map(({ name, values }) => `${name}=${values.join('|')}`)
    .join('&');
}

function restricted(given: readonly CompleteAction[]) {
  const [first] = given;
  if (first === undefined) return [];
  return Object.entries(actions[first.type as ActionType].parameters).flatMap(
    ([name, { values, default: usual }]) => {
      const found = (values as readonly unknown[]).filter((value) =>
        given.some((action) => (action as Readonly<Record<string, unknown>>)[name] === value),
      );
      if (found.length === values.length) return [];
      const isUnset = usual === false && found.every((value) => value === false);
      return [{ name: wireName(name), values: found, isUnset }];
    },
  );
}

/**
 * The edges, with one from a group where each of its members has the same. `members` are the ids of its
 * nodes. Pure.
 */
export function mergedByGroup(
  edges: readonly DiagramEdge[],
  group: string,
  members: readonly string[],
): DiagramEdge[] {
  const alike = groupBy(edges, ({ to, kind, labels }) => `${to} ${kind} ${labels}`);
  return [...alike.values()].flatMap((some) => {
    const outside = members.length > 1 && !members.includes(some[0].to);
    const all = outside && members.every((id) => some.some(({ from }) => from === id));
    if (!all) return some;
    return [{ ...some[0], from: group }, ...some.filter(({ from }) => !members.includes(from))];
  });
}

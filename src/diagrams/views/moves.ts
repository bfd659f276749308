/** Summaries of an exploration, as pictures need them. */
import { groupBy } from '../../input';
import {
  type ActionType,
  actions,
  type CompleteAction,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
  wireName,
} from '../../lifecycle';
import type { StateSpace, Transition } from '../../verify';
import type { DiagramEdge, EdgeKind, Pair } from '../diagram';

/** Returns the id of the node of a pair of statuses. Pure. */
export function pairId({ status, desiredStatus }: Pair): string {
  return `${status}_${desiredStatus}`;
}

/** Returns the pairs that occur, in the order of the vocabulary. Pure. */
export function occurringPairs({ states }: StateSpace): Pair[] {
  const found = new Set(states.map(({ deployment }) => pairId(deployment)));
  return deploymentStatuses
    .flatMap((status) => desiredStatuses.map((desiredStatus) => ({ status, desiredStatus })))
    .filter((pair) => found.has(pairId(pair)));
}

/** Returns the desired statuses that occur with one of these statuses. Pure. */
export function desiredWith(
  space: StateSpace,
  statuses: readonly string[],
): readonly DesiredStatus[] {
  const pairs = occurringPairs(space).filter(({ status }) => statuses.includes(status));
  return desiredStatuses.filter((desired) =>
    pairs.some(({ desiredStatus }) => desiredStatus === desired),
  );
}

/** Returns the statuses that occur with this desired status. Pure. */
export function statusesWith(space: StateSpace, desired: DesiredStatus): DeploymentStatus[] {
  return occurringPairs(space)
    .filter(({ desiredStatus }) => desiredStatus === desired)
    .map(({ status }) => status);
}

/** Returns every transition of the space, in its order. Pure. */
export function allTransitions({ transitions }: StateSpace): readonly Transition[] {
  return transitions.flat();
}

/** Returns the kind of edge for an accepted transition. Pure. */
export function kindOf({ kind, event }: Transition): EdgeKind {
  if (kind === 'observation') return event.type === 'failed' ? 'failure' : 'observation';
  return event.type === 'stop' && event.force ? 'forced' : 'action';
}

/**
 * Names the events of these transitions: `failed`, `stop?force=true`, `start?initial=paused`. Each
 * type of event is named once, with the parameters of which only some values occur. Pure.
 */
export function namesOf(steps: readonly Transition[]): string[] {
  return [...groupBy(steps, ({ event }) => event.type).values()].map(([first, ...rest]) => {
    if (first.kind === 'observation') return first.event.type;
    const given = [first, ...rest].map(({ event }) => event as CompleteAction);
    const parameters = parametersAsked(given);
    const name = wireName(first.event.type);
    return parameters === '' ? name : `${name}?${parameters}`;
  });
}

/**
 * Returns the parameters of these actions, all of one type, of which only some values occur:
 * `force=false`. Pure.
 */
export function parametersIn(given: readonly CompleteAction[]): string {
  return restricted(given)
    .map(({ name, values }) => `${name}=${values.join('|')}`)
    .join('&');
}

/** As in a request: a flag that is not set is left out, so `stop` is not forced. */
function parametersAsked(given: readonly CompleteAction[]): string {
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
 * Replaces edges that all members of a group have in common by one edge from the group. `members`
 * are the ids of its nodes. Pure.
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

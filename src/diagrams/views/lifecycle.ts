/**
 * The view `lifecycle`: both planes at a glance, for readers who have never seen them. Actions are
 * the cause, the observations that follow are the effect.
 *
 * An edge stands for an action if it makes the runner take another way than before: from the
 * settled deployments of a status or, if none is settled, from all of them. All other edges are
 * ways that the runner takes by itself.
 */
import { groupBy, has } from '../../input';
import {
  type DeploymentStatus,
  deploymentStatuses,
  everyAction,
  requestedStatus,
  settled,
  statuses,
  wireName,
} from '../../lifecycle';
import type { State, StateSpace, Transition } from '../../verify';
import { type RunnerMove, runnerMoves } from '../../verify/exploration';
import type { DiagramEdge, DiagramGroup, DiagramNode, EdgeKind, GraphDiagram } from '../diagram';
import type { Subject } from '../options';
import { orList } from './conditions';
import { desiredWith, kindOf, mergedByGroup, namesOf } from './moves';

/** A way from one status to another, by an observation that may follow an action. */
interface Way {
  readonly from: DeploymentStatus;
  readonly to: DeploymentStatus;
  readonly action: Transition | null;
  readonly observation: Transition;
  readonly kind: EdgeKind;
  /** True if the action came before the pipeline was settled. */
  readonly isEarly: boolean;
}

/** Draws the view. Pure. */
export function lifecycleView({ space }: Subject): GraphDiagram {
  const moves = runnerMoves(space);
  const byAction = waysByAction(space, moves);
  const byRunner = moves
    .flatMap((each) => onwardMoves(each))
    .map((observation) => wayOf(null, observation))
    .filter((way) => !byAction.some((other) => wayKey(other) === wayKey(way)));
  const failing = space.transitions
    .flat()
    .filter(({ event, accepted }) => accepted && event.type === 'failed')
    .map((observation) => wayOf(null, observation))
    .filter(({ from, to }) => from !== to);
  const ways = [...byAction, ...byRunner, ...failing];
  const group = groupOf(ways);
  return {
    kind: 'graph',
    notes: [
      'desired: the status that the last accepted action asked for; the runner brings the pipeline there',
      'then …: the observation that follows; only then does the status change',
      'a failure and a finished suspension set desired to Stopped',
      'actions that are not drawn are refused or lead nowhere else: see the views of actions',
    ],
    direction: 'down',
    view: 'lifecycle',
    title: 'The lifecycle of a pipeline',
    description:
      'An action only sets the desired status and is answered at once; the runner then moves the deployment status along the arrow and reports it. A forced stop is always accepted and cannot be cancelled: the pipeline must reach Stopped before anything else is accepted.',
    groups: group === null ? [] : [group],
    nodes: deploymentStatuses
      .filter((status) => desiredWith(space, [status]).length > 0)
      .map((status) => lifecycleNode(status, space, ways, group)),
    edges: mergedByGroup(
      lifecycleEdges(ways, space),
      group?.id ?? '',
      deploymentStatuses.filter((status) => isIn(status, ways)),
    ),
  };
}

function wayOf(action: Transition | null, observation: Transition): Way {
  const { status: from } = observation.before;
  const { status: to } = observation.after;
  return { from, to, action, observation, kind: kindOf(action ?? observation), isEarly: false };
}

/** Identifies a way by its ends and its observation. */
function wayKey({ observation: { before, after, event } }: Pick<Way, 'observation'>): string {
  return `${before.status} ${after.status} ${event.type}`;
}

/** The moves that complete the step of the runner and lead to another status. */
function onwardMoves(moves: readonly RunnerMove[] = []): readonly Transition[] {
  return moves.flatMap(({ completes, transition }) =>
    completes !== null && transition.before.status !== transition.after.status ? [transition] : [],
  );
}

/**
 * The ways by an action: from the settled deployments of a status, or from all of them if none is
 * settled; and from the others only to a status that no way leads to yet.
 */
function waysByAction(space: StateSpace, moves: readonly (readonly RunnerMove[])[]): Way[] {
  const isSettled = ({ deployment }: State) => settled(deployment);
  const restful = new Set(
    space.states.filter(isSettled).map(({ deployment }) => deployment.status),
  );
  const isUsual = (state: State) => isSettled(state) || !restful.has(state.deployment.status);
  const usual = space.states.filter(isUsual).flatMap((state) => waysFrom(state, space, moves));
  const early = space.states
    .filter((state) => !isUsual(state))
    .flatMap((state) => waysFrom(state, space, moves))
    .filter(({ from, to }) => !usual.some((way) => way.from === from && way.to === to))
    .map((way) => ({ ...way, isEarly: true }));
  return [...usual, ...early];
}

/** The ways that an action makes the runner take, and that it would not have taken before. */
function waysFrom(
  { number }: State,
  space: StateSpace,
  moves: readonly (readonly RunnerMove[])[],
): Way[] {
  const before = onwardMoves(moves[number]).map((observation) => wayKey({ observation }));
  const actions = (space.transitions[number] ?? []).filter(
    ({ kind, accepted, from, to }) => kind === 'action' && accepted && from !== to,
  );
  return actions.flatMap((action) =>
    onwardMoves(moves[action.to])
      .filter((observation) => !before.includes(wayKey({ observation })))
      .map((observation) => wayOf(action, observation)),
  );
}

function lifecycleEdges(ways: readonly Way[], space: StateSpace): DiagramEdge[] {
  const together = groupBy(ways, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  const edges = [...together.values()].map((alike) => {
    const [{ from, to, kind }] = alike;
    const actions = alike.flatMap(({ action }) => (action === null ? [] : [action]));
    const early = alike.some(({ isEarly }) => isEarly) ? ` [desired ${fromDesired(actions)}]` : '';
    const observations = namesOf(alike.map(({ observation }) => observation));
    const wanted = [...new Set(alike.map(({ observation }) => observation.before.desiredStatus))];
    const named = namesOfActions(actions).map((name) => name + early);
    return { from, to, kind, actions: named, sets: desiredSetBy(actions), observations, wanted };
  });
  return edges.map(({ from, to, kind, actions, sets, observations, wanted }) => {
    // If one action leads several ways, the desired status decides; and always if there is no
    // action.
    const rivals = edges.filter((edge) => edge.from === from && `${edge.actions}` === `${actions}`);
    const isOpen = actions.length === 0 ? kind !== 'failure' : rivals.length > 1;
    const isSome = wanted.length < desiredWith(space, [from]).length;
    const condition = isOpen && isSome ? ` [desired ${orList(wanted)}]` : '';
    const outcomes = observations.map((observation) => observation + condition);
    // A desired status that is also the next status need not be mentioned.
    const desired = sets !== null && sets !== to ? [`desired ${sets}`] : [];
    const isCaused = actions.length > 0;
    return {
      from,
      to,
      kind,
      labels: isCaused ? actions : outcomes,
      effects: isCaused ? [...desired, ...outcomes.map((outcome) => `then ${outcome}`)] : [],
      highlighted: false,
    };
  });
}

/** Lists the desired statuses in which these actions were accepted. */
function fromDesired(actions: readonly Transition[]): string {
  return orList([...new Set(actions.map(({ before }) => before.desiredStatus))]);
}

/** The one desired status that all of these actions set; else null. */
function desiredSetBy(actions: readonly Transition[]): string | null {
  const set = new Set(actions.map(({ after }) => after.desiredStatus));
  const moved = actions.some(({ before, after }) => before.desiredStatus !== after.desiredStatus);
  return moved && set.size === 1 ? ([...set][0] ?? null) : null;
}

/** Names the actions; `?initial=…` stands for any value. */
function namesOfActions(actions: readonly Transition[]): string[] {
  return namesOf(actions).map((name) => {
    const alike = everyAction.filter(({ type }) => wireName(type) === name);
    const targets = new Set(alike.map(requestedStatus));
    return has(alike[0] ?? {}, 'initial') && targets.size > 1 ? `${name}?initial=…` : name;
  });
}

/** The frame of the statuses that a forced stop leads out of: all that hold compute resources. */
function groupOf(ways: readonly Way[]): DiagramGroup | null {
  return ways.some(({ kind }) => kind === 'forced')
    ? { id: 'held', label: 'compute resources are held', parent: null }
    : null;
}

const isIn = (status: string, ways: readonly Way[]) =>
  ways.some(({ kind, from }) => kind === 'forced' && from === status);

function lifecycleNode(
  status: DeploymentStatus,
  space: StateSpace,
  ways: readonly Way[],
  group: DiagramGroup | null,
): DiagramNode {
  const resting = space.states
    .map(({ deployment }) => deployment)
    .filter((deployment) => deployment.status === status && settled(deployment));
  const wanted = [...new Set(resting.map(({ desiredStatus }) => desiredStatus))];
  const [meaning = ''] = statuses[status].meaning.split(/(?<=\.) /);
  return {
    id: status,
    label: status,
    lines: [meaning, ...(wanted.length === 0 ? [] : [`settled if desired is ${orList(wanted)}`])],
    color: status,
    tone: resting.length > 0 ? 'settled' : 'transient',
    group: isIn(status, ways) ? (group?.id ?? null) : null,
    cell: null,
    initial: space.states[0]?.deployment.status === status,
    highlighted: false,
  };
}

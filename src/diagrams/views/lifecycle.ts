/**
 * The view `lifecycle`: both planes at a glance, for readers who have never seen them. Actions are
 * the cause, the observations that follow are the effect.
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
import type { StateSpace, Transition } from '../../verify';
import type { DiagramEdge, DiagramGroup, DiagramNode, GraphDiagram } from '../diagram';
import type { Subject } from '../options';
import { orList } from './conditions';
import { desiredWith, mergedByGroup, namesOf } from './moves';
import { frameOfHeld, isHeld, type StatusWay, waysIn } from './ways';

/** Draws the view. Pure. */
export function lifecycleView({ space }: Subject): GraphDiagram {
  const ways = waysIn(space);
  const group = frameOfHeld(ways);
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
      deploymentStatuses.filter((status) => isHeld(status, ways)),
    ),
  };
}

function lifecycleEdges(ways: readonly StatusWay[], space: StateSpace): DiagramEdge[] {
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

function lifecycleNode(
  status: DeploymentStatus,
  space: StateSpace,
  ways: readonly StatusWay[],
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
    group: isHeld(status, ways) ? (group?.id ?? null) : null,
    cell: null,
    position: null,
    initial: space.states[0]?.deployment.status === status,
    highlighted: false,
  };
}

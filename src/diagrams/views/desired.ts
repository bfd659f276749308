/**
 * The view `desired`: the five desired statuses, and the actions that lead from one to the next. It
 * is read off the exploration: refused actions have no edge, and an edge says in which statuses it
 * is accepted.
 */
import { groupBy } from '../../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  desiredStatuses,
  resourcesStatus,
} from '../../lifecycle';
import type { StateSpace, Transition } from '../../verify';
import type { DiagramEdge, DiagramNode, GraphDiagram } from '../diagram';
import type { Subject } from '../options';
import { orList } from './conditions';
import { allTransitions, kindOf, mergedByGroup, namesOf, statusesWith } from './moves';

/** Draws the view. Pure. */
export function desiredView({ space }: Subject): GraphDiagram {
  const accepted = allTransitions(space).filter(({ accepted }) => accepted);
  const occurring = desiredStatuses.filter((status) => statusesWith(space, status).length > 0);
  return {
    kind: 'graph',
    notes: [
      'in brackets: the deployment statuses in which the action leads there',
      'listed in a box: accepted, and keeps the desired status',
    ],
    direction: 'down',
    view: 'desired',
    title: 'Desired status',
    description:
      'The five desired statuses, and the actions that lead from one to the next; in brackets, the deployment statuses in which they do. Refused actions are left out. Actions listed in a box are accepted there and keep the desired status. Only two observations change it, to Stopped: a failure and a finished suspension.',
    groups: [{ id: 'Provisioned', label: 'Provisioned', parent: null }],
    nodes: occurring.map((status) => desiredNode(status, accepted, space)),
    edges: mergedByGroup(
      desiredEdges(accepted, space),
      'Provisioned',
      occurring.filter((status) => desired[status].resources === 'Provisioned'),
    ),
  };
}

function desiredEdges(accepted: readonly Transition[], space: StateSpace): DiagramEdge[] {
  const moving = accepted.filter(
    ({ before, after }) => before.desiredStatus !== after.desiredStatus,
  );
  const together = groupBy(moving, (step) => {
    return `${step.before.desiredStatus} ${step.after.desiredStatus} ${kindOf(step)}`;
  });
  return [...together.values()].map((steps) => {
    const [{ before, after }] = steps;
    const types = groupBy(steps, ({ event }) => event.type);
    return {
      from: before.desiredStatus,
      to: after.desiredStatus,
      kind: kindOf(steps[0]),
      labels: [...types.values()].map((each) => eventLabel(each, before.desiredStatus, space)),
      effects: [],
      highlighted: false,
    };
  });
}

/** Names the event of these transitions, and the statuses unless they are all. */
function eventLabel(steps: readonly Transition[], from: DesiredStatus, space: StateSpace): string {
  const all = statusesWith(space, from);
  const found = all.filter((status) => steps.some(({ before }) => before.status === status));
  const [name] = namesOf(steps);
  return found.length === all.length ? `${name}` : `${name} [${statusesInWords(found, all)}]`;
}

/** Lists statuses; by their resources status if they are all that have it. */
function statusesInWords(
  found: readonly DeploymentStatus[],
  all: readonly DeploymentStatus[],
): string {
  const levels = [...new Set(found.map((status) => resourcesStatus({ status })))];
  const alike = all.filter((status) => levels.includes(resourcesStatus({ status })));
  const isLevel = alike.length === found.length && found.length > levels.length;
  return `in ${orList(isLevel ? levels : found)}`;
}

function desiredNode(
  status: DesiredStatus,
  accepted: readonly Transition[],
  space: StateSpace,
): DiagramNode {
  const staying = accepted.filter(
    ({ kind, before, after }) =>
      kind === 'action' && before.desiredStatus === status && after.desiredStatus === status,
  );
  const { resources } = desired[status];
  return {
    id: status,
    label: status,
    lines: [...groupBy(staying, ({ event }) => event.type).values()].map((steps) =>
      eventLabel(steps, status, space),
    ),
    color: status === 'Suspended' ? 'Suspending' : status,
    tone: null,
    group: resources === status ? null : resources,
    cell: null,
    position: null,
    initial: status === space.states[0]?.deployment.desiredStatus,
    highlighted: false,
  };
}

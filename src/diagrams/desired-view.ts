/**
 * The view `desired`: the five desired statuses, and the actions that lead from one to the next. Read
 * off the exploration: what is refused has no edge, and an edge says where it is accepted.
 */
import {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  desiredStatuses,
  resourcesStatus,
} from '../lifecycle';
import type { StateSpace, Step } from '../verify';
import { orList } from './conditions';
import type { DiagramEdge, DiagramNode, GraphDiagram } from './diagram';
import { allSteps, groupBy, kindOf, mergedByGroup, namesOf, statusesWith } from './moves';
import type { Subject } from './options';

/** The view. Pure. */
export function desiredView({ space }: Subject): GraphDiagram {
  const accepted = allSteps(space).filter(({ accepted }) => accepted);
  const occurring = desiredStatuses.filter((status) => statusesWith(space, status).length > 0);
  return {
    kind: 'graph',
    notes: [
      'in brackets: the deployment status',
      'listed in a box: accepted, and leaves the desired status',
    ],
    direction: 'down',
    view: 'desired',
    title: 'Desired status',
    description:
      'The five desired statuses, and the calls that lead from one to the next; in brackets, in which deployment statuses. Calls that are refused are left out. What is listed in a box is accepted there and leaves the desired status. Only two reports of the runner move it: a failure and a finished suspension, to Stopped.',
    groups: [{ id: 'Provisioned', label: 'Provisioned', parent: null }],
    nodes: occurring.map((status) => nodeOf(status, accepted, space)),
    edges: mergedByGroup(
      edgesOf(accepted, space),
      'Provisioned',
      occurring.filter((status) => desired[status].resources === 'Provisioned'),
    ),
  };
}

function edgesOf(accepted: readonly Step[], space: StateSpace): DiagramEdge[] {
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
      labels: [...types.values()].map((each) => labelOf(each, before.desiredStatus, space)),
      effects: [],
      highlighted: false,
    };
  });
}

/** What the steps are called, and in which statuses, where that is not in all. */
function labelOf(steps: readonly Step[], from: DesiredStatus, space: StateSpace): string {
  const all = statusesWith(space, from);
  const found = all.filter((status) => steps.some(({ before }) => before.status === status));
  const [name] = namesOf(steps);
  return found.length === all.length ? `${name}` : `${name} [${placesOf(found, all)}]`;
}

/** Statuses in words: by their resources status, where they are all that have it. */
function placesOf(found: readonly DeploymentStatus[], all: readonly DeploymentStatus[]): string {
  const levels = [...new Set(found.map((status) => resourcesStatus({ status })))];
  const alike = all.filter((status) => levels.includes(resourcesStatus({ status })));
  const isLevel = alike.length === found.length && found.length > levels.length;
  return `in ${orList(isLevel ? levels : found)}`;
}

function nodeOf(status: DesiredStatus, accepted: readonly Step[], space: StateSpace): DiagramNode {
  const staying = accepted.filter(
    ({ kind, before, after }) =>
      kind === 'action' && before.desiredStatus === status && after.desiredStatus === status,
  );
  const { resources } = desired[status];
  return {
    id: status,
    label: status,
    lines: [...groupBy(staying, ({ event }) => event.type).values()].map((steps) =>
      labelOf(steps, status, space),
    ),
    color: status === 'Suspended' ? 'Suspending' : status,
    tone: null,
    group: resources === status ? null : resources,
    cell: null,
    initial: status === space.states[0]?.deployment.desiredStatus,
    highlighted: false,
  };
}

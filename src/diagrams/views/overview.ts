/**
 * The view `overview`: the eight statuses and the calls that lead from one to the next, without any
 * condition, for the first look. The other views have the rest.
 */
import { groupBy } from '../../input';
import { type DeploymentStatus, deploymentStatuses, wireName } from '../../lifecycle';
import type { StateSpace } from '../../verify';
import type { DiagramEdge, DiagramNode, GraphDiagram } from '../diagram';
import type { Subject } from '../options';
import { overviewPositions } from '../overview';
import { allTransitions, desiredWith, mergedByGroup, namesOf } from './moves';
import { frameOfHeld, isHeld, type StatusWay, waysIn } from './ways';

/** Draws the view. Pure. */
export function overviewView({ space }: Subject): GraphDiagram {
  // Without its condition, a call that only some deployments of a status accept would mislead.
  const ways = waysIn(space).filter(({ isEarly, kind }) => !isEarly && kind !== 'failure');
  const frame = frameOfHeld(ways);
  const found = deploymentStatuses.filter((status) => desiredWith(space, [status]).length > 0);
  return {
    kind: 'graph',
    notes: [],
    direction: 'down',
    view: 'overview',
    title: 'The lifecycle at a glance',
    description:
      'The eight statuses of a pipeline, and the calls that lead from one to the next. A call only sets the desired status; the runner moves the pipeline there, and goes on by itself along the thin arrows. Conditions, failures and refusals are left out.',
    groups: frame === null ? [] : [frame],
    nodes: found.map((status) => ({
      ...overviewNode(status, ways, space),
      group: isHeld(status, ways) ? (frame?.id ?? null) : null,
    })),
    edges: mergedByGroup(
      overviewEdges(ways),
      frame?.id ?? '',
      found.filter((status) => isHeld(status, ways)),
    ),
  };
}

/** An edge for all calls of one kind between two statuses; that of the runner has no label. */
function overviewEdges(ways: readonly StatusWay[]): DiagramEdge[] {
  const together = groupBy(ways, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  return [...together.values()].map((alike) => ({
    from: alike[0].from,
    to: alike[0].to,
    kind: alike[0].kind,
    labels: [...new Set(alike.flatMap(calledIn))],
    effects: [],
    highlighted: false,
  }));
}

/** Names the call of a way: by its parameters only if it is forced. */
function calledIn({ action, kind }: StatusWay): string[] {
  if (action === null) return [];
  return kind === 'forced' ? namesOf([action]) : [wireName(action.event.type)];
}

/** A box, with the calls that are accepted there and lead nowhere in any status. */
function overviewNode(
  status: DeploymentStatus,
  ways: readonly StatusWay[],
  space: StateSpace,
): Omit<DiagramNode, 'group'> {
  const leading = new Set(ways.map(({ action }) => action?.event.type));
  const staying = allTransitions(space).filter(
    ({ kind, accepted, event, before, after }) =>
      kind === 'action' &&
      accepted &&
      before !== after &&
      !leading.has(event.type) &&
      before.status === status,
  );
  return {
    id: status,
    label: status,
    lines: [...new Set(staying.map(({ event }) => wireName(event.type)))],
    color: status,
    tone: null,
    cell: null,
    position: overviewPositions[status],
    initial: space.states[0]?.deployment.status === status,
    highlighted: false,
  };
}

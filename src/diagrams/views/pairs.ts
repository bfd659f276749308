/** The view `pairs`: the pairs of statuses that occur, and the events that lead between them. */
import { groupBy } from '../../input';
import { resourcesStatus } from '../../lifecycle';
import type { StateSpace, Transition } from '../../verify';
import type { DiagramEdge, DiagramGroup, GraphDiagram, Pair } from '../diagram';
import type { Subject } from '../options';
import { pairGrid } from './grid';
import { allTransitions, kindOf, mergedByGroup, namesOf, occurringPairs, pairId } from './moves';

/** A frame with the pairs in it. */
interface Frame extends DiagramGroup {
  readonly pairs: readonly Pair[];
}

/** Draws the view. Pure. */
export function pairsView({ space }: Subject): GraphDiagram {
  const frames = framesOf(space);
  const inmost = (id: string) =>
    frames.findLast(({ pairs }) => pairs.some((p) => pairId(p) === id));
  const edges = edgesBetweenPairs(allTransitions(space).filter(({ accepted }) => accepted));
  // One arrow for each label, so that a frame gets those that all pairs in it have in common.
  const single = edges.flatMap((edge) =>
    edge.labels.map((label) => ({ ...edge, labels: [label] })),
  );
  return {
    kind: 'graph',
    notes: [],
    direction: 'right',
    view: 'pairs',
    title: 'Pairs of statuses',
    description: `The ${space.pairCount} pairs of deployment status and desired status that occur, and the events that lead between them: actions change the desired status, observations the deployment status. An arrow from a frame leads from every pair in it.`,
    groups: frames.map(({ pairs, ...frame }) => frame),
    nodes: pairGrid(space, () => ({ lines: [], tone: null })).map((node) => ({
      ...node,
      group: inmost(node.id)?.id ?? null,
    })),
    edges: joined(
      frames.reduce<readonly DiagramEdge[]>(
        (all, { id, pairs }) => mergedByGroup(all, id, pairs.map(pairId)),
        single,
      ),
    ),
  };
}

/**
 * Frames of pairs that have arrows in common, outer frames first: pairs that hold compute resources
 * fail alike, pairs that are being stopped end alike, and the other pairs of one status are stopped
 * alike.
 */
function framesOf(space: StateSpace): Frame[] {
  const pairs = occurringPairs(space);
  const isHeld = ({ status }: Pair) => {
    return ['Provisioning', 'Provisioned'].includes(resourcesStatus({ status }));
  };
  const isEnding = ({ desiredStatus }: Pair) => desiredStatus === 'Stopped';
  const going = groupBy(
    pairs.filter((pair) => !isEnding(pair)),
    ({ status }) => status,
  );
  return [
    { id: 'held', label: 'compute resources are held', parent: null, pairs: pairs.filter(isHeld) },
    {
      id: 'ending',
      label: 'being stopped',
      parent: 'held',
      pairs: pairs.filter((pair) => isHeld(pair) && isEnding(pair)),
    },
    ...[...going].map(([status, alike]) => ({
      id: `going_on_${status}`,
      label: '',
      parent: isHeld(alike[0]) ? 'held' : null,
      pairs: alike,
    })),
  ].filter((frame) => frame.pairs.length > 1);
}

/** Makes one edge of all transitions of one kind from one pair to another. Pure. */
export function edgesBetweenPairs(steps: readonly Transition[]): DiagramEdge[] {
  const moving = steps.filter(({ before, after }) => pairId(before) !== pairId(after));
  const together = groupBy(moving, (step) => {
    return `${pairId(step.before)} ${pairId(step.after)} ${kindOf(step)}`;
  });
  return [...together.values()].map((alike) => ({
    from: pairId(alike[0].before),
    to: pairId(alike[0].after),
    kind: kindOf(alike[0]),
    labels: namesOf(alike),
    effects: [],
    highlighted: false,
  }));
}

/** Joins edges of one kind between the same boxes. */
function joined(edges: readonly DiagramEdge[]): DiagramEdge[] {
  const together = groupBy(edges, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  return [...together.values()].map((alike) => ({
    ...alike[0],
    labels: alike.flatMap(({ labels }) => labels),
  }));
}

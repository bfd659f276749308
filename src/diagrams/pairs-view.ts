/** The view `pairs`: the pairs of statuses that occur, and what moves between them. */
import { resourcesStatus } from '../lifecycle';
import type { StateSpace, Step } from '../verify';
import type { DiagramEdge, DiagramGroup, GraphDiagram, Pair } from './diagram';
import { nodesOf } from './grid';
import { allSteps, groupBy, kindOf, mergedByGroup, namesOf, pairId, pairsOf } from './moves';
import type { Subject } from './options';

/** A frame with the pairs in it. */
interface Frame extends DiagramGroup {
  readonly pairs: readonly Pair[];
}

/** The view. Pure. */
export function pairsView({ space }: Subject): GraphDiagram {
  const frames = framesOf(space);
  const inmost = (id: string) =>
    frames.findLast(({ pairs }) => pairs.some((p) => pairId(p) === id));
  const edges = edgesBetweenPairs(allSteps(space).filter(({ accepted }) => accepted));
  // One arrow for one label, so that a frame has those that all in it have in common.
  const single = edges.flatMap((edge) =>
    edge.labels.map((label) => ({ ...edge, labels: [label] })),
  );
  return {
    kind: 'graph',
    notes: [],
    direction: 'right',
    view: 'pairs',
    title: 'Pairs of statuses',
    description: `The ${space.pairCount} pairs of deployment status and desired status that occur, and what moves between them: calls change what is desired, reports of the runner the deployment status. An arrow from a frame leads from every pair in it.`,
    groups: frames.map(({ pairs, ...frame }) => frame),
    nodes: nodesOf(space, () => ({ lines: [], tone: null })).map((node) => ({
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
 * Outer frames first. What holds compute resources fails alike; what is being stopped, is stopped alike;
 * and of the pairs of one status, what stops one of them stops them all.
 */
function framesOf(space: StateSpace): Frame[] {
  const pairs = pairsOf(space);
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

/** An edge for all that lead from one pair to another and are of one kind. Pure. */
export function edgesBetweenPairs(steps: readonly Step[]): DiagramEdge[] {
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

/** Edges of one kind from and to the same, as one. */
function joined(edges: readonly DiagramEdge[]): DiagramEdge[] {
  const together = groupBy(edges, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  return [...together.values()].map((alike) => ({
    ...alike[0],
    labels: alike.flatMap(({ labels }) => labels),
  }));
}

/** The view `reconcile`: the next step of the runner in each pair of statuses. */
import { desiredStatuses, settled } from '../../lifecycle';
import { runnerMoves, runnerStep } from '../../verify/exploration';
import type { GraphDiagram, Pair } from '../diagram';
import type { Subject } from '../options';
import { pairGrid } from './grid';
import { pairId } from './moves';
import { edgesBetweenPairs } from './pairs';

/** Draws the view. Pure. */
export function reconcileView({ space }: Subject): GraphDiagram {
  const moves = runnerMoves(space).flat();
  const done = moves
    .filter(({ completes }) => completes !== null)
    .map(({ transition }) => transition);
  const deploymentsIn = (pair: Pair) =>
    space.states
      .map(({ deployment }) => deployment)
      .filter((deployment) => pairId(deployment) === pairId(pair));
  return {
    kind: 'graph',
    notes: [],
    direction: 'right',
    view: 'reconcile',
    title: 'The next step of the runner',
    description:
      'For each pair of deployment status and desired status, the step that reconcile asks of the runner, and the observation that completes it. Failures are left out. If the runner is idle or awaits approval, the pipeline is settled until the user acts.',
    groups: desiredStatuses.map((desired) => ({
      id: `desired_${desired}`,
      label: `desired ${desired}`,
      parent: null,
    })),
    nodes: pairGrid(space, (pair) => {
      const here = deploymentsIn(pair);
      const steps = new Set(here.map(runnerStep).filter((type) => type !== null));
      return {
        lines: [`runner: ${[...steps].join(' or ')}`],
        tone: here.some(settled) ? ('settled' as const) : ('transient' as const),
      };
    }).map((node) => ({ ...node, group: `desired_${node.id.split('_').at(-1)}` })),
    edges: edgesBetweenPairs(done),
  };
}

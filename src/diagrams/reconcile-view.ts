/** The view `reconcile`: what the runner does next in each pair of statuses, and where that leads. */
import { desiredStatuses, type StepType } from '../lifecycle';
import { runnerMoves, runnerStep } from '../verify/exploration';
import type { GraphDiagram, Pair } from './diagram';
import { nodesOf } from './grid';
import { pairId } from './moves';
import type { Subject } from './options';
import { edgesBetweenPairs } from './pairs-view';

/** The steps in which the runner waits for the user. */
const resting: readonly StepType[] = ['idle', 'awaitApproval'];

/** Whether the pipeline rests here until the user calls. Pure. */
export function isResting(type: StepType | null): boolean {
  return type !== null && resting.includes(type);
}

/** The view. Pure. */
export function reconcileView({ space }: Subject): GraphDiagram {
  const moves = runnerMoves(space).flat();
  const done = moves.filter(({ does }) => does !== null).map(({ step }) => step);
  const stepsIn = (pair: Pair) => {
    const here = space.states.filter(({ deployment }) => pairId(deployment) === pairId(pair));
    return [...new Set(here.map(({ deployment }) => runnerStep(deployment)))].filter(
      (type) => type !== null,
    );
  };
  return {
    kind: 'graph',
    notes: [],
    direction: 'right',
    view: 'reconcile',
    title: 'What the runner does next',
    description:
      'For each pair of deployment status and desired status, the step that reconcile asks the runner for, and the report by which the pipeline moves on once it is done. Failures are left out. Where the runner is idle or awaits approval, the pipeline rests until the user calls.',
    groups: desiredStatuses.map((desired) => ({
      id: `desired_${desired}`,
      label: `desired ${desired}`,
      parent: null,
    })),
    nodes: nodesOf(space, (pair) => {
      const steps = stepsIn(pair);
      const rests = steps.some(isResting);
      return {
        lines: [`runner: ${steps.join(' or ')}`],
        tone: rests ? ('resting' as const) : ('passing' as const),
      };
    }).map((node) => ({ ...node, group: `desired_${node.id.split('_').at(-1)}` })),
    edges: edgesBetweenPairs(done),
  };
}

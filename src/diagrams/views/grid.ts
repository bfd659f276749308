/** The grid of the pairs of statuses: deployment statuses down, desired statuses across. */
import type { DesiredStatus, deploymentStatuses } from '../../lifecycle';
import type { StateSpace } from '../../verify';
import type { DiagramNode, Pair } from '../diagram';
import { occurringPairs, pairId } from './moves';

/** The columns: on the left the desired statuses of a start, on the right those of a stop. */
const columns: readonly DesiredStatus[] = ['Standby', 'Paused', 'Running', 'Suspended', 'Stopped'];

/** The rows, in the order in which a deployment passes through them. */
const rows = [
  'Stopped',
  'Provisioning',
  'Standby',
  'AwaitingApproval',
  'Paused',
  'Running',
  'Suspending',
  'Stopping',
] as const satisfies typeof deploymentStatuses;

/** Makes a node for each pair that occurs, in its cell; `filled` returns its lines and tone. Pure. */
export function pairGrid(
  space: StateSpace,
  filled: (pair: Pair) => Pick<DiagramNode, 'lines' | 'tone'>,
): DiagramNode[] {
  return pairNodes(space, filled).map((node, index) => {
    const { status, desiredStatus } = occurringPairs(space)[index] as Pair;
    return {
      ...node,
      cell: { column: columns.indexOf(desiredStatus), row: rows.indexOf(status) },
    };
  });
}

/** Makes a node for each pair that occurs, without a cell. Pure. */
export function pairNodes(
  space: StateSpace,
  filled: (pair: Pair) => Pick<DiagramNode, 'lines' | 'tone'>,
): DiagramNode[] {
  const [first] = space.states;
  return occurringPairs(space).map((pair) => ({
    id: pairId(pair),
    label: pair.status,
    tone: filled(pair).tone,
    lines: [`desired ${pair.desiredStatus}`, ...filled(pair).lines],
    color: pair.status,
    group: null,
    cell: null,
    initial: first !== undefined && pairId(first.deployment) === pairId(pair),
    highlighted: false,
  }));
}

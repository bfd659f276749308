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

/**
 * Makes a node for each pair that occurs, in its cell; `filled` returns its lines and tone. Pure.
 */
export function pairGrid(
  space: StateSpace,
  filled: (pair: Pair) => Pick<DiagramNode, 'lines' | 'tone'>,
): DiagramNode[] {
  const [first] = space.states;
  return occurringPairs(space).map((pair) => {
    const { lines, tone } = filled(pair);
    return {
      id: pairId(pair),
      label: pair.status,
      lines: [`desired ${pair.desiredStatus}`, ...lines],
      color: pair.status,
      tone,
      group: null,
      cell: { column: columns.indexOf(pair.desiredStatus), row: rows.indexOf(pair.status) },
      position: null,
      initial: first !== undefined && pairId(first.deployment) === pairId(pair),
      highlighted: false,
    };
  });
}

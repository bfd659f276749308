/** The grid of the pairs of statuses: a row for each deployment status, a column for each desired one. */
import type { DesiredStatus, deploymentStatuses } from '../lifecycle';
import type { StateSpace } from '../verify';
import type { DiagramNode, Pair } from './diagram';
import { pairId, pairsOf } from './moves';

/** The columns: on the left what flows, on the right what ends. */
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

/** A node for each pair that occurs; `filled` says what else is in it. Pure. */
export function gridOf(
  space: StateSpace,
  filled: (pair: Pair) => Pick<DiagramNode, 'lines' | 'tone'>,
): DiagramNode[] {
  return nodesOf(space, filled).map((node, index) => {
    const { status, desiredStatus } = pairsOf(space)[index] as Pair;
    return {
      ...node,
      cell: { column: columns.indexOf(desiredStatus), row: rows.indexOf(status) },
    };
  });
}

/** A node for each pair that occurs, free to stand anywhere. Pure. */
export function nodesOf(
  space: StateSpace,
  filled: (pair: Pair) => Pick<DiagramNode, 'lines' | 'tone'>,
): DiagramNode[] {
  const [first] = space.states;
  return pairsOf(space).map((pair) => ({
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

/** The boxes of a grid by row and column, null where there is none; empty where there is no grid. Pure. */
export function gridRows(nodes: readonly DiagramNode[]): (DiagramNode | null)[][] {
  const placed = nodes.filter(({ cell }) => cell !== null);
  const height = Math.max(0, ...placed.map(({ cell }) => (cell?.row ?? 0) + 1));
  const width = Math.max(0, ...placed.map(({ cell }) => (cell?.column ?? 0) + 1));
  return Array.from({ length: height }, (_, row) =>
    Array.from(
      { length: width },
      (_, column) => placed.find(({ cell }) => cell?.row === row && cell.column === column) ?? null,
    ),
  );
}

/** The boxes of a grid in rows, for formats that write a row at a time. */
import type { DiagramNode } from '../diagram';

/** Arranges boxes by row and column, null for a gap; empty if there is no grid. Pure. */
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

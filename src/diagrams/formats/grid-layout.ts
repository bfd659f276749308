/**
 * Places boxes on a grid: columns of one width, which together fit a page, and rows as high as
 * their contents. Arrows would only cross each other, so each box lists where it leads.
 */
import { keysOf } from '../../input';
import { type DiagramNode, edgeKinds, type GraphDiagram, membersOf } from '../diagram';
import { edgeInks, inks } from './palette';
import { boxPadding, boxText, type PlacedBox, type PlacedGraph } from './placed';
import type { Phrase, TextBlock } from './text-block';

const [pageWidth, margin, gap, textWidthMax] = [820, 4, 8, 220];
/** The room above, for the arrow at which a pipeline begins. */
const headroom = 26;

/** Returns true if the boxes of the diagram stand on a grid. Pure. */
export function isGrid({ nodes }: GraphDiagram): boolean {
  return nodes.some(({ cell }) => cell !== null);
}

/** Places the boxes of a grid. Pure. */
export function gridLayout(diagram: GraphDiagram): PlacedGraph {
  const placed = diagram.nodes.flatMap((node) =>
    node.cell === null ? [] : [{ node, ...node.cell }],
  );
  const columns = Math.max(0, ...placed.map(({ column }) => column + 1));
  const rows = Math.max(0, ...placed.map(({ row }) => row + 1));
  const columnWidth = Math.floor((pageWidth - 2 * margin + gap) / columns);
  const room = Math.min(textWidthMax, columnWidth - gap - 2 * boxPadding.x);
  const texts = placed.map((each) => ({
    ...each,
    text: boxText(each.node, room, leadingOn(each.node, diagram)),
  }));
  const width = Math.max(0, ...texts.map(({ text }) => text.width)) + 2 * boxPadding.x;
  const heights = Array.from({ length: rows }, (_, row) =>
    heightOf(texts.filter((each) => each.row === row).map(({ text }) => text)),
  );
  const topOf = (row: number) =>
    headroom + heights.slice(0, row).reduce((sum, height) => sum + height + gap, 0);
  const boxes = texts.map(({ node, text, column, row }) => ({
    ...{ node, text, width, height: heights[row] ?? 0 },
    ...{ x: margin + column * (width + gap), y: topOf(row) },
  }));
  return {
    width: 2 * margin + columns * (width + gap) - gap,
    height: topOf(rows) - gap + margin,
    ...{ boxes, frames: [], ...beginning(boxes) },
  };
}

function heightOf(texts: readonly TextBlock[]): number {
  return Math.max(0, ...texts.map(({ height }) => height)) + 2 * boxPadding.y;
}

/** A dot above the first box, with an arrow. */
function beginning(boxes: readonly PlacedBox[]): Pick<PlacedGraph, 'arrows' | 'beginning'> {
  const first = boxes.find(({ node }) => node.initial);
  if (first === undefined) return { arrows: [], beginning: null };
  const x = first.x + first.width / 2;
  const at = { x, y: first.y - 19 };
  const head = [
    { x, y: first.y - 7 },
    { x, y: first.y },
  ] as const;
  const path = `M${x},${at.y} L${x},${first.y - 7}`;
  return { arrows: [{ edge: null, path, head, label: null }], beginning: at };
}

/** Lists where the arrows of a box lead, also those of the frames around it: `stop → Stopping`. */
function leadingOn(node: DiagramNode, diagram: GraphDiagram): Phrase[] {
  const own = diagram.edges.filter(
    ({ from }) => from === node.id || membersOf(from, diagram).includes(node),
  );
  const kinds = keysOf(edgeKinds);
  own.sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind));
  return own.map(({ to, kind, labels, highlighted }) => {
    const ink = highlighted ? inks.text : edgeInks[kind];
    const target = diagram.nodes.find(({ id }) => id === to);
    return {
      text: `${labels.join(', ')} → ${target ? difference(node, target) : to}`,
      look: { size: 11, ink: ink.light, bold: highlighted || kind === 'forced' },
    };
  });
}

/** Names another box by what differs: its label, what its first line says, or both. */
function difference(from: DiagramNode, to: DiagramNode): string {
  const [desired = ''] = to.lines;
  const isSame = [from.label === to.label, from.lines[0] === desired];
  return [to.label, desired].filter((_, index) => !isSame[index]).join(', ');
}

/**
 * Places boxes where the view wants them, and finds ways for the arrows between: straight if
 * possible, else around the boxes that are in the way.
 */
import { type DiagramEdge, type GraphDiagram, membersOf } from '../diagram';
import {
  around,
  bent,
  type Curve,
  enclosing,
  isInside,
  middleOf,
  type Point,
  partOf,
  pointsOf,
  type Rectangle,
  widened,
} from '../geometry';
import { type Line, labelsOf } from './label-places';
import {
  boxPadding,
  boxText,
  type PlacedArrow,
  type PlacedBox,
  type PlacedFrame,
  type PlacedGraph,
} from './placed';
import { rounded } from './text-block';

const [textWidthMax, frameMargin, pageMargin] = [150, 26, 6];

/** Returns true if the boxes of the diagram have positions. Pure. */
export function isPinned({ nodes }: GraphDiagram): boolean {
  return nodes.length > 0 && nodes.every(({ position }) => position !== null);
}

/** Places boxes at their positions, and arrows between them. Pure. */
export function pinnedLayout(diagram: GraphDiagram): PlacedGraph {
  const boxes = diagram.nodes.map((node): PlacedBox => {
    const text = boxText(node, textWidthMax);
    const size = [text.width + 2 * boxPadding.x, text.height + 2 * boxPadding.y] as const;
    return { node, text, ...around(node.position ?? { x: 0, y: 0 }, ...size) };
  });
  const frames = diagram.groups.map((group): PlacedFrame => {
    const members = membersOf(group.id, diagram).map(({ id }) => id);
    const inside = boxes.filter(({ node }) => members.includes(node.id));
    return { group, ...widened(enclosing(inside), frameMargin) };
  });
  const lines = diagram.edges.map((edge) => edgeLine(edge, diagram, boxes, frames));
  const labels = labelsOf(lines, boxes, frames);
  const first = boxes.find(({ node }) => node.initial);
  const beginning = first ? { x: first.x - 20, y: first.y + first.height / 2 } : null;
  const page = enclosing([...boxes, ...frames]);
  return {
    width: Math.ceil(page.x + page.width + pageMargin),
    height: Math.ceil(page.y + page.height + pageMargin),
    ...{ boxes, frames, beginning },
    arrows: [
      ...(first && beginning ? [arrowOn(null, bent(beginning, leftMiddle(first), 0))] : []),
      ...lines.map(({ edge, curve }, index) => ({
        ...arrowOn(edge, curve),
        label: labels[index] ?? null,
      })),
    ],
  };
}

function leftMiddle({ x, y, height }: Rectangle): Point {
  return { x, y: y + height / 2 };
}

/** The bends to try: one that passes no box is enough. */
const bends = [0, 40, -40, 70, -70, 100, -100, 140, -140];
/** The bends of arrows between the same boxes, so that they do not lie on each other. */
const [ownBend, nextBend] = [9, 20];

/** Finds the line of an edge: from the border of its box or frame to that of the other box. */
function edgeLine(
  edge: DiagramEdge,
  { edges }: GraphDiagram,
  boxes: readonly PlacedBox[],
  frames: readonly PlacedFrame[],
): Line {
  const find = (name: string): Rectangle | undefined =>
    boxes.find(({ node }) => node.id === name) ?? frames.find(({ group }) => group.id === name);
  const [source, target] = [find(edge.from), find(edge.to)];
  if (source === undefined || target === undefined) {
    throw new Error(`An edge from ${edge.from} to ${edge.to} has no ends.`);
  }
  const parallel = edges.filter(({ from, to }) => from === edge.from && to === edge.to);
  const isOnly =
    parallel.length === 1 && !edges.some(({ from, to }) => from === edge.to && to === edge.from);
  const own = isOnly ? 0 : ownBend + nextBend * parallel.indexOf(edge);
  const others = boxes.filter((box) => box !== source && box !== target);
  const curves = bends.map((bend) =>
    clipped(bent(middleOf(source), middleOf(target), own + bend), source, target),
  );
  const isFree = (curve: Curve) =>
    !pointsOf(curve).some((point) => others.some((box) => isInside(point, widened(box, 6))));
  return { edge, curve: curves.find(isFree) ?? (curves[0] as Curve) };
}

/** Cuts off what lies in the rectangles at both ends. */
function clipped(curve: Curve, source: Rectangle, target: Rectangle): Curve {
  const steps = 400;
  const points = Array.from({ length: steps + 1 }, (_, index) => index / steps);
  const isIn = (part: number, at: Rectangle) => isInside(partOf(curve, 0, part).end, at);
  const from = points.findLast((part) => isIn(part, source)) ?? 0;
  const to = points.find((part) => part > from && isIn(part, target)) ?? 1;
  return partOf(curve, from, to);
}

const headLength = 9;

/** Draws an arrow on a curve. */
function arrowOn(edge: DiagramEdge | null, { start, pull, end }: Curve): PlacedArrow {
  const length = Math.hypot(end.x - pull.x, end.y - pull.y) || 1;
  const [dx, dy] = [(end.x - pull.x) / length, (end.y - pull.y) / length];
  const neck = { x: end.x - dx * headLength, y: end.y - dy * headLength };
  const path = [`M${shown(start)}`, `Q${shown(pull)}`, shown(neck)].join(' ');
  return { edge, path, head: [neck, end], label: null };
}

function shown({ x, y }: Point): string {
  return `${rounded(x)},${rounded(y)}`;
}

/** Finds places for the texts of arrows: beside their lines, on nothing else if possible. */
import type { DiagramEdge } from '../diagram';
import {
  around,
  type Curve,
  isInside,
  overlap,
  type Point,
  pointOf,
  pointsOf,
  type Rectangle,
  widened,
} from '../geometry';
import { arrowText, looks, type PlacedArrow, type PlacedBox, type PlacedFrame } from './placed';
import { textWidth } from './text-width';

/** An edge and its line. */
export interface Line {
  readonly edge: DiagramEdge;
  readonly curve: Curve;
}

const labelWidthMax = 150;
/** The parts of the way to try, the middle first. */
const parts = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85];
/** The room between a line and its text. */
const gap = 4;

/** Returns the label of each line, in this order; null for a line without text. Pure. */
export function labelsOf(
  lines: readonly Line[],
  boxes: readonly PlacedBox[],
  frames: readonly PlacedFrame[],
): readonly PlacedArrow['label'][] {
  const solid: Rectangle[] = [...boxes.map((box) => widened(box, 2)), ...frames.map(headingOf)];
  const points = [...lines.flatMap(({ curve }) => pointsOf(curve)), ...frames.flatMap(borderOf)];
  const labels = new Map<Line, PlacedArrow['label']>();
  // A short line has the fewest places to choose from.
  for (const line of [...lines].sort((one, other) => lineLength(one) - lineLength(other))) {
    const { edge, curve } = line;
    if (edge.labels.length === 0) continue;
    const text = arrowText(edge, labelWidthMax);
    const places = parts.flatMap((part) =>
      [1, -1].map((side) => beside(curve, part, side, text.width, text.height)),
    );
    const hidden = places.map(
      (place) =>
        10 * solid.filter((each) => overlap(each, place)).length +
        points.filter((point) => isInside(point, widened(place, gap - 1))).length,
    );
    const best = places[hidden.indexOf(Math.min(...hidden))] as Rectangle;
    // Texts that are close to each other could belong to either line.
    solid.push(widened(best, 8));
    labels.set(line, { at: { x: best.x + best.width / 2, y: best.y }, text });
  }
  return lines.map((line) => labels.get(line) ?? null);
}

function lineLength({ curve: { start, end } }: Line): number {
  return Math.hypot(end.x - start.x, end.y - start.y);
}

/** The rectangle of a text that touches the line at this part, on one side of it. */
function beside(curve: Curve, part: number, side: number, width: number, height: number) {
  const at = pointOf(curve, part);
  const [before, after] = [pointOf(curve, part - 0.01), pointOf(curve, part + 0.01)];
  const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
  const [left, up] = [(after.y - before.y) / length, (before.x - after.x) / length];
  const away = side * ((Math.abs(left) * width) / 2 + (Math.abs(up) * height) / 2 + gap);
  return around({ x: at.x + away * left, y: at.y + away * up }, width, height);
}

/** The place of the label of a frame. */
function headingOf({ x, y, group }: PlacedFrame): Rectangle {
  return { x, y, width: 20 + textWidth(group.label, looks.frame), height: 22 };
}

function borderOf({ x, y, width, height }: Rectangle): Point[] {
  return Array.from({ length: 101 }, (_, index) => index / 100).flatMap((part) => [
    { x: x + part * width, y },
    { x: x + part * width, y: y + height },
    { x, y: y + part * height },
    { x: x + width, y: y + part * height },
  ]);
}

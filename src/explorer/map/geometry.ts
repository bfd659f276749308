/** The geometry of arrows: curves between boxes, and places for labels that nothing else takes. */

import { around, type Curve, overlap, type Point, pointOf } from '../../diagrams/geometry';

/** An upright rectangle, by its center. */
export interface CenteredBox extends Point {
  readonly width: number;
  readonly height: number;
}

/** Returns true if two boxes have a point in common. Pure. */
export function collide(one: CenteredBox, other: CenteredBox): boolean {
  return overlap(around(one, one.width, one.height), around(other, other.width, other.height));
}

/**
 * Returns the curve between two boxes, from edge to edge. `bend` says how far it leaves the
 * straight line, as a part of its length: to the right of it if positive. Pure.
 */
export function curveBetween(one: CenteredBox, other: CenteredBox, bend: number): Curve {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const pull = { x: (one.x + other.x) / 2 - dy * bend, y: (one.y + other.y) / 2 + dx * bend };
  return { start: edgeTowards(one, pull), pull, end: edgeTowards(other, pull) };
}

/** The point where the way from the center of a box to another point leaves the box. */
function edgeTowards(box: CenteredBox, target: Point): Point {
  const [dx, dy] = [target.x - box.x, target.y - box.y];
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

const fractions = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);

/** Returns how many points of a curve lie in one of these boxes, or outside the picture. Pure. */
export function hiddenPoints(
  curve: Curve,
  boxes: readonly CenteredBox[],
  picture: Pick<CenteredBox, 'width' | 'height'>,
): number {
  return fractions.filter((fraction) => {
    const point = { ...pointOf(curve, fraction), width: 0, height: 0 };
    return !isWithin(point, picture) || boxes.some((box) => collide(point, box));
  }).length;
}

/**
 * Returns the place of a label, as near as possible to the middle of a curve, where it hides none
 * of these rectangles and stays within the picture; undefined if there is no such place. Pure.
 */
export function labelPlace(
  curve: Curve,
  size: Pick<CenteredBox, 'width' | 'height'>,
  others: readonly CenteredBox[],
  picture: Pick<CenteredBox, 'width' | 'height'>,
): CenteredBox | undefined {
  const middle = pointOf(curve, 0.5);
  const distance = ({ x, y }: Point) => Math.hypot(x - middle.x, y - middle.y);
  const { start, end } = curve;
  // On a short arrow, a label would hide the arrow itself.
  const isShort = Math.hypot(end.x - start.x, end.y - start.y) < size.width + 2 * size.height;
  const places = fractions.flatMap((fraction) => {
    const { x, y } = pointOf(curve, fraction);
    const { width, height } = size;
    return (isShort ? rows.filter((row) => Math.abs(row) >= 1) : rows).flatMap((row) =>
      columns.map((column) => ({ x: x + column * width, y: y + row * height, ...size })),
    );
  });
  let nearest: CenteredBox | undefined;
  for (const place of places) {
    const isFree = isWithin(place, picture) && !others.some((other) => collide(place, other));
    if (isFree && (nearest === undefined || distance(place) < distance(nearest))) nearest = place;
  }
  return nearest;
}

/** Returns rectangles that a label must not hide if a curve is to be seen whole. Pure. */
export function traceOf(curve: Curve): readonly CenteredBox[] {
  return fractions.map((fraction) => ({ ...pointOf(curve, fraction), width: 4, height: 4 }));
}

/** How far beside the curve a label may be, in widths and heights of it. */
const columns = [0, -0.5, 0.5, -0.75, 0.75];
const rows = [0, -0.5, 0.5, -1, 1, -1.5, 1.5, -2, 2, -3, 3];

/** Returns true if a rectangle lies within a picture that begins at the top left. Pure. */
export function isWithin(
  { x, y, width, height }: CenteredBox,
  picture: Pick<CenteredBox, 'width' | 'height'>,
): boolean {
  return (
    x >= width / 2 &&
    y >= height / 2 &&
    x + width / 2 <= picture.width &&
    y + height / 2 <= picture.height
  );
}

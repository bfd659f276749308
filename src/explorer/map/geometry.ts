/** The geometry of arrows: curves between boxes, and places for labels that nothing else takes. */

/** A point in the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright rectangle, by its center. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** A quadratic curve. */
export interface Curve {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
}

/** Returns true if two rectangles have a point in common. Pure. */
export function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    Math.abs(one.x - other.x) * 2 < one.width + other.width &&
    Math.abs(one.y - other.y) * 2 < one.height + other.height
  );
}

/** Returns the point of a curve at a fraction of its way. Pure. */
export function pointAt({ from, control, to }: Curve, fraction: number): Point {
  const rest = 1 - fraction;
  const along = (axis: 'x' | 'y') =>
    rest * rest * from[axis] + 2 * rest * fraction * control[axis] + fraction * fraction * to[axis];
  return { x: along('x'), y: along('y') };
}

/**
 * Returns the curve between two boxes, from edge to edge. `bend` says how far it leaves the
 * straight line, as a part of its length: to the right of it if positive. Pure.
 */
export function curveBetween(one: Rectangle, other: Rectangle, bend: number): Curve {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const control = { x: (one.x + other.x) / 2 - dy * bend, y: (one.y + other.y) / 2 + dx * bend };
  return { from: edgeTowards(one, control), control, to: edgeTowards(other, control) };
}

/** The point where the way from the center of a box to another point leaves the box. */
function edgeTowards(box: Rectangle, target: Point): Point {
  const [dx, dy] = [target.x - box.x, target.y - box.y];
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

const steps = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);

/** Returns how many points of a curve lie in one of these boxes, or outside the picture. Pure. */
export function hiddenPoints(
  curve: Curve,
  boxes: readonly Rectangle[],
  picture: Pick<Rectangle, 'width' | 'height'>,
): number {
  return steps.filter((fraction) => {
    const point = { ...pointAt(curve, fraction), width: 0, height: 0 };
    return !isWithin(point, picture) || boxes.some((box) => overlap(point, box));
  }).length;
}

/**
 * Returns the place of a label, as near as possible to the middle of a curve, where it hides none
 * of these rectangles and stays within the picture; undefined if there is no such place. Pure.
 */
export function labelPlace(
  curve: Curve,
  size: Pick<Rectangle, 'width' | 'height'>,
  others: readonly Rectangle[],
  picture: Pick<Rectangle, 'width' | 'height'>,
): Rectangle | undefined {
  const middle = pointAt(curve, 0.5);
  const distance = ({ x, y }: Point) => Math.hypot(x - middle.x, y - middle.y);
  const { from, to } = curve;
  // On a short arrow, a label would hide the arrow itself.
  const isShort = Math.hypot(to.x - from.x, to.y - from.y) < size.width + 2 * size.height;
  const places = steps.flatMap((fraction) => {
    const { x, y } = pointAt(curve, fraction);
    const { width, height } = size;
    return (isShort ? rows.filter((row) => Math.abs(row) >= 1) : rows).flatMap((row) =>
      columns.map((column) => ({ x: x + column * width, y: y + row * height, ...size })),
    );
  });
  let nearest: Rectangle | undefined;
  for (const place of places) {
    const isFree = isWithin(place, picture) && !others.some((other) => overlap(place, other));
    if (isFree && (nearest === undefined || distance(place) < distance(nearest))) nearest = place;
  }
  return nearest;
}

/** Returns rectangles that a label must not hide if a curve is to be seen whole. Pure. */
export function traceOf(curve: Curve): readonly Rectangle[] {
  return steps.map((fraction) => ({ ...pointAt(curve, fraction), width: 4, height: 4 }));
}

/** How far beside the curve a label may be, in widths and heights of it. */
const columns = [0, -0.5, 0.5, -0.75, 0.75];
const rows = [0, -0.5, 0.5, -1, 1, -1.5, 1.5, -2, 2, -3, 3];

/** Returns true if a rectangle lies within a picture that begins at the top left. Pure. */
export function isWithin(
  { x, y, width, height }: Rectangle,
  picture: Pick<Rectangle, 'width' | 'height'>,
): boolean {
  return (
    x >= width / 2 &&
    y >= height / 2 &&
    x + width / 2 <= picture.width &&
    y + height / 2 <= picture.height
  );
}

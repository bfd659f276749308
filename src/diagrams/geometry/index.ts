/** Points, rectangles and curves: where arrows begin and end, and what they pass. */

/** A rectangle, from its top left, in pixels. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** A point, in pixels from the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Returns the middle of a rectangle. Pure. */
export function middleOf({ x, y, width, height }: Rectangle): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Returns a rectangle of this size around a point. Pure. */
export function around({ x, y }: Point, width: number, height: number): Rectangle {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Returns a rectangle that is larger by this on each side. Pure. */
export function widened({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Returns true if a point is in a rectangle. Pure. */
export function isInside({ x, y }: Point, at: Rectangle): boolean {
  return x > at.x && x < at.x + at.width && y > at.y && y < at.y + at.height;
}

/** Returns true if two rectangles have more than an edge in common. Pure. */
export function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** Returns the smallest rectangle around these. Pure. */
export function enclosing(all: readonly Rectangle[]): Rectangle {
  const x = Math.min(...all.map((each) => each.x));
  const y = Math.min(...all.map((each) => each.y));
  const right = Math.max(...all.map((each) => each.x + each.width));
  const bottom = Math.max(...all.map((each) => each.y + each.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A curve from one point to another, which is drawn to a third and never reaches it. */
export interface Curve {
  readonly start: Point;
  readonly pull: Point;
  readonly end: Point;
}

/** Returns a curve whose middle is this far to the left of the straight line. Pure. */
export function bent(start: Point, end: Point, bend: number): Curve {
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const [left, up] = [(end.y - start.y) / length, (start.x - end.x) / length];
  return {
    ...{ start, end },
    pull: {
      x: (start.x + end.x) / 2 + 2 * bend * left,
      y: (start.y + end.y) / 2 + 2 * bend * up,
    },
  };
}

/** Returns the point of a curve at this part of the way. Pure. */
export function pointOf({ start, pull, end }: Curve, part: number): Point {
  const [first, second, third] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
  return {
    x: first * start.x + second * pull.x + third * end.x,
    y: first * start.y + second * pull.y + third * end.y,
  };
}

/** Returns points along a curve, close enough to see what it passes. Pure. */
export function pointsOf(curve: Curve): readonly Point[] {
  return Array.from({ length: 41 }, (_, index) => pointOf(curve, index / 40));
}

/** Returns the part of a curve between two parts of the way. Pure. */
export function partOf(curve: Curve, from: number, to: number): Curve {
  const { start, pull, end } = curve;
  const between = (one: Point, other: Point, part: number) => ({
    x: one.x + (other.x - one.x) * part,
    y: one.y + (other.y - one.y) * part,
  });
  // The tangents at both ends of the part meet at its pull.
  const middle = between(between(start, pull, from), between(pull, end, from), to);
  return { start: pointOf(curve, from), pull: middle, end: pointOf(curve, to) };
}

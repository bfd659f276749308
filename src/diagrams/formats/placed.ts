/** A graph with a place for everything in it: made by the layouts, and written down in SVG. */
import type { DiagramEdge, DiagramGroup, DiagramNode } from '../diagram';
import type { Point, Rectangle } from '../geometry';
import { edgeInks, inks, markedLabel } from './palette';
import { type Phrase, type TextBlock, textBlock } from './text-block';

/** A box in its place. */
export interface PlacedBox extends Rectangle {
  readonly node: DiagramNode;
  readonly text: TextBlock;
}

/** A frame in its place. */
export interface PlacedFrame extends Rectangle {
  readonly group: DiagramGroup;
}

/** An arrow in its place; without an edge, the one at which a pipeline begins. */
export interface PlacedArrow {
  readonly edge: DiagramEdge | null;
  /** The path of the line, which ends where the head begins. */
  readonly path: string;
  /** The points of the head: the tip last. */
  readonly head: readonly [Point, Point];
  /** The text, and the middle of its top; null for none. */
  readonly label: { readonly at: Point; readonly text: TextBlock } | null;
}

/** A graph in its places. */
export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  /** Outer frames first. */
  readonly frames: readonly PlacedFrame[];
  readonly arrows: readonly PlacedArrow[];
  /** The dot at which a pipeline begins. */
  readonly beginning: Point | null;
}

/** The room between a box and its text. */
export const boxPadding = Object.freeze({ x: 8, y: 7 });

/** The looks of text; none is smaller than 11 pixels, so that it is read at its own size. */
export const looks = Object.freeze({
  title: { size: 12, bold: true, ink: inks.text.light },
  line: { size: 11, ink: inks.quiet.light },
  frame: { size: 11, ink: inks.quiet.light },
});

/** Returns the text of a box, with further phrases below it. Pure. */
export function boxText(
  { label, lines, tone }: DiagramNode,
  width: number,
  more: readonly Phrase[] = [],
): TextBlock {
  return textBlock(
    [
      { text: markedLabel(label, tone), look: looks.title },
      // A bullet stays with its first word.
      ...lines.map((text) => ({ text: text.replace(/^· /, '·\u00a0'), look: looks.line })),
      ...more,
    ],
    width,
  );
}

/** Returns the text beside an arrow; a line for each event, and its condition below it. Pure. */
export function arrowText({ kind, labels, effects }: DiagramEdge, width: number): TextBlock {
  const look = { size: 11, ink: edgeInks[kind].light, bold: kind === 'forced' };
  const quiet = { size: 11, ink: inks.quiet.light, italic: true };
  return textBlock(
    [
      ...labels.flatMap((label) => label.split(/ (?=\[)/)).map((text) => ({ text, look })),
      ...effects.map((text) => ({ text, look: quiet })),
    ],
    width,
  );
}

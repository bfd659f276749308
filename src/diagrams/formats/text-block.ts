/** Blocks of text: lines below each other, each around a common middle, with the room they take. */
import { escapeXml } from './text';
import { type Type, textWidth, wrapText } from './text-width';

/** The look of a text. */
export interface Look extends Type {
  readonly ink: string;
  readonly italic?: boolean;
}

/** A text of one look, before it is wrapped. */
export interface Phrase {
  readonly text: string;
  readonly look: Look;
}

/** A line of a block. */
export interface BlockLine extends Phrase {
  /** The height of its baseline below the top of the block. */
  readonly baseline: number;
}

/** Lines of text, and the room that they take. */
export interface TextBlock {
  readonly lines: readonly BlockLine[];
  readonly width: number;
  readonly height: number;
}

/** The gap between phrases, which tells them from the lines of a wrapped one. */
const phraseGap = 3;

/** Wraps phrases into a block of at most this width. Pure. */
export function textBlock(phrases: readonly Phrase[], width: number): TextBlock {
  let height = 0;
  const lines = phrases.flatMap(({ text, look }, index) => {
    if (index > 0) height += phraseGap;
    return wrapText(text, width, look).map((part) => {
      height += lineHeightOf(look);
      return { text: part, look, baseline: height - look.size * 0.28 };
    });
  });
  const widths = lines.map((line) => textWidth(line.text, line.look));
  return { lines, width: Math.ceil(Math.max(0, ...widths)), height: Math.ceil(height) };
}

/** Returns the distance of lines of this look. Pure. */
export function lineHeightOf({ size }: Type): number {
  return Math.round(size * 1.27);
}

/** Writes a block around this middle, from this top. Pure. */
export function blockSvg({ lines }: TextBlock, middle: number, top: number): string[] {
  return lines.map(({ text, look, baseline }) => textSvg(middle, top + baseline, text, look));
}

/** Writes a line of text around this middle, or from this start. Pure. */
export function textSvg(
  x: number,
  y: number,
  words: string,
  { ink, size, bold, italic }: Look,
  anchor: 'middle' | 'start' = 'middle',
): string {
  const style = `${bold ? ' font-weight="bold"' : ''}${italic ? ' font-style="italic"' : ''}`;
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" font-size="${size}"${style} fill="${ink}">${escapeXml(words)}</text>`;
}

/** Rounds a length to tenths of a pixel. Pure. */
export function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}

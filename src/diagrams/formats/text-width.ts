/**
 * The one measure of text in every picture: the width that it takes at most, in pixels.
 *
 * A picture does not know the font of its reader. So the widths are those of the widest common sans
 * serifs: of each sign, the wider of Verdana and DejaVu Sans. Pictures ask for these fonts first,
 * and in any other the text is narrower than its room.
 */

/** The fonts of a picture: the measured ones first. */
export const fontFamily = "Verdana,'DejaVu Sans',sans-serif";

/** The look of text that its width depends on. */
export interface Type {
  /** The font size in pixels. */
  readonly size: number;
  readonly bold?: boolean;
}

/** The widths of the signs from space to tilde, in hundredths of the font size. */
const regular = [
  36, 41, 46, 84, 64, 108, 78, 28, 46, 46, 64, 84, 37, 46, 37, 46, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 46, 46, 84, 84, 84, 55, 100, 69, 69, 70, 78, 64, 58, 78, 76, 43, 46, 70, 56, 87, 75, 79,
  61, 79, 70, 69, 62, 74, 69, 99, 69, 62, 69, 46, 46, 46, 84, 64, 64, 62, 64, 55, 64, 62, 36, 64,
  64, 28, 35, 60, 28, 98, 64, 62, 64, 64, 43, 53, 40, 64, 60, 82, 60, 60, 53, 64, 46, 64, 84,
];
const bold = [
  35, 46, 59, 87, 72, 128, 88, 34, 55, 55, 72, 87, 38, 48, 38, 69, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 41, 41, 87, 87, 87, 62, 100, 78, 77, 74, 83, 69, 69, 83, 84, 55, 56, 78, 64, 100, 85, 85,
  74, 85, 79, 73, 69, 82, 78, 113, 78, 74, 73, 55, 69, 55, 87, 72, 72, 68, 72, 60, 72, 68, 44, 72,
  72, 35, 41, 68, 35, 106, 72, 69, 72, 72, 50, 60, 48, 72, 66, 98, 67, 66, 60, 72, 55, 72, 87,
];
/** The same of the other signs that pictures write themselves. */
const signs: Readonly<Record<string, number>> = {
  ...{ '\u00a0': 36, '·': 38, '…': 108 },
  ...{ '→': 100, '✓': 100, '✕': 100 },
};
const firstCode = 0x20;
/** Ideographs are as wide as high; any other sign may be as wide as the widest of these. */
const [square, widest] = [100, 140];
/** Fonts move some pairs of letters apart, by up to a hundredth of a short word. */
const kerning = 1.01;

/** Returns the width that text takes at most, in pixels. Pure. */
export function textWidth(text: string, { size, bold: isBold = false }: Type): number {
  const widths = isBold ? bold : regular;
  let sum = 0;
  for (const sign of text.replace(/\p{M}/gu, '')) {
    const isIdeograph = sign >= '\u2e80' && sign < '\ud800';
    // A letter is as wide with an accent as without.
    const code = sign.normalize('NFD').charCodeAt(0);
    sum += widths[code - firstCode] ?? signs[sign] ?? (isIdeograph ? square : widest);
  }
  return (sum * size * kerning) / 100;
}

/**
 * Wraps text into lines of at most this width, between words. A word that is wider is broken: at
 * its humps and after its signs if that is enough, else anywhere. Pure.
 */
export function wrapText(text: string, width: number, type: Type): string[] {
  const fits = (line: string) => textWidth(line, type) <= width;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    let space = lines.length > 0 ? ' ' : '';
    for (const piece of fits(word) ? [word] : piecesOf(word, fits)) {
      const longer = `${lines.at(-1) ?? ''}${space}${piece}`;
      if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(piece);
      space = '';
    }
  }
  return lines;
}

/** The parts of a word that is too wide, each as long as possible. */
function piecesOf(word: string, fits: (line: string) => boolean): string[] {
  return word
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[-?&=|/_.,:])/)
    .flatMap((piece) => (fits(piece) ? [piece] : [...piece]));
}

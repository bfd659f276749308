/** The legend below a graph: its entries stand beside each other, to take little room. */
import { type EdgeKind, type GraphDiagram, legendOf, type Tone } from '../diagram';
import { edgeInks, edgeWidths, inks, toneFrames, toneInks, toneMarks } from './palette';
import { lineHeightOf, textSvg } from './text-block';
import { textWidth, wrapText } from './text-width';

const look = { size: 11, ink: inks.quiet.light };
const [sampleWidth, sampleGap, entryGap] = [28, 6, 18];
const rowHeight = lineHeightOf(look) + 4;

/** An entry: what a sample or a sign stands for. */
interface Entry {
  /** Writes the sample in the row whose middle is here; null for a remark. */
  readonly sample: ((x: number, y: number) => string) | null;
  readonly words: string;
}

/** Writes the legend into this width, from this place; returns its height as well. Pure. */
export function legendSvg(
  diagram: GraphDiagram,
  { x: left, y: top, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly svg: readonly string[]; readonly height: number } {
  const svg: string[] = [];
  let [x, row] = [left, 0];
  for (const { sample, words } of legendEntries(diagram)) {
    const indent = sample === null ? 0 : sampleWidth + sampleGap;
    const lines = wrapText(words, width - indent, look);
    const taken = indent + Math.max(...lines.map((line) => textWidth(line, look)));
    const isFull = x + taken > left + width || sample === null;
    if (x > left && isFull) [x, row] = [left, row + 1];
    const middle = top + row * rowHeight + rowHeight / 2;
    if (sample !== null) svg.push(sample(x, middle));
    for (const [index, line] of lines.entries()) {
      svg.push(textSvg(x + indent, middle + 4 + index * rowHeight, line, look, 'start'));
    }
    x += taken + entryGap;
    if (lines.length > 1) [x, row] = [left, row + lines.length];
  }
  return { svg, height: svg.length === 0 ? 0 : (row + (x > left ? 1 : 0)) * rowHeight };
}

function legendEntries(diagram: GraphDiagram): Entry[] {
  const { edges, tones, notes } = legendOf(diagram);
  return [
    ...edges.map(([kind, words]) => ({ sample: arrowSample(kind), words })),
    ...tones.map(([tone, words]) => ({ sample: boxSample(tone), words })),
    ...notes.map((words) => ({ sample: null, words })),
  ];
}

function arrowSample(kind: EdgeKind) {
  const ink = edgeInks[kind].light;
  const dashes = kind === 'failure' ? ' stroke-dasharray="5 3"' : '';
  return (x: number, y: number) =>
    `<path d="M${x},${y} h${sampleWidth - 8}" fill="none" stroke="${ink}" stroke-width="${edgeWidths[kind]}"${dashes}/><polygon points="${x + sampleWidth},${y} ${x + sampleWidth - 8},${y - 4} ${x + sampleWidth - 8},${y + 4}" fill="${ink}"/>`;
}

function boxSample(tone: Tone) {
  const ink = toneInks[tone].light;
  return (x: number, y: number) => {
    const box = `<rect x="${x + 1}" y="${y - 7}" width="${sampleWidth - 2}" height="14" rx="4" fill="none" stroke="${ink}"${toneFrames[tone]}/>`;
    const mark = toneMarks[tone];
    if (mark === '') return box;
    return `${box}${textSvg(x + sampleWidth / 2, y + 4, mark, { size: 11, bold: true, ink })}`;
  };
}

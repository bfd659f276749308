/** Writes the legend of a graph in DOT, as an HTML label. */
import { type GraphDiagram, legendOf } from '../diagram';
import { font } from './dot-text';
import { edgeInks, inks, toneInks, toneMarks } from './palette';

/** Writes the meaning of colors and lines; empty if there is nothing to explain. Pure. */
export function legendTable(diagram: GraphDiagram): string {
  const { edges, tones, notes } = legendOf(diagram);
  const rows = [
    ...edges.map(([kind, words]) => {
      const line = kind === 'failure' ? '┄┄┄▶' : kind === 'forced' ? '━━━▶' : '───▶';
      return [`<td>${font(line, edgeInks[kind].light, 12)}</td>`, words];
    }),
    ...tones.map(([tone, words]) => {
      const style = tone === 'transient' ? 'rounded,dashed' : 'rounded';
      const ink = toneInks[tone].light;
      const mark = font(toneMarks[tone], ink, 11);
      return [
        `<td border="2" color="${ink}" style="${style}" width="26" height="14">${mark}</td>`,
        words,
      ];
    }),
  ];
  const cells = [...rows, ...notes.map((words) => ['<td></td>', words])].map(
    ([mark, words]) =>
      `<tr>${mark}<td align="left">${font(words ?? '', inks.quiet.light, 11)}</td></tr>`,
  );
  if (cells.length === 0) return '""';
  return `<<table border="0" cellborder="0" cellspacing="2">${cells.join('')}</table>>`;
}

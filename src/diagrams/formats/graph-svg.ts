/** Writes a placed graph in SVG: frames, arrows, boxes, their texts, and the legend below. */
import type { GraphDiagram, Tone } from '../diagram';
import { freeLayout } from './free-layout';
import { gridLayout, isGrid } from './grid-layout';
import { legendSvg } from './legend-svg';
import { edgeInks, edgeWidths, fills, inks, toneFrames, toneInks } from './palette';
import { isPinned, pinnedLayout } from './pinned-layout';
import {
  boxPadding,
  looks,
  type PlacedArrow,
  type PlacedBox,
  type PlacedFrame,
  type PlacedGraph,
} from './placed';
import { blockSvg, rounded, textSvg } from './text-block';
import { fontFamily } from './text-width';

/** Writes the graph as an SVG document, without its title. Rejects with MissingPackageError. */
export async function graphSvg(diagram: GraphDiagram): Promise<string> {
  const placed = await placedIn(diagram);
  const { width, height, boxes, frames, arrows, beginning } = placed;
  // A grid has no frames: each box lists where it leads.
  const shown = frames.length === 0 ? { ...diagram, groups: [] } : diagram;
  const legend = legendSvg(shown, { x: 8, y: height + 4, width: width - 16 });
  const total = height + (legend.height === 0 ? 0 : legend.height + 10);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${fontFamily}">`,
    ...frames.map(groupSvg),
    ...(beginning
      ? [
          `<circle cx="${rounded(beginning.x)}" cy="${rounded(beginning.y)}" r="5" fill="${inks.text.light}"/>`,
        ]
      : []),
    ...arrows.map(arrowSvg),
    ...boxes.map(boxSvg),
    ...legend.svg,
    '</svg>',
    '',
  ].join('\n');
}

async function placedIn(diagram: GraphDiagram): Promise<PlacedGraph> {
  if (isGrid(diagram)) return gridLayout(diagram);
  if (isPinned(diagram)) return pinnedLayout(diagram);
  return freeLayout(diagram);
}

function groupSvg({ group, x, y, width, height }: PlacedFrame): string {
  const frame = `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" rx="8" fill="${inks.plain.light}" stroke="${inks.frame.light}"/>`;
  const label = textSvg(x + 10, y + 16, group.label, looks.frame, 'start');
  return `<g data-group="${group.id}">${frame}${group.label === '' ? '' : label}</g>`;
}

function boxSvg({ node, text, x, y, width, height }: PlacedBox): string {
  const { id, color, tone, highlighted } = node;
  const fill = (color ? fills[color] : inks.plain).light;
  return [
    `<g data-node="${id}"${color === null ? '' : ` data-status="${color}"`}>`,
    `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" rx="8" fill="${fill}"${frameOf(tone, highlighted)}/>`,
    ...blockSvg(text, x + width / 2, y + boxPadding.y),
    '</g>',
  ].join('\n');
}

function frameOf(tone: Tone | null, isHighlighted: boolean): string {
  if (isHighlighted) return ` stroke="${inks.highlight.light}" stroke-width="4"`;
  if (tone === null) return ` stroke="${inks.border.light}" stroke-width="1.2"`;
  return ` stroke="${toneInks[tone].light}"${toneFrames[tone]}`;
}

function arrowSvg({ edge, path, head, label }: PlacedArrow): string {
  const own = edge === null ? inks.text : edgeInks[edge.kind];
  const ink = (edge?.highlighted ? inks.highlight : own).light;
  const width = edge?.highlighted ? 4 : edge === null ? 1.5 : edgeWidths[edge.kind];
  const dashes = edge?.kind === 'failure' ? ' stroke-dasharray="5 3"' : '';
  const ends = edge === null ? '' : ` data-from="${edge.from}" data-to="${edge.to}"`;
  return [
    `<g${ends}>`,
    `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}"${dashes}/>`,
    arrowHeadSvg(head, ink, width),
    ...(label ? blockSvg(label.text, label.at.x, label.at.y) : []),
    '</g>',
  ].join('\n');
}

function arrowHeadSvg([neck, tip]: PlacedArrow['head'], ink: string, lineWidth: number): string {
  const length = Math.hypot(tip.x - neck.x, tip.y - neck.y) || 1;
  const half = 2.8 + lineWidth;
  const [across, along] = [((tip.y - neck.y) / length) * half, ((neck.x - tip.x) / length) * half];
  const points = [
    [tip.x, tip.y],
    [neck.x + across, neck.y + along],
    [neck.x - across, neck.y - along],
  ].map(([x = 0, y = 0]) => `${rounded(x)},${rounded(y)}`);
  return `<polygon points="${points.join(' ')}" fill="${ink}"/>`;
}

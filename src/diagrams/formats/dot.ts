/**
 * Writes Graphviz DOT. Boxes of a grid without arrows and boxes with positions are pinned; Graphviz
 * places all others. It is told the room of every text, so that the picture needs no certain font.
 */
import { InvalidInputError } from '../../input';
import {
  type Diagram,
  type DiagramEdge,
  type DiagramGroup,
  type DiagramNode,
  type GraphDiagram,
  membersOf,
  type Tone,
} from '../diagram';
import { legendTable } from './dot-legend';
import { attributes, font, htmlOf, quotedId } from './dot-text';
import { gridLayout, isGrid } from './grid-layout';
import { edgeInks, fills, inks, toneInks } from './palette';
import { isPinned, pinnedLayout } from './pinned-layout';
import { arrowText, boxPadding, boxText, looks } from './placed';
import type { TextBlock } from './text-block';

/** Writes the diagram in DOT. Pure. Throws InvalidInputError for a sequence. */
export function dotOf(diagram: Diagram): string {
  if (diagram.kind === 'sequence') {
    const allowed = 'a view that is a graph: DOT has no sequences';
    throw new InvalidInputError({ field: 'view', value: diagram.view, allowed });
  }
  return dotGraph(diagram, placesIn(diagram), [`  graph [label=${legendTable(diagram)}]`]);
}

/**
 * Writes DOT to be laid out: without a legend, and each edge has its number as its id. Pure.
 */
export function dotToLayOut(diagram: GraphDiagram): string {
  return dotGraph(diagram, new Map(), []);
}

/** The places of pinned boxes; empty if Graphviz is to place them. */
function placesIn(diagram: GraphDiagram): ReadonlyMap<string, PinnedBox> {
  const isListed = isGrid(diagram) && diagram.edges.length === 0;
  if (!isListed && !isPinned(diagram)) return new Map();
  const { boxes } = isListed ? gridLayout(diagram) : pinnedLayout(diagram);
  return new Map(
    boxes.map(({ node, x, y, width, height }) => {
      return [node.id, { x: x + width / 2, y: y + height / 2, width, height }];
    }),
  );
}

function dotGraph(
  diagram: GraphDiagram,
  places: ReadonlyMap<string, PinnedBox>,
  legend: readonly string[],
): string {
  const { view, groups, nodes, edges, direction } = diagram;
  const pinned = places.size > 0;
  return [
    `digraph ${quotedId(view)} {`,
    `  graph ${attributes({ ...graphAttributes, ...(pinned ? { layout: 'neato' } : { rankdir: rankdirs[direction], ...spacing }) })}`,
    ...legend,
    `  node ${attributes(nodeAttributes)}`,
    `  edge ${attributes(edgeAttributes)}`,
    ...nodes.filter(({ initial }) => initial).flatMap(({ id }) => initialMark(id, places.get(id))),
    ...groups
      .filter(({ parent }) => parent === null)
      .flatMap((group) => clusterOf(group, diagram, places)),
    ...nodes
      .filter(({ group }) => group === null)
      .map((node) => `  ${nodeStatement(node, places.get(node.id))}`),
    ...edges.map((edge, index) => `  ${edgeStatement(edge, index, diagram)}`),
    '}',
    '',
  ].join('\n');
}

function clusterOf(
  group: DiagramGroup,
  diagram: GraphDiagram,
  places: ReadonlyMap<string, PinnedBox>,
): string[] {
  const frame = {
    style: 'rounded,filled',
    color: inks.frame.light,
    fillcolor: inks.plain.light,
    labelloc: 't',
    labeljust: 'l',
    margin: '12',
  };
  const label = `<${font(group.label || ' ', inks.quiet.light, looks.frame.size)}>`;
  return [
    `  subgraph ${quotedId(`cluster_${group.id}`)} {`,
    `    graph [label=${label}, ${attributes(frame).slice(1)}`,
    ...diagram.groups
      .filter(({ parent }) => parent === group.id)
      .flatMap((inner) => clusterOf(inner, diagram, places)),
    ...diagram.nodes
      .filter((node) => node.group === group.id)
      .map((node) => `    ${nodeStatement(node, places.get(node.id))}`),
    '  }',
  ];
}

/** The first of the measured fonts. */
const fontname = 'Verdana';

const graphAttributes = {
  fontname,
  bgcolor: 'transparent',
  labelloc: 'b',
  compound: 'true',
  pad: '0.2',
};
const spacing = { nodesep: '0.1', ranksep: '0.3' };
const rankdirs = { down: 'TB', right: 'LR' } as const;
const nodeAttributes = {
  shape: 'box',
  style: 'rounded,filled',
  fontname,
  fontsize: '12',
  fontcolor: inks.text.light,
  margin: '0',
};
const edgeAttributes = { fontname, fontsize: '11', arrowsize: '0.8' };

/** The frame of a box of each tone, beside its color. */
const toneStyles: Readonly<Partial<Record<Tone, object>>> = {
  transient: { style: 'rounded,filled,dashed', penwidth: '1.2' },
};

function nodeStatement(node: DiagramNode, place: PinnedBox | undefined): string {
  const { id, color, tone, highlighted } = node;
  const text = place ? boxText(node, place.width - 2 * boxPadding.x) : freeBoxText(node);
  const frame = highlighted
    ? { color: inks.highlight.light, penwidth: '4' }
    : { color: (tone ? toneInks[tone] : inks.border).light, penwidth: tone ? '2' : '1.2' };
  const { width, height } = place ?? {
    width: text.width + 2 * boxPadding.x,
    height: text.height + 2 * boxPadding.y,
  };
  const all = {
    fillcolor: (color ? fills[color] : inks.plain).light,
    ...frame,
    ...(tone && !highlighted ? toneStyles[tone] : {}),
    ...(place ? { pos: pinnedAt(place) } : {}),
    ...{ width: inches(width), height: inches(height) },
  };
  return `${quotedId(id)} [label=<${htmlOf(text)}>, ${attributes(all).slice(1)}`;
}

/** The center and the size of a pinned box, in pixels from the top left. */
interface PinnedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Returns the text of a box that Graphviz places. Pure. */
export function freeBoxText(node: DiagramNode): TextBlock {
  return boxText(node, 180);
}

/** Returns the text of an arrow that Graphviz places. Pure. */
export function freeArrowText(edge: DiagramEdge): TextBlock {
  return arrowText(edge, 110);
}

/** A pixel is a point of Graphviz, of which an inch has 72. */
function inches(pixels: number): string {
  return `${Math.round((pixels / 72) * 1000) / 1000}`;
}

function pinnedAt({ x, y }: Pick<PinnedBox, 'x' | 'y'>): string {
  return `${inches(x)},${inches(-y)}!`;
}

/** Marks the beginning of a pipeline by a dot with an arrow, as in every statechart. */
function initialMark(id: string, place: PinnedBox | undefined): string[] {
  const dot = {
    shape: 'circle',
    label: '',
    width: '0.16',
    fixedsize: 'true',
    style: 'filled',
    fillcolor: inks.text.light,
    color: inks.text.light,
    ...(place ? { pos: pinnedAt({ x: place.x, y: place.y - place.height / 2 - 19 }) } : {}),
  };
  return [
    `  initial ${attributes(dot)}`,
    `  initial -> ${quotedId(id)} [color=${quotedId(inks.text.light)}]`,
  ];
}

const edgeStyles = {
  action: {},
  forced: { penwidth: '3' },
  observation: {},
  failure: { style: 'dashed' },
} as const;

function edgeStatement(edge: DiagramEdge, index: number, diagram: GraphDiagram): string {
  const ink = edgeInks[edge.kind].light;
  const isGroup = diagram.groups.some(({ id }) => id === edge.from);
  // Graphviz draws from box to box and cuts the arrow off at the frame.
  const tail = isGroup ? (membersOf(edge.from, diagram).at(-1)?.id ?? edge.from) : edge.from;
  const all = {
    id: `edge${index}`,
    color: edge.highlighted ? inks.highlight.light : ink,
    ...edgeStyles[edge.kind],
    ...(edge.highlighted ? { penwidth: '4' } : {}),
    ...(leadsBack(edge, diagram) ? { constraint: 'false' } : {}),
    ...(isGroup ? { ltail: `cluster_${edge.from}` } : {}),
  };
  const label = edge.labels.length === 0 ? '' : `label=${arrowTable(edge)}, `;
  return `${quotedId(tail)} -> ${quotedId(edge.to)} [${label}${attributes(all).slice(1)}`;
}

/** The text of an arrow with its room, and some more, so that it does not touch the arrow. */
function arrowTable(edge: DiagramEdge): string {
  const text = freeArrowText(edge);
  const [width, height] = [text.width + 2 * labelMargin.x, text.height + 2 * labelMargin.y];
  return `<<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr><td width="${width}" height="${height}">${htmlOf(text)}</td></tr></table>>`;
}

const labelMargin = { x: 6, y: 2 };

/**
 * Returns true if this edge may lead against the direction of the picture, because it closes a
 * cycle. That is the only edge back to the beginning, or, if many lead back, the few that lead on
 * from there.
 */
function leadsBack({ from, to }: DiagramEdge, { nodes, edges }: GraphDiagram): boolean {
  const first = nodes.find(({ initial }) => initial)?.id;
  const back = edges.filter((edge) => edge.to === first).length;
  const onward = edges.filter((edge) => edge.from === first).length;
  return (back === 1 && to === first) || (back >= 2 * onward && from === first);
}

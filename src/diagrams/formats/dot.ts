/** Writes Graphviz DOT. Boxes on a grid are pinned; Graphviz places all others. */
import { InvalidInputError } from '../../input';
import {
  type Diagram,
  type DiagramEdge,
  type DiagramGroup,
  type DiagramNode,
  type GraphDiagram,
  legendOf,
  membersOf,
  type Tone,
} from '../diagram';
import { edgeInks, fills, inks, toneInks } from './palette';
import { escapeXml, wrapText } from './text';

/** Writes the diagram in DOT. Pure. Throws InvalidInputError for a sequence. */
export function dotOf(diagram: Diagram): string {
  if (diagram.kind === 'sequence') {
    const allowed = 'a view that is a graph: DOT has no sequences';
    throw new InvalidInputError({ field: 'view', value: diagram.view, allowed });
  }
  const { view, groups, nodes, edges, direction } = diagram;
  const pinned = isGrid(diagram);
  const places = gridPositions(nodes);
  return [
    `digraph ${quotedId(view)} {`,
    `  graph ${attributes({ ...graphAttributes, ...(pinned ? { layout: 'neato' } : { rankdir: rankdirs[direction], ...spacing }) })}`,
    `  graph [label=${legendTable(diagram)}]`,
    `  node ${attributes(nodeAttributes)}`,
    `  edge ${attributes(edgeAttributes)}`,
    ...nodes.filter(({ initial }) => initial).flatMap(({ id }) => initialMark(id, places.get(id))),
    ...groups
      .filter(({ parent }) => parent === null)
      .flatMap((group) => clusterOf(group, diagram, places)),
    ...nodes
      .filter(({ group }) => group === null)
      .map((node) => `  ${nodeStatement(node, places.get(node.id))}`),
    ...edges.map((edge) => `  ${edgeStatement(edge, diagram)}`),
    '}',
    '',
  ].join('\n');
}

function clusterOf(
  group: DiagramGroup,
  diagram: GraphDiagram,
  places: ReadonlyMap<string, GridPosition>,
): string[] {
  const frame = {
    style: 'rounded,filled',
    color: inks.frame.light,
    fillcolor: inks.plain.light,
    labelloc: 't',
    labeljust: 'l',
    margin: '20',
  };
  const label = `<${font(escapeXml(group.label || ' '), inks.quiet.light, 12)}>`;
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

/** Returns true if the boxes of the diagram stand on a grid. Pure. */
export function isGrid({ nodes }: GraphDiagram): boolean {
  return nodes.some(({ cell }) => cell !== null);
}

const graphAttributes = {
  fontname: 'Helvetica',
  bgcolor: 'transparent',
  labelloc: 'b',
  compound: 'true',
  pad: '0.2',
};
const spacing = { nodesep: '0.4', ranksep: '0.5' };
const rankdirs = { down: 'TB', right: 'LR' } as const;
const nodeAttributes = {
  shape: 'box',
  style: 'rounded,filled',
  fontname: 'Helvetica',
  fontsize: '14',
  fontcolor: inks.text.light,
  margin: '0.14,0.08',
};
const edgeAttributes = { fontname: 'Helvetica', fontsize: '11', arrowsize: '0.8' };

function attributes(table: Readonly<Record<string, string>>): string {
  return `[${Object.entries(table)
    .map(([name, value]) => `${name}=${quotedId(value)}`)
    .join(', ')}]`;
}

/** The gap between two lines of a box: wider than between the parts of a wrapped line. */
const gap = '<br/><font point-size="3"> </font><br/>';

/** The frame of a box of each tone, beside its color. */
const toneStyles: Readonly<Partial<Record<Tone, object>>> = {
  transient: { style: 'rounded,filled,dashed', penwidth: '1.2' },
};

function nodeStatement(
  { id, label, lines, color, tone, highlighted }: DiagramNode,
  place: GridPosition | undefined,
): string {
  const small = lines.map((line) =>
    wrapText(line, lineLength)
      .map((part) => font(escapeXml(part), inks.quiet.light, 10.5))
      .join('<br/>'),
  );
  const text = [`<b>${escapeXml(label)}</b>`, ...small].join(gap);
  const frame = highlighted
    ? { color: inks.highlight.light, penwidth: '4' }
    : { color: (tone ? toneInks[tone] : inks.border).light, penwidth: tone ? '2' : '1.2' };
  const position = place ? { pos: pinnedAt(place), width: `${place.width}` } : {};
  const all = {
    fillcolor: (color ? fills[color] : inks.plain).light,
    ...frame,
    ...(tone && !highlighted ? toneStyles[tone] : {}),
    ...position,
  };
  return `${quotedId(id)} [label=<${text}>, ${attributes(all).slice(1)}`;
}

/** The center and the width of a box on a grid, in inches from the top left. */
interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const lineLength = 34;

/** Places the boxes of a grid; columns and rows are as large as their contents. */
function gridPositions(nodes: readonly DiagramNode[]): ReadonlyMap<string, GridPosition> {
  const widths: number[] = [];
  const heights: number[] = [];
  for (const { cell, label, lines } of nodes) {
    if (cell === null) continue;
    const small = lines.flatMap((line) => wrapText(line, lineLength));
    // Inches for each character; the label is larger and bold.
    const texts = [0.115 * label.length, ...small.map((line) => 0.073 * line.length)];
    const width = 0.45 + Math.max(...texts);
    const height = 0.55 + 0.15 * small.length;
    widths[cell.column] = Math.max(widths[cell.column] ?? 0, width);
    heights[cell.row] = Math.max(heights[cell.row] ?? 0, height);
  }
  const middle = (sizes: readonly number[], index: number) =>
    sizes.slice(0, index).reduce((sum, size) => sum + size, 0) + (sizes[index] ?? 0) / 2;
  return new Map(
    nodes.flatMap(({ id, cell }) => {
      if (cell === null) return [];
      const [x, y] = [middle(widths, cell.column), middle(heights, cell.row)];
      return [[id, { x, y, width: (widths[cell.column] ?? 0) - 0.2 }]];
    }),
  );
}

function pinnedAt({ x, y }: Pick<GridPosition, 'x' | 'y'>): string {
  return `${x.toFixed(2)},${(-y).toFixed(2)}!`;
}

/** Marks the beginning of a pipeline by a dot with an arrow, as in every statechart. */
function initialMark(id: string, place: GridPosition | undefined): string[] {
  const dot = {
    shape: 'circle',
    label: '',
    width: '0.16',
    fixedsize: 'true',
    style: 'filled',
    fillcolor: inks.text.light,
    color: inks.text.light,
    ...(place ? { pos: pinnedAt({ x: place.x + place.width / 2 + 0.4, y: place.y }) } : {}),
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

function edgeStatement(edge: DiagramEdge, diagram: GraphDiagram): string {
  const { groups } = diagram;
  const ink = edgeInks[edge.kind].light;
  const isGroup = groups.some(({ id }) => id === edge.from);
  // Graphviz draws from box to box and cuts the arrow off at the frame.
  const tail = isGroup ? (membersOf(edge.from, diagram).at(-1)?.id ?? edge.from) : edge.from;
  const text = [
    ...(isGroup ? [`<i>${font('from all in the frame:', inks.quiet.light, 10)}</i>`] : []),
    ...edge.labels.flatMap(labelLines).map((line) => font(escapeXml(line), ink, 11)),
    ...edge.effects
      .flatMap((effect) => labelLines(effect))
      .map((line) => `<i>${font(escapeXml(line), inks.quiet.light, 10)}</i>`),
  ]
    // Without the spaces the text would touch the arrow, which is beside it or below.
    .map((line) => `&#160;${line}&#160;`)
    .concat(diagram.direction === 'right' ? ['<font point-size="4"> </font>'] : [])
    .join('<br/>');
  const all = {
    color: edge.highlighted ? inks.highlight.light : ink,
    ...edgeStyles[edge.kind],
    ...(edge.highlighted ? { penwidth: '4' } : {}),
    ...(leadsBack(edge, diagram) ? { constraint: 'false' } : {}),
    ...(isGroup ? { ltail: `cluster_${edge.from}` } : {}),
  };
  return `${quotedId(tail)} -> ${quotedId(edge.to)} [label=<${text}>, ${attributes(all).slice(1)}`;
}

/**
 * Returns true if this edge may lead against the direction of the picture, because it closes a cycle. That
 * is the only edge back to the beginning, or, if many lead back, the few that lead on from there.
 */
function leadsBack({ from, to }: DiagramEdge, { nodes, edges }: GraphDiagram): boolean {
  const first = nodes.find(({ initial }) => initial)?.id;
  const back = edges.filter((edge) => edge.to === first).length;
  const onward = edges.filter((edge) => edge.from === first).length;
  return (back === 1 && to === first) || (back >= 2 * onward && from === first);
}

/** Breaks a label into lines, its condition on lines of its own. */
function labelLines(label: string): string[] {
  const [name = '', condition] = label.split(/ (?=\[)/);
  return condition === undefined ? [name] : [name, ...wrapText(condition, 22)];
}

/** Writes the meaning of colors and lines below the picture. */
function legendTable(diagram: GraphDiagram): string {
  const { edges, tones } = legendOf(diagram);
  const rows = [
    ...edges.map(([kind, words]) => {
      const line = kind === 'failure' ? '┄┄┄▶' : kind === 'forced' ? '━━━▶' : '───▶';
      return [`<td>${font(line, edgeInks[kind].light, 12)}</td>`, words];
    }),
    ...tones.map(([tone, words]) => {
      const style = tone === 'transient' ? 'rounded,dashed' : 'rounded';
      const ink = toneInks[tone].light;
      return [`<td border="2" color="${ink}" style="${style}" width="26" height="14"></td>`, words];
    }),
  ];
  const cells = [...rows, ...diagram.notes.map((words) => ['<td></td>', words])].map(
    ([mark, words]) =>
      `<tr>${mark}<td align="left">${font(escapeXml(words ?? ''), inks.quiet.light, 11)}</td></tr>`,
  );
  if (cells.length === 0) return '""';
  return `<<table border="0" cellborder="0" cellspacing="2">${cells.join('')}</table>>`;
}

function font(text: string, color: string, size: number): string {
  return `<font color="${color}" point-size="${size}">${text}</font>`;
}

function quotedId(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

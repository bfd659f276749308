/** Writes Mermaid: a flowchart or a sequence diagram, as GitHub renders it. */
import {
  type Diagram,
  type DiagramEdge,
  type DiagramGroup,
  type DiagramMessage,
  type DiagramNode,
  type GraphDiagram,
  isDashed,
  isNote,
  legendOf,
  messageText,
  type Participant,
  participantName,
  type SequenceDiagram,
  waitsOf,
} from '../diagram';
import { gridRows } from './grid-rows';
import { edgeInks, edgeLooks, fills, inks, markedLabel, toneInks, toneLooks } from './palette';
import { wrapText } from './text-width';

/** Writes the diagram in Mermaid. Pure. */
export function mermaidOf(diagram: Diagram): string {
  const lines = diagram.kind === 'graph' ? flowchart(diagram) : sequence(diagram);
  return `${lines.join('\n')}\n`;
}

function flowchart(diagram: GraphDiagram): string[] {
  const { groups, nodes, edges } = diagram;
  const rows = gridRows(nodes);
  // Arrows would pull the boxes out of their rows.
  const isGrid = rows.length > 0 && edges.length === 0;
  const first = nodes.filter(({ initial }) => initial && !isGrid);
  return [
    `flowchart ${isGrid || diagram.direction === 'right' ? 'LR' : 'TB'}`,
    ...accessible(diagram),
    ...first.map(({ id }) => `  initial((" ")) --> ${id}`),
    ...(isGrid
      ? rows.flatMap(gridRow)
      : nodes.filter(({ group }) => group === null).map((node) => `  ${boxOf(node)}`)),
    ...groups.filter(({ parent }) => parent === null).flatMap((each) => subgraph(each, diagram)),
    ...edges.map((edge) => `  ${mermaidArrow(edge)}`),
    `  legend["${mermaidLegend(diagram)}"]:::legend`,
    ...classes(diagram),
    ...edges.map((edge, index) => linkStyle(edge, index + first.length)),
  ];
}

/** Writes the boxes of one row, kept in their columns by invisible links and boxes. */
function gridRow(row: readonly (DiagramNode | null)[], index: number): string[] {
  const boxes = row.map((node, column) =>
    node === null ? `space_${index}_${column}[" "]:::space` : boxOf(node),
  );
  return [`  ${boxes.join(' ~~~ ')}`];
}

function boxOf({ id, label, lines, color, tone }: DiagramNode): string {
  const text = [
    `<b>${escapeMermaid(markedLabel(label, tone))}</b>`,
    ...lines.map(escapeMermaid),
  ].join('<br/>');
  return `${id}["${text}"]:::${color ?? 'plain'}`;
}

function subgraph(group: DiagramGroup, diagram: GraphDiagram): string[] {
  return [
    `  subgraph ${group.id}["${escapeMermaid(group.label) || ' '}"]`,
    ...diagram.groups
      .filter(({ parent }) => parent === group.id)
      .flatMap((inner) => subgraph(inner, diagram)),
    ...diagram.nodes.filter((node) => node.group === group.id).map((node) => `    ${boxOf(node)}`),
    '  end',
    `  style ${group.id} fill:none,stroke:${inks.frame.light},stroke-dasharray:4`,
  ];
}

const arrows = { action: '-->', forced: '==>', observation: '-->', failure: '-.->' } as const;

function mermaidArrow({ from, to, kind, labels, effects }: DiagramEdge): string {
  const text = [
    ...labels.map(escapeMermaid),
    ...effects.map((effect) => `<i>${escapeMermaid(effect)}</i>`),
  ].join('<br/>');
  return `${from} ${arrows[kind]}${text === '' ? '' : `|"${text}"|`} ${to}`;
}

function linkStyle({ kind, highlighted }: DiagramEdge, index: number): string {
  const ink = highlighted ? inks.highlight : edgeInks[kind];
  const width = highlighted ? ',stroke-width:4px' : kind === 'forced' ? ',stroke-width:3px' : '';
  return `  linkStyle ${index} stroke:${ink.light}${width}`;
}

function classes({ nodes }: GraphDiagram): string[] {
  const statuses = new Set(nodes.map(({ color }) => color));
  const tones = new Set(nodes.map(({ tone }) => tone));
  const text = inks.text.light;
  return [
    ...Object.entries(fills)
      .filter(([status]) => statuses.has(status as keyof typeof fills))
      .map(([status, { light }]) => {
        return `  classDef ${status} fill:${light},stroke:${inks.border.light},color:${text}`;
      }),
    ...Object.entries(toneInks)
      .filter(([tone]) => tones.has(tone as keyof typeof toneInks))
      .map(([tone, { light }]) => {
        const dashes = tone === 'transient' ? ',stroke-dasharray:4' : ',stroke-width:2px';
        return `  classDef ${tone} stroke:${light}${dashes}`;
      }),
    `  classDef plain fill:${inks.plain.light},stroke:${inks.border.light},color:${text}`,
    `  classDef highlight stroke:${inks.highlight.light},stroke-width:4px`,
    ...nodes.flatMap(({ id, tone, highlighted }) => [
      ...(tone === null ? [] : [`  class ${id} ${tone}`]),
      ...(highlighted ? [`  class ${id} highlight`] : []),
    ]),
    '  classDef legend fill:none,stroke:none',
    '  classDef space fill:none,stroke:none,color:none',
  ];
}

function mermaidLegend(diagram: GraphDiagram): string {
  const { edges, tones, notes } = legendOf(diagram);
  return [
    ...edges.map(([kind, words]) => `${edgeLooks[kind]}: ${words}`),
    ...tones.map(([tone, words]) => `${toneLooks[tone]}: ${words}`),
    ...notes,
  ]
    .map(escapeMermaid)
    .join('<br/>');
}

function sequence(diagram: SequenceDiagram): string[] {
  const { participants, frame, messages } = diagram;
  const waits = waitsOf(diagram);
  return [
    'sequenceDiagram',
    ...accessible(diagram),
    ...participants.map(mermaidParticipant),
    ...messages.flatMap((message, place) => [
      ...(frame?.first === place ? [`  critical ${escapeMermaid(frame.label)}`] : []),
      ...mermaidMessage(message, participants),
      ...waits
        .filter(({ first }) => first === place)
        .map((each) => `  activate ${each.participant}`),
      ...waits
        .filter(({ last }) => last === place)
        .map((each) => `  deactivate ${each.participant}`),
      ...(frame?.last === place ? ['  end'] : []),
    ]),
  ];
}

function mermaidParticipant(participant: Participant): string {
  const name = participantName(participant);
  return `  participant ${participant}${name === participant ? '' : ` as ${name}`}`;
}

function mermaidMessage(message: DiagramMessage, participants: readonly Participant[]): string[] {
  const { kind, offending } = message;
  const line = mermaidLine(message, participants);
  const highlighted = message.highlighted || kind === 'remark';
  if (!offending && !highlighted) return [`  ${line}`];
  const tint = offending ? 'rgba(239, 68, 68, 0.3)' : 'rgba(245, 158, 11, 0.3)';
  return [`  rect ${tint}`, `    ${line}`, '  end'];
}

function mermaidLine(message: DiagramMessage, [first]: readonly Participant[]): string {
  const { from, to, kind } = message;
  const text = wrapText(messageText(message), textWidthMax, { size: 12 })
    .map(escapeMermaid)
    .join('<br/>');
  if (kind === 'decision') return `Note right of ${from}: ${text}`;
  if (isNote(message)) return `Note over ${first},server: ${text}`;
  const head = kind === 'lost' ? 'x' : '>>';
  return `${from}${isDashed(message) ? '--' : '-'}${head}${to}: ${text}`;
}

/** The width of a message, in pixels of its usual size. */
const textWidthMax = 300;

function accessible({ title, description }: Diagram): string[] {
  return [`  accTitle: ${oneLine(title)}`, `  accDescr: ${oneLine(description)}`];
}

/** Removes signs that would end a text which stands alone on its line. */
function oneLine(text: string): string {
  return text.replace(/[;#{}\n]/g, ' ');
}

/** Escapes text within quotes or at the end of a line; `%%` begins a comment or a directive. */
function escapeMermaid(text: string): string {
  return text.replace(/[#;"&<>%\n]/g, (each) => `#${each.charCodeAt(0)};`);
}

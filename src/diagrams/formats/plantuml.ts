/** Writes PlantUML: a state diagram or a sequence diagram. */
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

/** Writes the diagram in PlantUML. Pure. */
export function plantUmlOf(diagram: Diagram): string {
  const body = diagram.kind === 'graph' ? states(diagram) : plantUmlSequence(diagram);
  return ['@startuml', `title ${escapeCreole(diagram.title)}`, ...body, '@enduml', ''].join('\n');
}

function states(diagram: GraphDiagram): string[] {
  const { groups, nodes, edges } = diagram;
  return [
    'hide empty description',
    ...(diagram.direction === 'right' ? ['left to right direction'] : []),
    ...nodes.filter(({ group }) => group === null).flatMap(plantUmlState),
    ...groups.filter(({ parent }) => parent === null).flatMap((each) => composite(each, diagram)),
    ...nodes.filter(({ initial }) => initial).map(({ id }) => `[*] --> ${id}`),
    // Arrows would pull the boxes out of their rows.
    ...(edges.length === 0 ? grid(nodes) : []),
    ...edges.map(plantUmlArrow),
    'legend',
    ...plantUmlLegend(diagram),
    'endlegend',
  ];
}

function plantUmlState({ id, label, lines, color, tone, highlighted }: DiagramNode): string[] {
  const fill = (color ? fills[color] : inks.plain).light;
  const frame = highlighted
    ? `##[bold]${inks.highlight.light.slice(1)}`
    : tone
      ? `##[${tone === 'transient' ? 'dashed' : 'bold'}]${toneInks[tone].light.slice(1)}`
      : '';
  return [
    `state "${escapeCreole(markedLabel(label, tone))}" as ${id} ${fill} ${frame}`.trimEnd(),
    ...lines.map((line) => `${id} : ${escapeCreole(line)}`),
  ];
}

function composite(group: DiagramGroup, diagram: GraphDiagram): string[] {
  return [
    `state "${escapeCreole(group.label) || ' '}" as ${group.id} {`,
    ...diagram.groups
      .filter(({ parent }) => parent === group.id)
      .flatMap((inner) => composite(inner, diagram)),
    ...diagram.nodes.filter((node) => node.group === group.id).flatMap(plantUmlState),
    '}',
  ];
}

/** Keeps the boxes of a grid in their rows by invisible arrows. */
function grid(nodes: readonly DiagramNode[]): string[] {
  const rows = gridRows(nodes).map((row) => row.filter((node) => node !== null));
  const across = rows.flatMap((row) =>
    row.slice(1).map((node, index) => `${row[index]?.id} -[hidden]right-> ${node.id}`),
  );
  const down = rows.slice(1).map((row, index) => {
    return `${rows[index]?.at(-1)?.id} -[hidden]down-> ${row.at(-1)?.id}`;
  });
  return [...across, ...down];
}

const arrowStyles = { action: '', forced: ',bold', observation: '', failure: ',dashed' } as const;

function plantUmlArrow({ from, to, kind, labels, effects, highlighted }: DiagramEdge): string {
  const ink = highlighted ? inks.highlight : edgeInks[kind];
  const style = highlighted ? ',bold' : arrowStyles[kind];
  const text = [
    ...labels.map(escapeCreole),
    ...effects.map((effect) => `//${escapeCreole(effect)}//`),
  ].join('\\n');
  return `${from} -[${ink.light}${style}]-> ${to}${text === '' ? '' : ` : ${text}`}`;
}

function plantUmlLegend(diagram: GraphDiagram): string[] {
  const { edges, tones, notes } = legendOf(diagram);
  const samples = [
    ...edges.map(([kind, words]) => [edgeInks[kind], edgeLooks[kind], words] as const),
    ...tones.map(([tone, words]) => [toneInks[tone], toneLooks[tone], words] as const),
  ];
  return [
    ...samples.map(
      ([ink, look, words]) => `<color:${ink.light}>${look}</color>: ${escapeCreole(words)}`,
    ),
    ...notes.map(escapeCreole),
  ];
}

function plantUmlSequence(diagram: SequenceDiagram): string[] {
  const { participants, frame, messages } = diagram;
  const waits = waitsOf(diagram);
  return [
    ...participants.map(plantUmlParticipant),
    ...messages.flatMap((message, place) => [
      ...(frame?.first === place ? [`group ${escapeCreole(frame.label)}`] : []),
      plantUmlMessage(message, participants),
      ...waits.filter(({ first }) => first === place).map((each) => `activate ${each.participant}`),
      ...waits.filter(({ last }) => last === place).map((each) => `deactivate ${each.participant}`),
      ...(frame?.last === place ? ['end'] : []),
    ]),
  ];
}

function plantUmlParticipant(participant: Participant): string {
  const name = participantName(participant);
  return `participant ${name === participant ? name : `"${name}" as ${participant}`}`;
}

function plantUmlMessage(message: DiagramMessage, [first]: readonly Participant[]): string {
  const { from, to, kind, offending, highlighted } = message;
  const text = wrapText(messageText(message), textWidthMax, { size: 12 })
    .map(escapeCreole)
    .join('\\n');
  const marked = offending ? edgeInks.forced : highlighted ? inks.highlight : null;
  if (kind === 'decision') return `note over ${from} ${inks.plain.light} : ${text}`;
  if (isNote(message)) {
    const fill = kind === 'remark' ? fills.AwaitingApproval : marked ? fills.Stopping : inks.plain;
    return `note over ${first}, server ${fill.light} : ${text}`;
  }
  const head = kind === 'lost' ? '>x' : '>';
  const arrow = `${isDashed(message) ? '--' : '-'}${marked ? `[${marked.light},bold]` : ''}${head}`;
  return `${from} ${arrow} ${to} : ${text}`;
}

/** The width of a message, in pixels of its usual size. */
const textWidthMax = 400;

/** Removes signs that would end the text, and puts a tilde before the signs of Creole. */
function escapeCreole(text: string): string {
  return text.replace(/["\n\\]/g, ' ').replace(/(\*\*|\/\/|__|--|~~|\[\[|<)/g, '~$1');
}

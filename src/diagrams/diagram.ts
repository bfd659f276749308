/**
 * The neutral diagram: the contents of a picture, before it is written in any format.
 *
 * A view makes one from the machine and its exploration, and a format only writes it down. No view
 * knows a format, and no format knows a view.
 */
import type { DeploymentStatus, DesiredStatus } from '../lifecycle';

/** The kind of an edge. */
export type EdgeKind = keyof typeof edgeKinds;

/** The meaning of each kind of edge: the legend of every picture. */
export const edgeKinds = Object.freeze({
  action: 'an accepted action',
  forced: 'a forced stop: it cannot be cancelled, only Stopped follows',
  observation: 'an observation of the runner',
  failure: 'a failure, observed by the runner',
});

/** The tone of a node: a verdict, or a state of rest. */
export type Tone = keyof typeof tones;

/** The meaning of each tone. */
export const tones = Object.freeze({
  accepted: 'accepted: the desired status changes',
  unchanged: 'accepted: the desired status stays',
  mixed: 'accepted or refused, as the lines say',
  refused: 'refused',
  settled: 'settled: the runner does nothing until the user acts',
  transient: 'the runner goes on by itself',
});

/** A pair of statuses: the part of a deployment that a picture shows. */
export interface Pair {
  readonly status: DeploymentStatus;
  readonly desiredStatus: DesiredStatus;
}

/** A box. */
export interface DiagramNode {
  /** Unique within the diagram; letters, digits and underscores. */
  readonly id: string;
  readonly label: string;
  /** Smaller lines below the label. */
  readonly lines: readonly string[];
  /** The status that gives it its color, the same in every view; null for none. */
  readonly color: DeploymentStatus | null;
  readonly tone: Tone | null;
  /** The id of the group that it is in; null for none. */
  readonly group: string | null;
  /** Its place on a grid, counted from 0; null if the layout is free. */
  readonly cell: { readonly column: number; readonly row: number } | null;
  /** The place of its center, in pixels from the top left; null if it has none of its own. */
  readonly position: { readonly x: number; readonly y: number } | null;
  /** True if a pipeline begins here. */
  readonly initial: boolean;
  readonly highlighted: boolean;
}

/** A frame around boxes. */
export interface DiagramGroup {
  readonly id: string;
  readonly label: string;
  /** The id of the frame around it; null for none. */
  readonly parent: string | null;
}

/** An arrow from a box, or from a frame, which means from every box in it. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The events that cause it, each on a line of its own. */
  readonly labels: readonly string[];
  /** For actions: the desired status they set, and the observations that follow; else empty. */
  readonly effects: readonly string[];
  readonly highlighted: boolean;
}

/** The part that all diagrams have in common. */
interface DiagramHeading {
  /** The name of the view: `status`, `action:stop`. */
  readonly view: string;
  readonly title: string;
  /** One paragraph, for readers who cannot see the picture or do not know what to look at. */
  readonly description: string;
}

/** Boxes and arrows. */
export interface GraphDiagram extends DiagramHeading {
  readonly kind: 'graph';
  /** The main direction of the arrows. */
  readonly direction: 'down' | 'right';
  readonly groups: readonly DiagramGroup[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** Further lines of the legend. */
  readonly notes: readonly string[];
}

/** The participants of a sequence, from left to right. */
export const participants = Object.freeze(['user', 'server', 'runner', 'pipeline'] as const);

/** A participant of a sequence. Users who call at once are several, and have numbers. */
export type Participant = (typeof participants)[number] | NumberedUser;

/** One of several users, counted from 1. */
export type NumberedUser = `user${number}`;

/**
 * The kind of a message. The end of a call without an answer is `lost`; `poll`, the beginning of a
 * poll that overlaps other lines; `decision`, the moment at which such a line was decided; and a
 * `remark` is a note on a line that is legal only if something odd has happened.
 */
export type MessageKind =
  | 'call'
  | 'poll'
  | 'decision'
  | 'accepted'
  | 'refused'
  | 'reading'
  | 'lost'
  | 'step'
  | 'observation'
  | 'note'
  | 'remark';

/** A message from one to another, or a note over one of them. */
export interface DiagramMessage {
  readonly from: Participant;
  readonly to: Participant;
  readonly text: string;
  readonly kind: MessageKind;
  /** The line of the history, counted from 1; null if the message was not recorded. */
  readonly line: number | null;
  /** True for the line that breaks a rule, and for all lines that no order explains. */
  readonly offending: boolean;
  readonly highlighted: boolean;
}

/** A frame around messages. */
export interface MessageFrame {
  readonly label: string;
  /** The places of the first and of the last message in it. */
  readonly first: number;
  readonly last: number;
}

/** Messages, oldest first. */
export interface SequenceDiagram extends DiagramHeading {
  readonly kind: 'sequence';
  /** From left to right. */
  readonly participants: readonly Participant[];
  /** The frame around the lines that no order explains; null for none. */
  readonly frame: MessageFrame | null;
  readonly messages: readonly DiagramMessage[];
}

/** Any diagram. */
export type Diagram = GraphDiagram | SequenceDiagram;

/** The meaning of an arrow that begins at a frame. */
const frameNote = 'an arrow from a frame leads from every box in it';

/** Returns the kinds of edges and the tones that a diagram uses, with their meaning. Pure. */
export function legendOf({ groups, nodes, edges, notes }: GraphDiagram): {
  readonly edges: readonly (readonly [EdgeKind, string])[];
  readonly tones: readonly (readonly [Tone, string])[];
  readonly notes: readonly string[];
} {
  const isFromFrame = edges.some(({ from }) => groups.some(({ id }) => id === from));
  return {
    edges: tableEntries(edgeKinds).filter(([kind]) => edges.some((edge) => edge.kind === kind)),
    tones: tableEntries(tones).filter(([tone]) => nodes.some((node) => node.tone === tone)),
    notes: isFromFrame ? [frameNote, ...notes] : notes,
  };
}

function tableEntries<Key extends string>(table: Readonly<Record<Key, string>>) {
  return Object.entries(table) as [Key, string][];
}

/** Returns the nodes in a group and in the groups within it. Pure. */
export function membersOf(group: string, diagram: GraphDiagram): readonly DiagramNode[] {
  const inner = diagram.groups.filter(({ parent }) => parent === group);
  return [
    ...diagram.nodes.filter((node) => node.group === group),
    ...inner.flatMap(({ id }) => membersOf(id, diagram)),
  ];
}

/** The mark of an answer, for readers who do not tell its color from the others. */
const answerMarks: Readonly<Partial<Record<MessageKind, string>>> = { accepted: '✓', refused: '✕' };

/** Returns the text of a message, with its line of the history or the mark of an answer. Pure. */
export function messageText({ line, text, kind }: DiagramMessage): string {
  const before = line === null ? answerMarks[kind] : `${line}:`;
  return before === undefined ? text : `${before} ${text}`;
}

const dashed: readonly MessageKind[] = ['accepted', 'refused', 'reading', 'lost', 'observation'];

/** Returns true if the arrow of a message is dashed: for answers and observations. Pure. */
export function isDashed({ kind }: DiagramMessage): boolean {
  return dashed.includes(kind);
}

/** Returns true if a message is no arrow but a note. Pure. */
export function isNote({ kind }: DiagramMessage): boolean {
  return kind === 'note' || kind === 'remark';
}

/** Returns the name of a participant for readers: `user 2`. Pure. */
export function participantName(participant: Participant): string {
  return participant.replace(/\d+$/, ' $&');
}

/** The time from a request to the end of it, by the places of their messages. */
export interface Wait {
  readonly participant: Participant;
  readonly first: number;
  readonly last: number;
}

/** Returns the waits of users who call at once; none if there is only one user. Pure. */
export function waitsOf({ participants: all, messages }: SequenceDiagram): readonly Wait[] {
  const waits: Wait[] = [];
  const begun = new Map<Participant, number>();
  for (const [place, { from, to, kind }] of messages.entries()) {
    if (all.includes('user')) break;
    if (kind === 'call' || kind === 'poll') begun.set(from, place);
    const first = begun.get(to);
    if (first === undefined || place === first) continue;
    begun.delete(to);
    waits.push({ participant: to, first, last: place });
  }
  return waits;
}

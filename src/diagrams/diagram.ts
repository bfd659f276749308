/**
 * The neutral graph: what a picture shows, before it is drawn in any format.
 *
 * A view makes one from the machine and its exploration; a format only writes down what is here. No
 * view knows a format, and no format knows a view.
 */
import type { DeploymentStatus, DesiredStatus } from '../lifecycle';

/** What an edge stands for. `edgeKinds` says it in words. */
export type EdgeKind = keyof typeof edgeKinds;

/** What each kind of edge stands for: the legend of every picture. */
export const edgeKinds = Object.freeze({
  action: 'a call that is accepted',
  forced: 'a forced stop: cannot be cancelled, only Stopped follows',
  observation: 'what the runner reports',
  failure: 'a failure that the runner reports',
});

/** How a node came off: where a picture is about verdicts, or about where a pipeline rests. */
export type Tone = keyof typeof tones;

/** What each tone stands for. */
export const tones = Object.freeze({
  accepted: 'accepted: the desired status changes',
  unchanged: 'accepted: the desired status stays',
  mixed: 'accepted or refused, as the lines say',
  refused: 'refused',
  resting: 'rests here until the user calls',
  passing: 'the runner goes on by itself',
});

/** A pair of statuses: as much of a deployment as a picture shows. */
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
  /** The status whose color it has, in every view the same; null for none. */
  readonly color: DeploymentStatus | null;
  readonly tone: Tone | null;
  /** The id of the group that it is in; null for none. */
  readonly group: string | null;
  /** Where it stands on a grid, counted from 0; null where the layout is free. */
  readonly cell: { readonly column: number; readonly row: number } | null;
  /** Whether a pipeline begins here. */
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

/** An arrow from a box, or from a frame: then from every box in it. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** What makes it happen, each on a line of its own. */
  readonly labels: readonly string[];
  /** Where a label is a call: what it sets, and what the runner then reports; else empty. */
  readonly effects: readonly string[];
  readonly highlighted: boolean;
}

/** What is common to all diagrams. */
interface Common {
  /** The name of the view: `status`, `action:stop`. */
  readonly view: string;
  readonly title: string;
  /** One paragraph, for who cannot see the picture and for who does not know what to look at. */
  readonly description: string;
}

/** Boxes and arrows. */
export interface GraphDiagram extends Common {
  readonly kind: 'graph';
  /** Where the arrows mostly lead: where there are few boxes in a row, or few rows. */
  readonly direction: 'down' | 'right';
  readonly groups: readonly DiagramGroup[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** What a reader must know besides, in a line each: part of the legend. */
  readonly notes: readonly string[];
}

/** Who takes part in a sequence. */
export const participants = Object.freeze(['user', 'server', 'runner', 'pipeline'] as const);

/** One of those who take part in a sequence. */
export type Participant = (typeof participants)[number];

/** A message from one to another, or a note over one of them. */
export interface DiagramMessage {
  readonly from: Participant;
  readonly to: Participant;
  readonly text: string;
  readonly kind: 'call' | 'accepted' | 'refused' | 'seen' | 'step' | 'report' | 'note';
  /** The line of the history that it stands for, counted from 1; null where nothing was recorded. */
  readonly line: number | null;
  /** Whether this is the line that breaks a rule. */
  readonly offending: boolean;
  readonly highlighted: boolean;
}

/** Messages, oldest first. */
export interface SequenceDiagram extends Common {
  readonly kind: 'sequence';
  readonly messages: readonly DiagramMessage[];
}

/** Either. */
export type Diagram = GraphDiagram | SequenceDiagram;

/** The kinds of edges and the tones that a diagram has, with what they stand for. Pure. */
export function legendOf({ nodes, edges }: GraphDiagram): {
  readonly edges: readonly (readonly [EdgeKind, string])[];
  readonly tones: readonly (readonly [Tone, string])[];
} {
  return {
    edges: entriesOf(edgeKinds).filter(([kind]) => edges.some((edge) => edge.kind === kind)),
    tones: entriesOf(tones).filter(([tone]) => nodes.some((node) => node.tone === tone)),
  };
}

function entriesOf<Key extends string>(table: Readonly<Record<Key, string>>) {
  return Object.entries(table) as [Key, string][];
}

/** The nodes in a group, and in the groups within it. Pure. */
export function membersOf(group: string, diagram: GraphDiagram): readonly DiagramNode[] {
  const inner = diagram.groups.filter(({ parent }) => parent === group);
  return [
    ...diagram.nodes.filter((node) => node.group === group),
    ...inner.flatMap(({ id }) => membersOf(id, diagram)),
  ];
}

/** What a message says, with the line of the history that it stands for. Pure. */
export function sayingOf({ line, text }: DiagramMessage): string {
  return line === null ? text : `${line}: ${text}`;
}

/** Whether a message answers, or reports: its arrow is dashed. Pure. */
export function isAnswer({ kind }: DiagramMessage): boolean {
  return kind === 'accepted' || kind === 'refused' || kind === 'seen' || kind === 'report';
}

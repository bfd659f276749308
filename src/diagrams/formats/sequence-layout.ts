/** The places of the participants and of the messages of a sequence in SVG. */
import {
  type DiagramMessage,
  isNote,
  messageText,
  type Participant,
  type SequenceDiagram,
} from '../diagram';
import { lineHeightOf } from './text-block';
import { wrapText } from './text-width';

/** Lengths in pixels. */
export const sizes = Object.freeze({
  margin: 20,
  headHeight: 34,
  lineHeight: lineHeightOf({ size: 12 }),
  /** The room for the label of a frame. */
  frameHeading: 24,
});

const columnWidth = 190;
/** Users who call at once stand closer: their arrows have room on the way to the server. */
const laneWidth = 110;
/** The room on both sides of the text of a message, and of a note. */
const textMargin = 6;

/** The type of messages. */
export const messageType = Object.freeze({ size: 12 });

/** A message, and the space that it takes in the picture. */
export interface MessageRow {
  readonly message: DiagramMessage;
  readonly lines: readonly string[];
  readonly top: number;
  readonly height: number;
  /** The height of its arrow. */
  readonly arrow: number;
}

/** The layout of a sequence. */
export interface SequenceLayout {
  readonly width: number;
  readonly height: number;
  /** The end of the lifelines. */
  readonly bottom: number;
  readonly rows: readonly MessageRow[];
  /** The left and the right side of notes. */
  readonly noteSpan: { readonly left: number; readonly right: number };
  centerOf(participant: Participant): number;
  headWidthOf(participant: Participant): number;
}

/** Lays a sequence out. Pure. */
export function layOutSequence(diagram: SequenceDiagram): SequenceLayout {
  const { participants } = diagram;
  const isLane = (each: Participant | undefined) => /^user\d/.test(each ?? '');
  const centers = new Map<Participant, number>();
  let x = sizes.margin + (isLane(participants[0]) ? laneWidth : columnWidth) / 2;
  for (const [index, each] of participants.entries()) {
    centers.set(each, x);
    // The last lane keeps the full distance to the server.
    x += isLane(participants[index + 1]) ? laneWidth : columnWidth;
  }
  const centerOf = (each: Participant) => centers.get(each) ?? 0;
  const headWidthOf = (each: Participant) => (isLane(each) ? 90 : 120);
  const first = participants[0] ?? 'user';
  const noteSpan = {
    left: centerOf(first) - headWidthOf(first) / 2,
    right: centerOf('server') + headWidthOf('server') / 2,
  };
  const rows = messageRowsIn(diagram, centerOf, noteSpan.right - noteSpan.left);
  const last = rows.at(-1);
  const start = sizes.margin + sizes.headHeight;
  const bottom = last === undefined ? start : last.top + last.height;
  return {
    width: x - columnWidth / 2 + sizes.margin,
    height: bottom + sizes.margin,
    bottom,
    rows,
    noteSpan,
    centerOf,
    headWidthOf,
  };
}

function messageRowsIn(
  { frame, messages }: SequenceDiagram,
  centerOf: (participant: Participant) => number,
  noteWidth: number,
): MessageRow[] {
  let top = sizes.margin + sizes.headHeight + 12;
  return messages.map((message, place) => {
    const isWide = isNote(message);
    const room = isWide ? noteWidth : roomOf(message, centerOf);
    const lines = wrapText(messageText(message), room - 2 * textMargin, messageType);
    const height = lines.length * sizes.lineHeight + (isWide ? 18 : 14);
    if (frame?.first === place) top += sizes.frameHeading;
    const arrow = top + (message.kind === 'decision' ? 10 : lines.length * sizes.lineHeight + 4);
    const row = { message, lines, top, height, arrow };
    top += height + (frame?.last === place ? 8 : 0);
    return row;
  });
}

function roomOf(message: DiagramMessage, centerOf: (participant: Participant) => number): number {
  return Math.max(columnWidth, Math.abs(centerOf(message.from) - centerOf(message.to)));
}

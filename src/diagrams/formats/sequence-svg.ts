/** Writes a sequence in SVG: a lifeline for each participant, and the messages between them. */
import {
  type DiagramMessage,
  isDashed,
  isNote,
  type MessageKind,
  type Participant,
  participantName,
  type SequenceDiagram,
  waitsOf,
} from '../diagram';
import { edgeInks, fills, inks } from './palette';
import {
  layOutSequence,
  type MessageRow,
  messageType,
  type SequenceLayout,
  sizes,
} from './sequence-layout';
import { textSvg } from './text-block';
import { fontFamily, textWidth } from './text-width';

const { margin, headHeight, lineHeight } = sizes;

/** Writes the sequence as an SVG document, without its title. Pure. */
export function sequenceSvg(diagram: SequenceDiagram): string {
  const layout = layOutSequence(diagram);
  const { width, height, rows } = layout;
  const waits = waitsOf(diagram);
  // A mark must not hide the bars of those who wait.
  const isBeneath = waits.length > 0;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fontFamily}">`,
    ...frameSvg(diagram, layout),
    ...(isBeneath ? rows.flatMap((row) => markSvg(row, layout)) : []),
    ...diagram.participants.map((each) => lifeline(each, layout)),
    ...waits.map(({ participant, first, last }) =>
      waitSvg(layout.centerOf(participant), rows[first], rows[last]),
    ),
    ...rows.flatMap((row) => [...(isBeneath ? [] : markSvg(row, layout)), messageSvg(row, layout)]),
    '</svg>',
    '',
  ].join('\n');
}

function lifeline(participant: Participant, { centerOf, bottom, headWidthOf }: SequenceLayout) {
  const x = centerOf(participant);
  const width = headWidthOf(participant);
  return [
    `<line x1="${x}" y1="${margin + headHeight}" x2="${x}" y2="${bottom}" stroke="${inks.frame.light}" stroke-dasharray="4 4"/>`,
    `<g><rect x="${x - width / 2}" y="${margin}" width="${width}" height="${headHeight}" rx="6" fill="${fills.Stopped.light}" stroke="${inks.border.light}"/>`,
    `${textSvg(x, margin + 22, participantName(participant), headLook)}</g>`,
  ].join('\n');
}

const headLook = { size: 13, bold: true, ink: inks.text.light };

/** A bar on the lifeline of a user who waits for an answer. */
function waitSvg(x: number, first: MessageRow | undefined, last: MessageRow | undefined): string {
  if (first === undefined || last === undefined) return '';
  const [from, to] = [first.arrow, last.arrow];
  return `<rect x="${x - 4}" y="${from}" width="8" height="${to - from}" fill="${inks.plain.light}" stroke="${inks.border.light}"/>`;
}

function frameSvg({ frame }: SequenceDiagram, { rows, width }: SequenceLayout): string[] {
  const [first, last] = [rows[frame?.first ?? -1], rows[frame?.last ?? -1]];
  if (frame === null || first === undefined || last === undefined) return [];
  const ink = edgeInks.forced.light;
  const top = first.top - sizes.frameHeading;
  const bottom = last.top + last.height + 2;
  return [
    `<rect x="8" y="${top}" width="${width - 16}" height="${bottom - top}" rx="4" fill="none" stroke="${ink}" stroke-width="1.5"/>`,
    textSvg(16, top + 16, frame.label, { ...messageType, ink, bold: true }, 'start'),
  ];
}

const messageInks: Readonly<Record<MessageKind, string>> = {
  call: edgeInks.action.light,
  poll: inks.text.light,
  decision: inks.quiet.light,
  accepted: edgeInks.action.light,
  refused: edgeInks.failure.light,
  reading: inks.text.light,
  lost: edgeInks.failure.light,
  step: edgeInks.observation.light,
  observation: edgeInks.observation.light,
  note: inks.quiet.light,
  remark: inks.text.light,
};

function messageSvg(row: MessageRow, layout: SequenceLayout): string {
  const { message, lines, top, arrow: y } = row;
  const { from, to, kind, offending, highlighted } = message;
  const ink = offending ? edgeInks.forced.light : messageInks[kind];
  if (isNote(message)) return noteSvg(row, layout);
  if (kind === 'decision') return decisionSvg(row, layout.centerOf(from));
  const [start, end] = [layout.centerOf(from), layout.centerOf(to)];
  const middle = (start + end) / 2;
  const dashes = isDashed(message) ? ' stroke-dasharray="5 3"' : '';
  const width = offending || highlighted ? 3 : 1.5;
  const head = end > start ? -1 : 1;
  return [
    ...lines.map((line, index) =>
      textSvg(middle, top + (index + 1) * lineHeight - 3, line, { ...messageType, ink }),
    ),
    `<line x1="${start}" y1="${y}" x2="${end + head * 7}" y2="${y}" stroke="${ink}" stroke-width="${width}"${dashes}/>`,
    kind === 'lost' ? crossSvg(end + head * 9, y, ink) : headSvg(end, head, y, ink),
  ].join('\n');
}

function headSvg(end: number, head: number, y: number, ink: string): string {
  return `<polygon points="${end},${y} ${end + head * 9},${y - 5} ${end + head * 9},${y + 5}" fill="${ink}"/>`;
}

function crossSvg(x: number, y: number, ink: string): string {
  return [-5, 5]
    .map(
      (rise) =>
        `<line x1="${x - 5}" y1="${y - rise}" x2="${x + 5}" y2="${y + rise}" stroke="${ink}" stroke-width="2"/>`,
    )
    .join('\n');
}

/** A dot on the lifeline, with its text beside it. */
function decisionSvg({ message, lines, arrow: y }: MessageRow, x: number): string {
  const ink = messageInks[message.kind];
  return [
    `<circle cx="${x}" cy="${y}" r="4" fill="${ink}"/>`,
    ...lines.map((line, index) => {
      const middle = x + 10 + textWidth(line, messageType) / 2;
      return textSvg(middle, y + 4 + index * lineHeight, line, { ...messageType, ink });
    }),
  ].join('\n');
}

function noteSvg({ message, lines, top, height }: MessageRow, layout: SequenceLayout): string {
  const { left, right } = layout.noteSpan;
  const [fill, ink, color] = noteColors(message);
  return [
    `<g><rect x="${left}" y="${top}" width="${right - left}" height="${height - 8}" fill="${fill}" stroke="${ink}"/>`,
    ...lines.map((line, index) =>
      textSvg((left + right) / 2, top + (index + 1) * lineHeight - 1, line, {
        ...{ ...messageType, ink: color },
      }),
    ),
    '</g>',
  ].join('\n');
}

function noteColors({ kind, offending }: DiagramMessage): readonly [string, string, string] {
  if (offending) return [fills.Stopping.light, edgeInks.forced.light, edgeInks.forced.light];
  if (kind === 'remark') {
    return [fills.AwaitingApproval.light, inks.highlight.light, messageInks.remark];
  }
  return [inks.plain.light, inks.frame.light, messageInks.note];
}

/** The ground behind an arrow that is marked; notes have one of their own. */
function markSvg({ message, top, height }: MessageRow, { centerOf }: SequenceLayout): string[] {
  const { from, to, offending, highlighted } = message;
  if (isNote(message) || !(offending || highlighted)) return [];
  const [start, end] = [centerOf(from), centerOf(to)];
  const fill = (offending ? fills.Stopping : fills.AwaitingApproval).light;
  const left = Math.min(start, end) + 4;
  return [
    `<rect x="${left}" y="${top - 2}" width="${Math.abs(end - start) - 8}" height="${height}" fill="${fill}"/>`,
  ];
}

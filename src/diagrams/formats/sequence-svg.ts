/** Writes a sequence in SVG: a lifeline for each participant, and the messages between them. */
import {
  type DiagramMessage,
  isDashed,
  messageText,
  type Participant,
  participants,
  type SequenceDiagram,
} from '../diagram';
import { edgeInks, fills, inks } from './palette';
import { escapeXml, wrapText } from './text';

const columnWidth = 190;
const margin = 20;
const headHeight = 34;
const lineHeight = 15;
const charactersMax = 27;

/** A message, and the space that it takes in the picture. */
interface MessageRow {
  readonly message: DiagramMessage;
  readonly lines: readonly string[];
  readonly top: number;
  readonly height: number;
}

/** Writes the sequence as an SVG document, without its title. Pure. */
export function sequenceSvg({ messages }: SequenceDiagram): string {
  const rows = layOutMessages(messages);
  const last = rows.at(-1);
  const bottom = last === undefined ? margin + headHeight : last.top + last.height;
  const width = 2 * margin + participants.length * columnWidth;
  const height = bottom + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica,Arial,sans-serif" font-size="12">`,
    ...participants.map((each) => lifeline(each, bottom)),
    ...rows.map(messageSvg),
    '</svg>',
    '',
  ].join('\n');
}

function layOutMessages(messages: readonly DiagramMessage[]): MessageRow[] {
  let top = margin + headHeight + 12;
  return messages.map((message) => {
    const isNote = message.kind === 'note';
    const lines = wrapText(messageText(message), charactersMax * (isNote ? 2 : 1));
    const height = lines.length * lineHeight + (isNote ? 18 : 14);
    const row = { message, lines, top, height };
    top += height;
    return row;
  });
}

function centerOf(participant: Participant): number {
  return margin + (participants.indexOf(participant) + 0.5) * columnWidth;
}

function lifeline(participant: Participant, bottom: number): string {
  const x = centerOf(participant);
  return [
    `<line x1="${x}" y1="${margin + headHeight}" x2="${x}" y2="${bottom}" stroke="${inks.frame.light}" stroke-dasharray="4 4"/>`,
    `<rect x="${x - 60}" y="${margin}" width="120" height="${headHeight}" rx="6" fill="${fills.Stopped.light}" stroke="${inks.border.light}"/>`,
    textSvg(x, margin + 22, participant, inks.text.light, ' font-weight="bold" font-size="14"'),
  ].join('\n');
}

const messageInks: Readonly<Record<DiagramMessage['kind'], string>> = {
  call: edgeInks.action.light,
  accepted: edgeInks.action.light,
  refused: edgeInks.failure.light,
  reading: inks.text.light,
  step: edgeInks.observation.light,
  observation: edgeInks.observation.light,
  note: inks.quiet.light,
};

function messageSvg({ message, lines, top, height }: MessageRow): string {
  const { from, to, kind, offending, highlighted } = message;
  const ink = offending ? edgeInks.forced.light : messageInks[kind];
  if (kind === 'note') return noteSvg(lines, top, height, offending);
  const [start, end] = [centerOf(from), centerOf(to)];
  const y = top + lines.length * lineHeight + 4;
  const middle = (start + end) / 2;
  const dashes = isDashed(message) ? ' stroke-dasharray="5 3"' : '';
  const width = offending || highlighted ? 3 : 1.5;
  const head = end > start ? -1 : 1;
  return [
    ...(offending || highlighted ? [markSvg(start, end, top, height, offending)] : []),
    ...lines.map((line, index) => textSvg(middle, top + (index + 1) * lineHeight - 3, line, ink)),
    `<line x1="${start}" y1="${y}" x2="${end + head * 7}" y2="${y}" stroke="${ink}" stroke-width="${width}"${dashes}/>`,
    `<polygon points="${end},${y} ${end + head * 9},${y - 5} ${end + head * 9},${y + 5}" fill="${ink}"/>`,
  ].join('\n');
}

function noteSvg(
  lines: readonly string[],
  top: number,
  height: number,
  offending: boolean,
): string {
  const [left, right] = [centerOf('user') - 60, centerOf('server') + 60];
  const [fill, ink] = offending
    ? [fills.Stopping.light, edgeInks.forced.light]
    : [inks.plain.light, inks.frame.light];
  const color = offending ? edgeInks.forced.light : inks.quiet.light;
  return [
    `<rect x="${left}" y="${top}" width="${right - left}" height="${height - 8}" fill="${fill}" stroke="${ink}"/>`,
    ...lines.map((line, index) =>
      textSvg((left + right) / 2, top + (index + 1) * lineHeight - 1, line, color),
    ),
  ].join('\n');
}

function markSvg(
  start: number,
  end: number,
  top: number,
  height: number,
  offending: boolean,
): string {
  const fill = (offending ? fills.Stopping : fills.AwaitingApproval).light;
  const left = Math.min(start, end) + 4;
  return `<rect x="${left}" y="${top - 2}" width="${Math.abs(end - start) - 8}" height="${height}" fill="${fill}"/>`;
}

function textSvg(x: number, y: number, words: string, ink: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="middle" fill="${ink}"${attributes}>${escapeXml(words)}</text>`;
}

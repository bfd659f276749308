/** Writes Markdown: the contents of a picture, as tables. */
import {
  type Diagram,
  edgeKinds,
  type GraphDiagram,
  participantName,
  type SequenceDiagram,
  tones,
} from '../diagram';

/** Writes the diagram as Markdown tables. Pure. */
export function markdownOf(diagram: Diagram): string {
  const tables = diagram.kind === 'graph' ? graphTables(diagram) : [messageTable(diagram)];
  return [`# ${escapeMarkdown(diagram.title)}`, escapeMarkdown(diagram.description), ...tables, '']
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function graphTables({ groups, nodes, edges }: GraphDiagram): string[] {
  const named = new Map([...groups, ...nodes].map(({ id, label }) => [id, label || id]));
  const nameOf = (id: string) => {
    const node = nodes.find((each) => each.id === id);
    const [desired] = (node?.lines ?? []).filter((line) => line.startsWith('desired '));
    return node && desired ? `${node.label}, ${desired}` : (named.get(id) ?? id);
  };
  const boxes = markdownTable(
    ['box', 'contents', 'frame'],
    nodes.map(({ id, lines, tone, group, highlighted }) => [
      highlighted ? `**${nameOf(id)}** (here)` : nameOf(id),
      [
        ...(tone ? [tones[tone]] : []),
        ...lines.filter((line) => !line.startsWith('desired ')),
      ].join('; '),
      group === null ? '' : nameOf(group),
    ]),
  );
  const arrows = markdownTable(
    ['from', 'to', 'by', 'kind'],
    edges.map(({ from, to, kind, labels, effects, highlighted }) => [
      nameOf(from),
      highlighted ? `**${nameOf(to)}**` : nameOf(to),
      [...labels, ...effects].join('; '),
      edgeKinds[kind],
    ]),
  );
  return [boxes, ...(edges.length === 0 ? [] : [arrows])];
}

function messageTable({ messages: all, frame }: SequenceDiagram): string {
  const blame = frame === null ? 'breaks a rule' : frame.label;
  return markdownTable(
    ['line', 'from', 'to', 'message'],
    all.map(({ line, from, to, text, offending, highlighted }) => [
      line === null ? '' : String(line),
      participantName(from),
      participantName(to),
      offending ? `**${text}** (${blame})` : highlighted ? `**${text}**` : text,
    ]),
  );
}

function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Escapes columns, tags and line breaks, but not the bold marks of this file. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ');
}

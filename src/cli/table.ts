/** Tables as aligned text and as Markdown. */

/** A table of texts: each row has as many cells as there are headings. */
export interface TextTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Lays a table out as text, in columns two spaces apart, with a rule under the headings. */
export function tableToText({ headings, rows }: TextTable): string {
  const widths = widthsOf({ headings, rows });
  const line = (cells: readonly string[]) => padded(cells, widths).join('  ').trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(headings), rule, ...rows.map(line)].join('\n');
}

/** Lays a table out as Markdown, aligned so that its source is readable too. */
export function tableToMarkdown(table: TextTable): string {
  const escaped = {
    headings: table.headings.map(escapePipes),
    rows: table.rows.map((row) => row.map(escapePipes)),
  };
  const widths = widthsOf(escaped);
  const line = (cells: readonly string[]) => `| ${padded(cells, widths).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(escaped.headings), rule, ...escaped.rows.map(line)].join('\n');
}

function widthsOf({ headings, rows }: TextTable): number[] {
  return headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
}

function padded(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
}

function escapePipes(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

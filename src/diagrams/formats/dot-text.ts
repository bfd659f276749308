/** Writes texts and attributes in DOT. */
import { escapeXml } from './text';
import type { BlockLine, TextBlock } from './text-block';

/** Writes a text in quotes. Pure. */
export function quotedId(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Writes a list of attributes. Pure. */
export function attributes(table: Readonly<Record<string, string>>): string {
  return `[${Object.entries(table)
    .map(([name, value]) => `${name}=${quotedId(value)}`)
    .join(', ')}]`;
}

/** Writes a block of text as the content of an HTML label. Pure. */
export function htmlOf({ lines }: TextBlock): string {
  return lines.map(htmlLine).join('<br/>');
}

function htmlLine({ text, look: { ink, size, bold, italic } }: BlockLine): string {
  const colored = font(text, ink, size);
  const heavy = bold ? `<b>${colored}</b>` : colored;
  return italic ? `<i>${heavy}</i>` : heavy;
}

/** Writes a text in this color and size, within an HTML label. Pure. */
export function font(text: string, color: string, size: number): string {
  return `<font color="${color}" point-size="${size}">${escapeXml(text)}</font>`;
}

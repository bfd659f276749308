/**
 * `docs/performance.md`, which two programs write: `npm run bench:http` the part about HTTP, and
 * `npm run bench` the rest. Each keeps what the other has written.
 */
const begin = '<!-- Written by `npm run bench:http`; changes by hand are lost. -->';
const end = '<!-- The end of the part by `npm run bench:http`. -->';

/** The part about HTTP, with its markers; empty if there is none. Pure. */
export function httpPartOf(text) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from === -1 || to < from ? '' : text.slice(from, to + end.length);
}

/** The document with this section as its part about HTTP, at its end. Pure. */
export function withHttpSection(text, section) {
  return withHttpPart(text, `${begin}\n\n${section}\n\n${end}`);
}

/** The document with the part about HTTP of another document. Pure. */
export function withHttpPart(text, part) {
  const rest = text.replace(httpPartOf(text), '').trimEnd();
  return part === '' ? `${rest}\n` : `${rest}\n\n${part}\n`;
}

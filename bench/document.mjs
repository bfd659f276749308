/**
 * Documents with parts that programs write: `npm run bench:http` and `npm run bench:process` write
 * the parts about HTTP and about one process in `docs/performance.md`, `npm run bench` the rest of
 * it, and `npm run bench:scale` a part of `docs/scaling.md`. Each keeps what the others have
 * written.
 */
const beginOf = (script) => `<!-- Written by \`npm run ${script}\`; changes by hand are lost. -->`;
const endOf = (script) => `<!-- The end of the part by \`npm run ${script}\`. -->`;

/** The part that a script has written, with its markers; empty if there is none. Pure. */
export function partOf(text, script) {
  const [from, to] = [text.indexOf(beginOf(script)), text.indexOf(endOf(script))];
  return from === -1 || to < from ? '' : text.slice(from, to + endOf(script).length);
}

/** The document with this section as the part of a script, at its end. Pure. */
export function withPart(text, script, section) {
  return withWholePart(text, script, `${beginOf(script)}\n\n${section}\n\n${endOf(script)}`);
}

/** The document with the part of a script as another document has it. Pure. */
export function withWholePart(text, script, part) {
  const rest = text.replace(partOf(text, script), '').trimEnd();
  return part === '' ? `${rest}\n` : `${rest}\n\n${part}\n`;
}

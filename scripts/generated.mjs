/** What is generated, and from what: each file as it should be, from the file as it is. */
import { deploymentStatuses, statuses } from 'pipeline-lifecycle';
import { diagrams } from './diagrams.mjs';
import { documents } from './documents/index.mjs';

/**
 * By path from the top: what the file should hold, or a promise of it. Parts stand between two markers;
 * whole documents and diagrams do not look at what is there.
 */
export const generatedFiles = {
  'README.md': (text) => withPart(text, 'statuses', statusTable()),
  'src/lifecycle/statuses.ts': (text) => deploymentStatuses.reduce(withDocstring, text),
  ...documents,
  ...diagrams,
};

function withPart(text, name, part) {
  const [begin, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`No place for the generated part '${name}'.`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}

function statusTable() {
  const rows = deploymentStatuses.map((status) => {
    const { meaning, remainsUntil } = statuses[status];
    const ways = remainsUntil.map((way, index) => `${index + 1}. ${way}`).join('<br>');
    return `| **${status}** | ${meaning} | ${ways} |`;
  });
  return ['| status | meaning | remains in this status until |', '|---|---|---|', ...rows].join(
    '\n',
  );
}

/** Editors show comments, not data: the comment of a status says what its row in the table says. */
function withDocstring(text, status) {
  const { meaning, remainsUntil } = statuses[status];
  const ways = remainsUntil.map((way, index) => `${index + 1}. ${way}`);
  const lines = [meaning, '', 'Remains in this status until:', ...ways].flatMap(wrapped);
  const comment = ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */']
    .map((line) => `  ${line}\n`)
    .join('');
  const row = new RegExp(
    `\\n(  /\\*\\*\\n(   \\*[^/].*\\n|   \\*\\n)*   \\*/\\n)?(?=  ${status}: \\{\\n    meaning:)`,
  );
  if (!row.test(text)) throw new Error(`No row for the status ${status}.`);
  return text.replace(row, `\n${comment}`);
}

function wrapped(line) {
  return line.match(/.{1,90}(?= |$)/g)?.map((part) => part.trim()) ?? [''];
}

/** What is generated, and from what: each file as it should be, from the file as it is. */
import { deploymentStatuses, statuses } from 'pipeline-lifecycle';

/** By path from the top: what the file should hold. Parts stand between two markers. */
export const generatedFiles = {
  'README.md': (text) => withPart(text, 'statuses', statusTable()),
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

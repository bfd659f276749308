/** Every generated file, as it should be. */
import { deploymentStatuses, statuses } from 'pipeline-lifecycle';
import { diagrams } from './diagrams.mjs';
import { documents } from './documents/index.mjs';

/**
 * For each path, a function from the present text to the text that the file should have, or a
 * promise of it.
 */
export const generatedFiles = {
  'src/lifecycle/statuses.ts': (text) => deploymentStatuses.reduce(withDocstring, text),
  ...documents,
  ...diagrams,
};

/**
 * Copies the row of a status into the comment above it, because editors show comments and not data.
 */
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

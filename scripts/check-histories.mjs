/**
 * Judges the example histories, and explains one of them.
 *
 * Some are illegal on purpose, so an illegal history is a success. Only a history that cannot be
 * read fails the script. The tests compare every file with its expected verdict.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { checkHistory, describeViolation } from 'pipeline-lifecycle/trace';

const folder = 'examples/histories';
const explained = 'force-stop-ignored.jsonl';

const reports = [];
for (const source of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
  const lines = createInterface({ input: createReadStream(`${folder}/${source}`) });
  reports.push(await checkHistory(lines, { source }));
}

print(`Histories of actions, answers and polls, recorded from pipelines (${folder}):\n`);
for (const { source, violation } of reports) {
  const verdict =
    violation === null ? 'legal' : `ILLEGAL: line ${violation.line} claims that ${violation.claim}`;
  print(`  ${source.padEnd(34)} ${verdict}`);
}

const report = reports.find(({ source }) => source === explained);
print(`
One of them explained, ${explained}: a forced stop that was lost.

  The user forced a stop, and the server accepted it (line 6: 202). The next poll saw the pipeline
  still running, with desired status Stopped (line 7): fine, the runner needs its time. Then the
  desired status was Running again (line 8), and nobody had asked for that. A forced stop cannot be
  cancelled, so this server has forgotten it. The checker says so in terms of the rules:

${describeViolation(report.violation)}

Try the others: npx pipeline-lifecycle check ${folder}/resume-cancels-suspend.jsonl`);

function print(text) {
  process.stdout.write(`${text}\n`);
}

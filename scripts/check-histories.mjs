/**
 * The main job on the shipped examples: a verdict on each recorded history, and one explained.
 *
 * Some of the histories are illegal on purpose, so finding that out is success. Only a history that
 * cannot be read fails the script. The tests hold every file against its verdict.
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

print(`Histories of calls, answers and polls, recorded from pipelines (${folder}):\n`);
for (const { source, violation } of reports) {
  const verdict =
    violation === null ? 'legal' : `ILLEGAL: line ${violation.line} claims that ${violation.claim}`;
  print(`  ${source.padEnd(34)} ${verdict}`);
}

const report = reports.find(({ source }) => source === explained);
print(`
One of them explained, ${explained}: a forced stop that was lost.

  The user forced a stop, and the server agreed (line 6: 202). The next poll saw the pipeline still
  running but asked to stop (line 7): fine, the runner needs its time. Then it was running and asked
  to run again (line 8), and nobody had asked for that. A forced stop cannot be cancelled, so this
  server has forgotten it. The checker says it with the rules:

${describeViolation(report.violation)}

Try the others: npx pipeline-lifecycle check ${folder}/resume-cancels-suspend.jsonl`);

function print(text) {
  process.stdout.write(`${text}\n`);
}

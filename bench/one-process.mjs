/**
 * The benchmark of one process with many pipelines: memory, lists, rest, changes and event streams,
 * and how each cost grows. Prints the results, and writes them as a section of
 * `docs/performance.md`.
 *
 * Run by `npm run bench:process`, after a build. Exits with 1 if a target is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from './document.mjs';
import { measure } from './process/measure.mjs';
import { section } from './process/report.mjs';
import { judge } from './process/targets.mjs';

const file = new URL('../docs/performance.md', import.meta.url);

const measured = await measure();
const targets = judge(measured);
const text = section({ ...measured, targets });
writeFileSync(file, withPart(readFileSync(file, 'utf8'), 'bench:process', text));
process.stdout.write(`${text}\n`);
for (const { name, target, reached, isKept } of targets) {
  if (!isKept) process.stdout.write(`Missed: ${name}, ${target}, reached ${reached}.\n`);
}
process.exitCode = targets.every(({ isKept }) => isKept) ? 0 : 1;

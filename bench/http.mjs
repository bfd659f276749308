/**
 * The benchmark of the HTTP part: how many requests a server answers per second, if a thousand
 * callers at once are told the truth, and if memory stays constant. Prints the results, and writes
 * them as a section of `docs/performance.md`.
 *
 * Run by `npm run bench:http`, after a build. Exits with 1 if a target is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from './document.mjs';
import { measureCallers, measureLoads, measureMemory } from './http/measure.mjs';
import { section } from './http/report.mjs';
import { measureStreams } from './http/streams.mjs';
import { judge } from './http/targets.mjs';

const file = new URL('../docs/performance.md', import.meta.url);

const results = await measureLoads();
const callers = await measureCallers();
const streams = await measureStreams();
const memory = await measureMemory();
const measured = { results, callers, streams, memory };
const targets = judge(measured);
const text = section({ ...measured, targets });
writeFileSync(file, withPart(readFileSync(file, 'utf8'), 'bench:http', text));
process.stdout.write(`${text}\n`);
for (const { name, target, reached, isKept } of targets) {
  if (!isKept) process.stdout.write(`Missed: ${name}, ${target}, reached ${reached}.\n`);
}
process.exitCode = targets.every(({ isKept }) => isKept) ? 0 : 1;

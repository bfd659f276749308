/**
 * The benchmark: measures every contestant, prints the results, and writes `docs/performance.md`.
 *
 * Run by `npm run bench`, after a build. With `--quick` it measures only what the targets compare,
 * in under a minute on a quiet machine, and writes nothing. Exits with 1 if a target is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  coldStarts as coldPrograms,
  measureStarts,
  proofs as proofPrograms,
} from './cold-start.mjs';
import { idsFor } from './contestants.mjs';
import { partOf, withWholePart } from './document.mjs';
import { document, missedLines, targetTable } from './report.mjs';
import { effort, measureRates, quickEffort } from './rounds.mjs';
import { sequences } from './sequences.mjs';
import { measureSizes } from './sizes.mjs';
import { judge, measuredQuickly } from './targets.mjs';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const idsOf = quick ? (name) => measuredQuickly[name] : idsFor;

const sizes = await measureSizes();
const coldStarts = measureStarts(coldPrograms, quick ? 5 : 15);
const proofs = measureStarts(proofPrograms, quick ? 3 : 9);
const rates = {};
for (const [name, sequence] of Object.entries(sequences)) {
  rates[name] = await measureRates(idsOf(name), sequence, quick ? quickEffort : effort);
}

const measured = { sizes, coldStarts, proofs, rates };
const targets = judge(measured);
if (quick) process.stdout.write(`${targetTable({ targets })}\n`);
else write(document({ ...measured, targets, sequences }));
for (const line of missedLines({ targets })) process.stdout.write(`${line}\n`);
if (targets.some(({ isKept }) => !isKept)) process.exitCode = 1;
if (!quick) await import('./trace.mjs');

/** Other programs write the parts about HTTP and about one process. */
function write(text) {
  const file = new URL('../docs/performance.md', import.meta.url);
  const present = readFileSync(file, 'utf8');
  const whole = ['bench:http', 'bench:process'].reduce(
    (written, script) => withWholePart(written, script, partOf(present, script)),
    text,
  );
  writeFileSync(file, whole);
  process.stdout.write(text);
}

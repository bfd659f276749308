/**
 * The benchmark: measures every contestant, prints the results, and writes `docs/performance.md`.
 *
 * Run by `npm run bench`, after a build. Exits with 1 if a target is missed without an explanation.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { measureColdStarts } from './cold-start.mjs';
import { idsFor } from './contestants.mjs';
import { partOf, withWholePart } from './document.mjs';
import { document } from './report.mjs';
import { measureRates } from './rounds.mjs';
import { sequences } from './sequences.mjs';
import { measureSizes } from './sizes.mjs';
import { judge } from './targets.mjs';

const coldStartCount = 15;

const sizes = await measureSizes();
const coldStarts = measureColdStarts(coldStartCount);
const rates = {};
for (const [name, sequence] of Object.entries(sequences)) {
  rates[name] = await measureRates(idsFor(name), sequence);
}

const measured = { sizes, coldStarts, rates };
const targets = judge(measured);
const text = document({ ...measured, targets, sequences });
const file = new URL('../docs/performance.md', import.meta.url);
// Another program writes the part about HTTP.
writeFileSync(
  file,
  withWholePart(text, 'bench:http', partOf(readFileSync(file, 'utf8'), 'bench:http')),
);
process.stdout.write(text);
process.exitCode = targets.every(({ isKept, why }) => isKept || why !== undefined) ? 0 : 1;

/**
 * The cost of checking a history: time, as a ratio to only parsing its JSON, and memory; and the
 * time for clients that are always busy, so that most of their calls overlap. The history of a
 * careful client is in a file, and its ratio is to reading that and parsing its JSON.
 *
 * Run by `npm run bench`, after a build. Exits with 1 if a limit is exceeded.
 */
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkHistory } from 'pipeline-lifecycle/trace';
import { ratios, spread } from './figures.mjs';
import { busyClients } from './overlapping.mjs';
import { sequentialHistory } from './sequential.mjs';

const limits = { seconds: 2, timesAsLong: 2, growthMegabytes: 5, overlappingSeconds: 10 };
const lineCount = 100_000;

const line = (entry) => JSON.stringify(entry);
const call = (name, answer, query = {}) => line({ call: name, query, answer });
const seen = (status, desired) =>
  line({ seen: { deployment_status: status, deployment_desired_status: desired } });

/** Whole lives, one after the other; and the worst case: every deployment stays possible. */
const shapes = {
  'lives, one after the other': {
    options: {},
    cycle: [
      call('start', 202, { initial: 'paused' }),
      seen('Paused', 'Paused'),
      call('resume', 202),
      seen('Running', 'Running'),
      call('approve', 503),
      call('stop', 202),
      call('stop', 503),
      seen('Suspending', 'Suspended'),
      call('stop', 202, { force: true }),
      seen('Stopped', 'Stopped'),
    ],
  },
  'all 320 deployments possible': {
    options: { from: 'anywhere' },
    cycle: [call('pause', 500), call('stop', 500)],
  },
};

const whyNotTwice =
  'Of what the check adds, a fifth goes into the check that no key is given twice, a third into the rest of the line, its fields and its entry, and two fifths into the search; the rest into the context of a line, the remarks and collecting garbage.';

const kept = [];
print(`node ${process.version}, ${lineCount.toLocaleString('en')} lines each`);
for (const [name, { cycle, options }] of Object.entries(shapes)) {
  const parsing = await seconds(() => {
    for (const text of repeated(cycle, lineCount)) JSON.parse(text);
  });
  const checking = await seconds(() => checkHistory(repeated(cycle, lineCount), options));
  const ratio = (checking / parsing).toFixed(1);
  print(`${name}: ${checking.toFixed(2)} s, ${ratio} times as long as parsing the JSON alone`);
  kept.push(keeps(`${name}, in under ${limits.seconds} s`, checking < limits.seconds));
}

for (const clients of [1, 5, 20]) {
  const lines = busyClients({ clients, lineCount: 20_000 });
  const parsing = await seconds(() => {
    for (const text of lines) JSON.parse(text);
  });
  const checking = await seconds(async () => {
    const { verdict } = await checkHistory(lines);
    if (verdict !== 'legal') throw new Error(`The history of the benchmark is ${verdict}.`);
  });
  const name = `${clients} busy clients, 20,000 lines`;
  const ratio = (checking / parsing).toFixed(1);
  print(`${name}: ${checking.toFixed(2)} s, ${ratio} times as long as parsing the JSON alone`);
  const { overlappingSeconds: limit } = limits;
  kept.push(keeps(`${name}, in under ${limit} s`, checking < limit));
}

kept.push(await keepsRatio());

const [{ cycle }] = Object.values(shapes);
const short = await memoryAfter(cycle, 10_000);
const long = await memoryAfter(cycle, 1_000_000);
const growth = (long - short) / 2 ** 20;
print(`memory after 1,000,000 lines: ${growth.toFixed(2)} MB more than after 10,000`);
kept.push(keeps('constant memory', growth < limits.growthMegabytes));
if (!kept.every(Boolean)) process.exitCode = 1;

function* repeated(cycle, count) {
  for (let index = 0; index < count; index += 1) yield cycle[index % cycle.length];
}

/** Rounds of both in turn, by processor time, so that other work on the machine does not count. */
async function keepsRatio() {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const file = join(folder, 'history.jsonl');
  writeFileSync(file, sequentialHistory(lineCount).join('\n'));
  const lines = () => createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const [parsing, checking] = [[], []];
  for (let round = 0; round < 9; round += 1) {
    const parse = async () => {
      for await (const text of lines()) JSON.parse(text);
    };
    parsing.push(await processorSeconds(parse));
    checking.push(await processorSeconds(() => checkHistory(lines())));
  }
  rmSync(folder, { recursive: true });
  const { minimum, median, maximum } = spread(ratios(checking, parsing));
  const figures = [median, minimum, maximum].map((each) => each.toFixed(2));
  print(
    `a careful client, from a file: ${figures[0]} times as long as reading the file and parsing its JSON (${figures[1]} to ${figures[2]})`,
  );
  const isKept = keeps(`at most ${limits.timesAsLong} times as long`, median <= limits.timesAsLong);
  if (!isKept) print(whyNotTwice);
  return isKept;
}

async function processorSeconds(work) {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000_000;
}

async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

async function memoryAfter(cycle, count) {
  const report = await checkHistory(repeated(cycle, count));
  if (!report.legal) throw new Error('The history of the benchmark must be legal.');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function keeps(limit, holds) {
  print(`${holds ? 'kept' : 'NOT KEPT'}: ${limit}`);
  return holds;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

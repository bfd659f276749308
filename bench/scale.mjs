/**
 * The benchmark of several workers on each engine: decisions and executor calls a second, how soon
 * a stop is acted upon elsewhere, how soon everything is settled after a worker or the engine was
 * killed, and what rest costs. Prints the results, and writes them as a section of
 * `docs/scaling.md`.
 *
 * Run by `npm run bench:scale`, after a build; `--quick` measures less, and writes nothing. Exits
 * with 1 if a target is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from './document.mjs';
import { engines } from './scale/engines.mjs';
import {
  measureAll,
  measureLatency,
  measureRest,
  measureReturn,
  measureTakeover,
} from './scale/measure.mjs';
import { judge, section } from './scale/report.mjs';

const isQuick = process.argv.includes('--quick');
const [rounds, pipelines, stops, rested, seconds] = isQuick
  ? [1, 200, 30, 2_000, 5]
  : [3, 2_000, 200, 100_000, 30];
const file = new URL('../docs/scaling.md', import.meta.url);

const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1];

const started = Object.fromEntries(
  await Promise.all(Object.entries(engines).map(async ([name, start]) => [name, await start()])),
);
const runs = [];
const latencies = [];
const takeovers = [];
const returns = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const workers of [1, 2, 4]) {
      for (const [engine, { open, used }] of Object.entries(started)) {
        const size = { workers, pipelines: numberFor(engine) };
        const run = await measureAll(await open(), used, size);
        if (run.missing > 0) throw new Error(`${engine}: ${run.missing} calls were never made.`);
        runs.push({ engine, workers, ...run });
        process.stderr.write(`${engine}, ${workers}: ${Math.round(run.decisions)} decisions/s\n`);
      }
    }
  }
  const many = await measureMany();
  for (const [engine, { open }] of Object.entries(started)) {
    latencies.push({
      engine,
      ...(await measureLatency(await open(), { workers: 1, pipelines: stops })),
    });
  }
  for (const [engine, { open }] of Object.entries(started)) {
    const seconds = async (signal) => measureTakeover(await open(), { signal, pipelines: stops });
    const takeover = { killed: await seconds('SIGKILL'), hangs: await seconds('SIGSTOP') };
    takeovers.push({ engine, ...takeover });
    process.stderr.write(`${engine}, takeover: ${JSON.stringify(takeover)}\n`);
  }
  for (const [engine, { open, crash }] of Object.entries(started)) {
    if (crash === undefined) continue;
    const size = { workers: 2, pipelines: numberFor(engine) };
    const settled = await measureReturn(await open(), crash, size);
    returns.push({ engine, ...size, settled });
    process.stderr.write(`${engine}, killed: settled ${settled} s after its return\n`);
  }
  const { open, count } = started.PostgreSQL;
  const atRest = { workers: 8, pipelines: rested, seconds };
  const rest = await measureRest(await open(), count, atRest);
  const all = medians();
  const measured = { all, many, latencies, takeovers, returns, rest };
  const targets = judge(measured);
  const text = section({ ...measured, targets, pipelines, rested });
  if (!isQuick) writeFileSync(file, withPart(readFileSync(file, 'utf8'), 'bench:scale', text));
  process.stdout.write(`${text}\n`);
  process.exitCode = targets.every(({ isKept }) => isKept) ? 0 : 1;
} finally {
  for (const { end } of Object.values(started)) await end();
}

/** Ten times as many pipelines as in the other rounds, on four workers and PostgreSQL. */
async function measureMany() {
  const { open, used } = started.PostgreSQL;
  const size = { workers: 4, pipelines: 10 * pipelines };
  const run = await measureAll(await open(), used, size);
  process.stderr.write(`PostgreSQL, ${size.pipelines} pipelines: ${run.duplicates} twice\n`);
  return { ...size, ...run };
}

/** The creations of Restate take turns in its directory, so it has fewer pipelines. */
function numberFor(engine) {
  return engine === 'Restate' ? pipelines / 4 : pipelines;
}

/** The median of each figure, for each engine and number of workers. */
function medians() {
  const groups = new Map();
  for (const run of runs) {
    const key = `${run.engine} ${run.workers}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const of = (name) => median(group.map((run) => run[name]));
    const { engine, workers } = group[0];
    const figures = ['decisions', 'calls', 'starts', 'rss', 'users', 'work', 'engineTime'].map(
      (name) => [name, of(name)],
    );
    const duplicates = Math.max(...group.map((run) => run.duplicates));
    return { engine, workers, ...Object.fromEntries(figures), duplicates };
  });
}

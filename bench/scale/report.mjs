/** The results of the benchmark as a section of `docs/scaling.md`, and its targets. */
import { cpus } from 'node:os';
import { callsEach } from './measure.mjs';

const whole = (value) => Math.round(value).toLocaleString('en-US');
const tenth = (value) => value.toFixed(1);
const megabytes = (bytes) => `${whole(bytes / 1_000_000)} MB`;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Compares the figures with their targets. If a figure is missing, its target is missed. */
export function judge({ all, many, latencies, takeovers, returns, rest }) {
  const of = (engine, workers) =>
    all.find((row) => row.engine === engine && row.workers === workers);
  const ratio = (engine, workers) => of(engine, workers)?.decisions / of(engine, 1)?.decisions;
  const duplicates = [many, ...all].reduce((sum, row) => sum + row.duplicates, 0);
  return [
    atLeast('PostgreSQL, one worker: decisions a second', of('PostgreSQL', 1)?.decisions, 1_500),
    atLeast('PostgreSQL: four workers to one', ratio('PostgreSQL', 4), 0.9),
    atLeast(
      'SQLite, full, one worker: decisions a second',
      of('SQLite, full', 1)?.decisions,
      5_000,
    ),
    atLeast('SQLite, full: four workers to one', ratio('SQLite, full', 4), 1),
    atLeast('Restate, one worker: decisions a second', of('Restate', 1)?.decisions, 400),
    atMost('executor calls made twice', duplicates, 0),
    ...latencies.flatMap(({ engine, acted, heard }) => [
      atMost(`${engine}: stop to act, p50, in ms`, acted.p50, 15),
      atMost(`${engine}: stop to act, p95, in ms`, acted.p95, 100),
      atMost(`${engine}: a wait on another server, p50, in ms`, heard.p50, 15),
      atMost(`${engine}: a wait on another server, p95, in ms`, heard.p95, 100),
    ]),
    ...takeovers.flatMap(({ engine, killed, hangs }) => [
      atMost(`${engine}: takeover from a worker that was killed, in s`, killed, lease + 2),
      atMost(`${engine}: takeover from a worker that hangs, in s`, hangs, lease + 2),
    ]),
    ...returns.map(({ engine, settled }) =>
      atMost(`${engine}: settled after its return, in s`, settled, 10),
    ),
    atMost('at rest: queries a second and worker', rest.queries, 3),
    atMost('at rest: rows a second and worker', rest.rows, 5),
  ];
}

/** By default, in seconds. */
const lease = 15;

const atLeast = (name, value, least) => {
  return { name, value, bound: `at least ${least}`, isKept: value >= least };
};
const atMost = (name, value, most) => {
  return { name, value, bound: `at most ${most}`, isKept: value <= most };
};

/** The growth of PostgreSQL and Restate beyond one machine, from what a decision costs here. */
function onPaper(all) {
  const rows = ['PostgreSQL', 'Restate'].flatMap((engine) => {
    // Of four workers: each makes smaller batches than one alone, as many machines do.
    const row = all.find((each) => each.engine === engine && each.workers === 4);
    if (row === undefined) return [];
    const rate = (cores) => (cores * 1_000) / row.engineTime;
    const cores = (time, server) => Math.ceil((rate(server) * time) / 1_000);
    return [2, 8, 32].map((server) => [
      ...[engine, server, whole(rate(server))],
      ...[cores(row.users, server), cores(row.work, server)],
    ]);
  });
  return `On paper, beyond one machine: if its server has that many processors for itself, it carries so many decisions a
second, and users (API servers) and workers need so many processors for them on other machines. The disk, which batches
spare, and the network are not counted, and neither is what a real executor does.

${table(
  ['engine', 'processors of the server', 'decisions/s', 'processors of API servers', 'of workers'],
  rows,
)}`;
}

/** The section, as Markdown. */
export function section(measured) {
  const { all, many, latencies, takeovers, returns, rest } = measured;
  const { targets, pipelines, rested } = measured;
  const [{ model }] = cpus();
  return `## Measured

By \`npm run bench:scale\` on ${cpus().length} processors (${model}), Node ${process.version}: the database, all
workers and the users share them. ${whole(pipelines)} pipelines (Restate: a quarter of that) are started and stopped with
a checkpoint, 100 at once; a decision is an action that was decided or an observation that was applied, and written. The
medians of interleaved rounds, after one that only warms up the processes:

${table(
  [
    'engine',
    'workers',
    'decisions/s',
    'executor calls/s',
    'starts/s',
    'asked twice',
    'memory of a worker',
  ],
  all.map((row) => [
    row.engine,
    row.workers,
    whole(row.decisions),
    whole(row.calls),
    whole(row.starts),
    row.duplicates,
    megabytes(row.rss),
  ]),
)}

With ${whole(many.pipelines)} pipelines on ${many.workers} workers, PostgreSQL makes ${whole(many.decisions)} decisions a second, and ${whole(many.duplicates)} of
${whole(2 * callsEach * many.pipelines)} executor calls were made twice.

From the answer to \`stop?force=true\` until an executor in another process is asked, and until another server that
watches the pipeline has heard of it, one stop after the other, in milliseconds:

${table(
  ['engine', ...['asked', 'heard'].flatMap((each) => [`${each}, p50`, 'p95', 'p99'])],
  latencies.map(({ engine, acted, heard }) => [
    engine,
    ...[acted, heard].flatMap(({ p50, p95, p99 }) => [p50, p95, p99].map(tenth)),
  ]),
)}

Until all pipelines of a worker that is gone are where they shall be, by another worker, in seconds, with the default
lease of ${lease} seconds:

${table(
  ['engine', 'it was killed', 'it hangs'],
  takeovers.map(({ engine, killed, hangs }) => [engine, tenth(killed), tenth(hangs)]),
)}

Until all pipelines are where they shall be, counted from the return of an engine that was killed while they all
started on two workers, in seconds:

${table(
  ['engine', 'pipelines', 'settled after'],
  returns.map(({ engine, pipelines, settled }) => [engine, whole(pipelines), tenth(settled)]),
)}

Processor time of a decision, in milliseconds: that of the users who ask, of the workers, and of the server that keeps
the pipelines, which for SQLite is a part of both.

${table(
  ['engine', 'workers', 'users', 'workers', 'server'],
  all.map(({ engine, workers, users, work, engineTime }) => [
    engine,
    workers,
    ...[users, work, engineTime].map((value) => value.toFixed(2)),
  ]),
)}

${onPaper(all)}

At rest, beside ${whole(rested)} settled pipelines in PostgreSQL, each worker makes ${tenth(rest.queries)} queries and
reads ${tenth(rest.rows)} rows a second.

${targets.map(({ name, value, bound, isKept }) => `- ${isKept ? 'Kept' : '**Missed**'}: ${name} (${value?.toFixed(2)}, ${bound}).`).join('\n')}`;
}

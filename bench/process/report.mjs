/** The part of `docs/performance.md` that is about one process, from the measurements. */
import { table, written } from '../figures.mjs';
import { number } from '../http/targets.mjs';
import { load, machine, versions } from '../surroundings.mjs';
import { growthTable } from './growth.mjs';
import { effort } from './measure.mjs';

const packages = ['hono', '@hono/node-server', 'better-sqlite3'];

/** The section, without its markers. */
export function section(measured) {
  return [
    '## One process with many pipelines',
    `Measured on ${machine()}, with ${versions(packages)}. ${load()}`,
    targetTable(measured),
    method(),
    '### Pipelines',
    pipelineTable(measured),
    '### Event streams of one pipeline',
    streamTable(measured),
    '### Event streams of all pipelines',
    ofAllTable(measured),
    '### How each cost grows',
    growth(measured),
  ].join('\n\n');
}

function targetTable({ targets }) {
  const rows = targets.map(({ name, target, reached, isKept }) => {
    return [name, target, isKept ? 'kept' : '**missed**', reached];
  });
  return table(['figure', 'target', '', 'reached'], rows, 4);
}

function method() {
  return `All pipelines are settled: half of them are stopped, half of them run. Their names were created in no order. Times are milliseconds of processor time, so that other work on the machine does not count, unless they are by the clock. Each store and each number of pipelines has a process of its own, and so has each server; ${effort.rest} seconds are rest.`;
}

function pipelineTable({ costs: { memory, sqlite } }) {
  const all = [...memory, ...sqlite];
  const row = (name, figure) => [name, ...all.map(figure)];
  const sweep = (field) => (each) => (each.sweep === null ? '' : written(each.sweep[field]));
  const listened = memory[0].heard.flatMap(({ listeners }, index) => [
    row(`a change with ${counted(listeners)}`, ({ heard }) => written(heard[index].change)),
    row('– until the last has heard, by the clock, p50', ({ heard }) => written(heard[index].p50)),
    row('– p95', ({ heard }) => written(heard[index].p95)),
  ]);
  const head = ['memory', 'SQLite'].flatMap((store) =>
    memory.map(({ pipelines }) => `${store}, ${number(pipelines)}`),
  );
  return table(
    ['', ...head],
    [
      row('heap of a pipeline, in bytes', ({ bytes }) => number(bytes)),
      row('a page of 100, anywhere in the list', ({ page }) => written(page)),
      row('the first page after a creation, with it', (each) => written(each.pageAfterCreation)),
      row('a look of the reconciler at all pipelines', sweep('processor')),
      row('– by the clock', sweep('clock')),
      row('– the longest time in which nothing else runs, by the clock', sweep('longest')),
      row('the reconciler at rest, in a second', ({ atRest }) => written(atRest)),
      ...listened,
    ],
  );
}

const counted = (listeners) =>
  listeners === 1 ? 'one listener' : `${number(listeners)} listeners`;

function streamTable({ streams }) {
  const row = (name, figure) => [name, ...streams.map((each) => written(figure(each)))];
  const rows = [
    row('memory of a stream, in kB', ({ bytes }) => bytes / 1_000),
    row('a decision, until all have heard, by the clock, p50', ({ p50 }) => p50),
    row('– p95', ({ p95 }) => p95),
    row('– processor time', ({ cost }) => cost),
    row('all of them at rest, in a second', ({ atRest }) => atRest),
    row('a decision that none of them watches', ({ besideCost }) => besideCost),
    row('– before they were opened', ({ aloneCost }) => aloneCost),
  ];
  const head = streams.map((each) => `${number(each.streams)} streams`);
  return `The handler with \`memoryStore\` and ${number(streams[0].pipelines)} pipelines, behind \`@hono/node-server\`. Another process has the other ends of the streams, and acts. A decision is a request, with its answer.

${table(['', ...head], rows)}`;
}

function ofAllTable({ ofAll }) {
  const row = (name, figure) => [name, ...ofAll.map((each) => written(figure(each)))];
  const rows = [
    row('memory of a stream, in MB', ({ bytes }) => bytes / 1e6),
    row('the list with which a stream begins', ({ cost }) => cost),
    row('a decision, until all five have heard, by the clock', ({ toldIn }) => toldIn),
  ];
  const head = ofAll.map(({ pipelines }) => `${number(pipelines)} pipelines`);
  return `A stream of all pipelines remembers which of them it has shown, and begins with all of them.

${table(['', ...head], rows)}`;
}

/** Each cost with its points, by what it grows with, and with what bounds it. */
function growth({ costs: { memory, sqlite }, streams, ofAll, heapLimit }) {
  const largest = memory.at(-1);
  const byPipelines = (all, figure) => all.map((each) => [each.pipelines, figure(each)]);
  const byStreams = (figure) => streams.map((each) => [each.streams, figure(each)]);
  const fit = Math.floor(heapLimit / largest.bytes / 1e5) / 10;
  const rows = [
    {
      name: 'heap of all pipelines in memory, in MB',
      points: byPipelines(memory, ({ bytes, pipelines }) => (bytes * pipelines) / 1e6),
      bound: `the heap of Node, ${number(heapLimit / 1e6)} MB here: ${fit} million pipelines. SQLite keeps none of them on the heap`,
    },
    {
      name: 'a page of 100 in memory',
      points: byPipelines(memory, ({ page }) => page),
      bound: 'the caches of the processor, which hold fewer and fewer of them',
    },
    {
      name: 'a page of 100 in SQLite',
      points: byPipelines(sqlite, ({ page }) => page),
      bound: 'nothing: an index finds it',
    },
    {
      name: 'a page after a creation, in memory',
      points: byPipelines(memory, ({ pageAfterCreation }) => pageAfterCreation),
      bound: 'the names behind the new one move by one place',
    },
    {
      name: 'a look of the reconciler at all, in memory',
      points: byPipelines(memory, ({ sweep }) => sweep.processor),
      bound:
        'one processor, every five seconds by default: a longer `resync`, or a store with claims, which looks at what is due alone',
    },
    {
      name: 'the reconciler at rest, in SQLite, in a second',
      points: byPipelines(sqlite, ({ atRest }) => atRest),
      bound: 'nothing: it asks for what is due, and there is none',
    },
    {
      name: 'memory of all event streams, in MB',
      with: 'streams',
      points: byStreams(({ bytes, streams: count }) => (bytes * count) / 1e6),
      bound: 'the files that a process may have open, then its memory',
    },
    {
      name: 'telling all event streams of a decision',
      with: 'streams',
      points: byStreams(({ cost }) => cost),
      bound: 'one processor: several servers share the streams',
    },
    {
      name: 'all event streams at rest, in a second',
      with: 'streams',
      points: byStreams(({ atRest }) => atRest),
      bound: 'one processor: each is told every 15 seconds that it lives',
    },
    {
      name: 'a decision that no stream watches',
      with: 'streams',
      points: byStreams(({ besideCost }) => besideCost),
      bound: 'nothing: nobody else is woken',
    },
    {
      name: 'memory of one stream of all pipelines, in MB',
      points: byPipelines(ofAll, ({ bytes }) => bytes / 1e6),
      bound:
        'the memory of the process, because each of these streams needs it: let many users watch the pages that they see',
    },
    {
      name: 'the list with which a stream of all pipelines begins',
      points: byPipelines(ofAll, ({ cost }) => cost),
      bound: 'one processor, whenever somebody connects',
    },
  ];
  return `From the two largest sizes that were measured; the last size is on paper.

${growthTable(rows)}`;
}

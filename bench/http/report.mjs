/** The part of `docs/performance.md` that is about HTTP, from the measurements. */
import { cells, ratios, spread, table, written } from '../figures.mjs';
import { load, machine, versions } from '../surroundings.mjs';
import { effort } from './measure.mjs';
import { loads } from './requests.mjs';
import { number } from './targets.mjs';

const packages = ['hono', '@hono/node-server', 'zod', 'autocannon'];
const three = ['minimum', 'median', 'maximum'];

/** The section, without its markers. */
export function section({ results, callers, streams, memory, targets }) {
  return [
    '## Over HTTP',
    `Measured on ${machine()}, with ${versions(packages)}. ${load()}`,
    targetTable(targets),
    method(),
    rateTable(results),
    '### A thousand callers at once',
    together(callers),
    '### Event streams',
    streamsText(streams),
    '### Memory',
    memoryText(memory),
  ].join('\n\n');
}

function targetTable(targets) {
  const rows = targets.map(({ name, target, reached, isKept }) => {
    return [name, target, isKept ? 'kept' : '**missed**', reached];
  });
  return table(['figure', 'target', '', 'reached'], rows, 4);
}

function method() {
  const { connections, rounds, seconds } = effort;
  return `The handler with \`memoryStore\`, 10,000 pipelines in all states and one API key, behind \`@hono/node-server\`, runs in a process of its own. Another process sends requests, spread over all the pipelines, over ${connections} connections as fast as they are answered: ${rounds} rounds of ${seconds} seconds each, in turn with a server of the same kind that answers an empty 202 to everything. Rates are requests per second of the server's processor time: what one core answers if it has nothing else to do. Most decisions are refusals, with a body that says why.`;
}

function rateTable(results) {
  const rates = (id) => results[id].map(({ perProcessorSecond }) => perProcessorSecond);
  const rows = Object.entries(loads).map(([id, { name }]) => {
    const { minimum, median, maximum } = spread(rates(id));
    const ratio = id === 'empty' ? ['', '', ''] : cells(spread(ratios(rates(id), rates('empty'))));
    return [
      name,
      ...[minimum, median, maximum].map(number),
      ...ratio,
      ...['perSecond', 'p50', 'p99'].map((field) => middle(results[id], field)),
    ];
  });
  const head = [
    '',
    ...three.map((each) => `${each}, /s`),
    ...three.map((each) => `${each}, ratio to the empty 202`),
    ...['by the clock, /s', 'p50, ms', 'p99, ms'],
  ];
  return table(head, rows);
}

/** The median over the rounds; latencies are whole milliseconds. */
function middle(rounds, field) {
  return number(spread(rounds.map((round) => round[field])).median);
}

function together({ answered, perSecond, p50, p99, verdict }) {
  const { calls, readings, legal } = verdict;
  return `${number(effort.callers)} connections act on one pipeline and read it, in no order, for ${effort.together} seconds while a reconciler moves it: ${number(answered)} requests, ${number(perSecond)} per second by the clock, half of them answered within ${number(p50)} ms and all but one in a hundred within ${number(p99)} ms. Recorded in the order in which the handler reports them, the ${number(calls)} actions and ${number(readings)} readings are a history that \`checkHistory\` finds ${legal ? 'legal' : '**not legal**'}.`;
}

function streamsText({ count, bare, library }) {
  const figures = ({ megabytes, answeredIn, toldIn }) => [megabytes, answeredIn, toldIn];
  const row = (name, each) => [name, ...figures(each).map(number)];
  const compared = figures(library).map((figure, index) => written(figure / figures(bare)[index]));
  const head = ['', 'memory, MB', 'the start is answered, ms', 'all are told, ms'];
  const rows = [
    row('the handler', library),
    row('a bare event stream of @hono/node-server', bare),
    ['ratio', ...compared],
  ];
  return `${number(count)} connections watch one pipeline, and it is started. Memory is that of the server's process, after garbage collection, less what it had before the first stream. The bare stream authenticates nobody, reads no store, and sends the same bytes to all.

${table(head, rows)}`;
}

function memoryText({ heaps, answered, steps }) {
  const rows = [heaps.map((bytes) => written(bytes / 1e6))];
  const head = heaps.map((_, minute) => `minute ${minute + 1}`);
  return `Ten minutes on a virtual clock: 10,000 pipelines, a reconciler, an executor that takes its time and fails now and then, ${number(answered)} actions, reads, long polls and event streams at random, some of them abandoned by the client, and ${number(steps)} steps of the reconciler. The heap after each minute, in megabytes after garbage collection:

${table(head, rows, 0)}`;
}

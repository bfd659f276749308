/** The report: `docs/performance.md`, from what was measured. */
import { coldStarts as coldPrograms } from './cold-start.mjs';
import { contestants, idsFor } from './contestants.mjs';
import { cells, differences, ratios, spread, table, written } from './figures.mjs';
import { effort } from './rounds.mjs';
import { downloads } from './sizes.mjs';
import { load, machine, versions } from './surroundings.mjs';

const three = ['minimum', 'median', 'maximum'];

/** The whole document. */
export function document(measured) {
  return [
    '<!-- Written by `npm run bench`; what is changed by hand is lost. -->',
    '# Performance',
    `Measured on ${machine()}, by ${versions()}. ${load()}`,
    'Ratios carry over to other machines; rates and times do not. A target is judged by its median.',
    '## Targets',
    targetTable(measured),
    ...explanations(measured),
    '## How it is measured',
    method(measured),
    '## The legal sequence',
    'Every event is accepted.',
    rateTable(measured, 'legal'),
    '## The uniform sequence',
    'Every event is as likely as any other, so most are refused, and each refusal says why.',
    rateTable(measured, 'uniform'),
    '## `decide` beside the others',
    `\`decide\` and \`observe\` are so many times as fast:`,
    comparison(measured),
    '## Seen before, and not',
    unseen(measured),
    '## A fleet of a million machines',
    rateTable(measured, 'fleet'),
    '## Cold start',
    'Each in a new process, in milliseconds of processor time; the last column is by the clock. What is above an empty module is what the import itself costs.',
    coldTable(measured),
    '## Download',
    'Bundled and minified by esbuild, in kilobytes.',
    sizeTable(measured),
    '## Who takes part',
    participants(),
  ]
    .join('\n\n')
    .concat('\n');
}

function targetTable({ targets }) {
  const rows = targets.map(({ name, atLeast, atMost, unit, reached, isKept }) => {
    const limit = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return [name, `${limit} ${unit}`, isKept ? 'kept' : '**missed**', ...cells(reached)];
  });
  return table(['figure', 'target', '', ...three], rows, 3);
}

function explanations({ targets }) {
  return targets
    .filter(({ isKept }) => !isKept)
    .map(({ name, atLeast, atMost, unit, reached, why }) => {
      const limit = atLeast ?? atMost;
      const share = Math.round((Math.abs(limit - reached.median) / limit) * 100);
      const word = atLeast === undefined ? 'more' : 'less';
      return `**Missed, ${share} % ${word} than ${limit} ${unit}: ${name}.** ${why ?? 'Nobody has explained this yet.'}`;
    });
}

function method({ sequences }) {
  const { processes, roundsEach, round } = effort;
  return `Two sequences of ${written(sequences.legal.steps.length)} events, the same in every run, begin with a pipeline that is stopped and are replayed again and again. An event is an action of a user or an observation of the runner, drawn from the 48 kinds that the table tells apart: in the legal sequence from those that are accepted, in the uniform one from all.

Each contestant first works off each sequence once, and must agree with the library event by event. It then runs in processes of its own, so that what V8 learns from one cannot slow another: ${processes} one after the other, with ${roundsEach} rounds each. In a round every contestant has its turn, for ${round} ms; a ratio is that of two turns of the same round. Rates are in millions of events per second of processor time, with the garbage collector in the same thread: what else the machine does does not count. The sequences are short enough for the caches and the branch predictor of the processor, which flatters every contestant alike.`;
}

function rateTable({ rates }, name) {
  const rows = idsFor(name).map((id) => {
    const { name: label, against } = contestants[id];
    const perMillion = rates[name][id].map((each) => each / 1e6);
    const ratio =
      against === null
        ? ['', '', '']
        : cells(spread(ratios(rates[name][id], rates[name][against])));
    return [
      label,
      against === null ? '' : contestants[against].name,
      ...cells(spread(perMillion)),
      ...ratio,
    ];
  });
  const head = ['contestant', 'compared with', ...three.map((each) => `${each}, M/s`)];
  return table([...head, ...three.map((each) => `${each}, ratio`)], rows, 2);
}

function comparison({ rates }) {
  const others = ['switch', 'fsm', 'robot3', 'actor', 'transition'];
  const rows = others.map((id) => [
    contestants[id].name,
    ...['legal', 'uniform'].flatMap((name) =>
      cells(spread(ratios(rates[name].decide, rates[name][id]))),
    ),
  ]);
  const head = ['legal', 'uniform'].flatMap((name) => three.map((each) => `${name}, ${each}`));
  return table(['as', ...head], rows);
}

function unseen({ found, rates, sequences }) {
  const of = (name) => {
    const { median } = spread(ratios(rates[name].decideUnseen, rates[name].switchUnseen));
    return `${written(median)} (${name})`;
  };
  const count = sequences.legal.steps.length;
  return `The library remembers deployments and results that it made lately, and hands out the same frozen objects again. When a sequence is replayed, ${found.legal} of ${written(count)} results of the legal one and ${found.uniform} of the uniform one are the very objects of the replay before: so are the first lines of the tables to be read, and so fares a server whose users ask about the same pipelines again and again.

'Never seen' begins each replay at a generation that no replay had before, so that nothing of an earlier one is found: so fares a simulation, or a server with more pipelines than places to remember them. Nearly every deployment and every result is then made, entered into memory, and dropped from it by a later one; the library is ${of('legal')} and ${of('uniform')} times as fast as the switch, which makes them too and remembers nothing.

'Events not parsed before' are plain objects, as JSON.parse makes them, where the first line has what \`parseAction\` and \`parseObservation\` return. 'Copies that are not frozen' are what a host has that reads each deployment from a database and hands it over as it is: it is checked and recognized field by field. The switch validates nothing, in no line: it takes an impossible deployment or a misspelled parameter as it comes.`;
}

function coldTable({ coldStarts }) {
  const rows = Object.entries(coldPrograms).map(([id, { name }]) => {
    const { processor, clock } = coldStarts[id];
    const above = cells(spread(differences(processor, coldStarts.nothing.processor)));
    return [name, ...cells(spread(processor)), ...above, written(spread(clock).median)];
  });
  const head = ['', ...three, ...three.map((each) => `above empty, ${each}`), 'clock, median'];
  return table(head, rows);
}

function sizeTable({ sizes }) {
  const rows = Object.entries(downloads).map(([id, { name }]) => {
    const { minified, gzip } = sizes[id];
    return [name, written(minified / 1000), written(gzip / 1000)];
  });
  return table(['', 'minified', 'gzip'], rows);
}

function participants() {
  const rows = groups().map(({ names, file, agrees }) => [
    names.join(', '),
    `[${file}.mjs](../bench/contestants/${file}.mjs)`,
    agrees,
  ]);
  return `${table(['contestant', 'written in', 'agrees with the library, event by event, on'], rows, 3)}

The switch is what a good engineer writes by hand for speed: every rule, new deployments and results frozen, a reason with each refusal. XState runs the machine of this library. robot3 and \`@xstate/fsm\` have no parallel regions: they run one flat machine with a state for each of the 28 pairs of statuses and the rest in its context, and give no reasons. The table and the raw arrays leave out what an error says and how high the numbers are.`;
}

/** Contestants of one file that agree on the same differ only in what they are given. */
function groups() {
  const found = new Map();
  for (const { file, name, agrees } of Object.values(contestants)) {
    const key = `${file}: ${agrees}`;
    const group = found.get(key) ?? { names: [], file, agrees };
    group.names.push(name);
    found.set(key, group);
  }
  return [...found.values()];
}

/** The report: `docs/performance.md`, from the measurements. */
import { coldStarts as coldPrograms, proofs as proofPrograms } from './cold-start.mjs';
import { contestants, idsFor } from './contestants.mjs';
import { cells, differences, ratios, spread, table, written } from './figures.mjs';
import { effort } from './rounds.mjs';
import { downloads } from './sizes.mjs';
import { load, machine, versions } from './surroundings.mjs';

const three = ['minimum', 'median', 'maximum'];

/** The whole document. */
export function document(measured) {
  return [
    '<!-- Written by `npm run bench`; changes by hand are lost. -->',
    '# Performance',
    `Measured on ${machine()}, with ${versions()}. ${load()}`,
    'Ratios carry over to other machines; rates and times do not. The median decides if a target is kept.',
    '## Targets',
    targetTable(measured),
    ...missedLines(measured),
    '## How it is measured',
    method(measured),
    '## The legal sequence',
    'Every event is accepted.',
    rateTable(measured, 'legal'),
    '## The uniform sequence',
    'Every event is equally likely, so most are refused, and each refusal says why.',
    rateTable(measured, 'uniform'),
    '## `decide` compared with the others',
    `How many times as fast \`decide\` and \`observe\` are:`,
    comparison(measured),
    '## New deployments, and input that was not parsed',
    unseen(measured),
    '## A fleet of a million machines',
    rateTable(measured, 'fleet'),
    '## Cold start',
    'Each starts in a new process. Times are in milliseconds of processor time; the last column is by the clock. The difference to an empty package is the cost of the import itself.',
    coldTable(measured),
    '## Exploring and proving',
    'Each in a new process, after the import. Times are in milliseconds of processor time, which includes that of the garbage collector in threads of its own; the last column is by the clock.',
    proofTable(measured),
    '## Download',
    'Bundled and minified by esbuild, in kilobytes.',
    sizeTable(measured),
    '## The contestants',
    participants(),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A row for each target. */
export function targetTable({ targets }) {
  const rows = targets.map(({ name, atLeast, atMost, unit, reached, isKept }) => {
    const limit = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return [name, `${limit} ${unit}`, isKept ? 'kept' : '**missed**', ...cells(reached)];
  });
  return table(['figure', 'target', '', ...three], rows, 3);
}

/** A line for each target that is missed: by how much, and why. */
export function missedLines({ targets }) {
  return targets
    .filter(({ isKept }) => !isKept)
    .map(({ name, atLeast, atMost, unit, reached, why }) => {
      const limit = atLeast ?? atMost;
      const share = Math.round((Math.abs(limit - reached.median) / limit) * 100);
      const word = atLeast === undefined ? 'more' : 'less';
      return `**Missed, ${share} % ${word} than ${limit} ${unit}: ${name}.** ${why ?? 'This has no explanation yet.'}`;
    });
}

function method({ sequences }) {
  const { processes, roundsEach, round } = effort;
  return `Two sequences of ${written(sequences.legal.steps.length)} events, the same in every run, begin with a stopped pipeline and are replayed again and again. An event is an action of a user or an observation of the runner, drawn from 48 kinds: in the legal sequence from those that are accepted or applied, in the uniform one from all.

Each contestant first processes each sequence once, and must agree with the library event by event. It then runs in processes of its own, so that what V8 learns from one cannot slow another: ${processes}, one after the other, with ${roundsEach} rounds each. In a round every contestant has a turn of ${round} ms; a ratio compares two turns of the same round. Rates are in millions of events per second of processor time, with the garbage collector in the same thread, so other work on the machine does not count. The sequences are short enough for the caches and the branch predictor of the processor, which flatters every contestant alike.`;
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

function unseen({ rates }) {
  const of = (name) => {
    const { median } = spread(ratios(rates[name].decideUnseen, rates[name].switchUnseen));
    return `${written(median)} (${name})`;
  };
  return `'Never seen' begins each replay at a generation that no replay had before, as in a simulation or in a server with many pipelines: every deployment and every result is new. There the library is ${of('legal')} and ${of('uniform')} times as fast as the switch, which makes them too, but validates nothing: it accepts an impossible deployment or a misspelled parameter as it comes.

'Events not parsed before' are plain objects, as JSON.parse makes them; elsewhere they are what \`parseAction\` and \`parseObservation\` return. 'Copies that are not frozen' are what a host has if it reads each deployment from a database and passes it on as it is. The honest switch is the rival there: it validates the same input, freezes the same results, and gives the same reasons, word by word.`;
}

function proofTable({ proofs }) {
  const rows = Object.entries(proofPrograms).map(([id, { name }]) => {
    const { processor, clock } = proofs[id];
    return [name, ...cells(spread(processor)), written(spread(clock).median)];
  });
  return table(['', ...three, 'clock, median'], rows);
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

The switch is what a good engineer writes by hand for speed: every rule, new deployments and results frozen, a reason with each refusal. The honest switch has the same rules in the same file, and reads each field of its input once and checks it. XState runs the machine of this library. robot3 and \`@xstate/fsm\` have no parallel regions, so they run one flat machine with a state for each of the 28 pairs of statuses and the rest in its context, and give no reasons. The table and the raw arrays leave out the text of an error and the size of the numbers.`;
}

/** Contestants of one file that agree on the same things differ only in their input. */
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

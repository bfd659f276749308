/**
 * The targets of the library, each a figure of this run. The median decides.
 *
 * `why` explains a target that is missed, and is printed only then.
 */
import { contestants } from './contestants.mjs';
import { differences, ratios, spread } from './figures.mjs';

const rate =
  (sequence, of, to) =>
  ({ rates }) =>
    spread(ratios(rates[sequence][of], rates[sequence][to]));
const cold =
  (of, above) =>
  ({ coldStarts }) =>
    spread(differences(coldStarts[of].processor, coldStarts[above].processor));
const proof =
  (id, kind) =>
  ({ proofs }) =>
    spread(proofs[id][kind]);
const size =
  (id) =>
  ({ sizes }) => {
    const kilobytes = sizes[id].gzip / 1000;
    return { minimum: kilobytes, median: kilobytes, maximum: kilobytes };
  };
const tableIsStrict =
  'By what the download shrinks if a file is left out, in kB: the answers of the machine 1.4, the table and its layout 1.3, classes and how they are read 1.2, reading and checking input 1.9, the words and their positions 0.8, the errors that name a field 0.6.';
const serverExplains =
  'By what the download shrinks if a file is left out, in kB: the answers of the machine 1.2, classes and how they are read 1.7, the statements, hints and bodies that its errors and outcomes show 2.5, reading and checking input 2.7, the words and their positions 0.8, the errors that name a field 0.6. Without the texts it would be about 8.7; errors that explain are worth more.';

const twoObjects =
  'A decision would have to take less than one and a half times as long as the switch that validates nothing, which does little else than make two objects and freeze them.';

const whileOthersWork =
  'This has not been profiled. It moves by a factor of two with what else the machine does, as its minimum and maximum show, so measure it again on a quiet machine before you look for a cause.';

/** `decide` and `observe`, and the honest switch with the same input. */
const fresh = ['decideUnseen', 'decidePlain', 'decideCopies'];
const honestly = fresh.flatMap((id) =>
  ['legal', 'uniform'].map((sequence) => ({
    name: `${contestants[id].name}, to the honest switch, ${sequence} sequence`,
    atLeast: 1,
    unit: '×',
    figure: rate(sequence, id, contestants[id].against),
    why: whileOthersWork,
  })),
);

const targets = [
  ...honestly,
  {
    name: '`decide` to the switch that validates nothing, deployments never seen, legal sequence',
    atLeast: 0.8,
    unit: '×',
    figure: rate('legal', 'decideUnseen', 'switchUnseen'),
    why: 'That switch takes as long as its two literals and its two freezes, and so does a decision on what the library has made and marked, with the look at the marks besides.',
  },
  {
    name: '`decide` to XState `transition()`, deployments never seen, legal sequence',
    atLeast: 300,
    unit: '×',
    figure: rate('legal', 'decideUnseen', 'transition'),
    why: twoObjects,
  },
  {
    name: '`decide` to an actor of XState, deployments never seen, legal sequence',
    atLeast: 60,
    unit: '×',
    figure: rate('legal', 'decideUnseen', 'actor'),
    why: twoObjects,
  },
  {
    name: '`step` to the raw array with a reject flag, legal sequence',
    atLeast: 0.9,
    unit: '×',
    figure: rate('legal', 'step', 'rawFlagged'),
    why: 'V8 has compiled the loop with a call in it: the one that lays out a row when it is first needed. It then keeps the state in memory and not in a register, and each step waits a quarter longer for it. How long the loop has run before it is compiled decides that, so one process may reach 0.99 and the next 0.77. The checks of the two numbers cost nothing: the processor does them while it waits for the array. To lay out everything when the table is compiled would spare the call, but takes several times as long as a cold start may.',
  },
  {
    name: '`stepFleet` to the raw sweep, a million machines',
    atLeast: 0.8,
    unit: '×',
    figure: rate('fleet', 'stepFleet', 'rawFleet'),
    why: whileOthersWork,
  },
  {
    name: 'cold start of the core and one decision, above xstate alone',
    atMost: 9,
    unit: 'ms',
    figure: cold('core', 'xstate'),
    why: 'To open, read and compile three files takes Node and V8 about 5 ms, XState takes 2.1 ms to make the state nodes and transitions of the machine (1.0 ms of them for a machine without any event), the tables of the library 2.5 ms, and the first decision 0.9 ms. Without the machine it would take about 7.5 ms; to minify the files saves at most 0.5 ms.',
  },
  {
    name: 'cold start of the table, compiled, and one step, above an empty package',
    atMost: 5,
    unit: 'ms',
    figure: cold('tableStep', 'nothing'),
    why: 'To open, read and compile two files takes Node and V8 about 2.5 ms, to make and freeze the vocabulary 1 ms, and to compile the table and step once 1.2 ms.',
  },
  {
    name: '`explore`, cold',
    atMost: 250,
    unit: 'ms',
    figure: proof('explore', 'clock'),
    why: whileOthersWork,
  },
  {
    name: '`verify` of all combinations of capabilities, processor time',
    atMost: 600,
    unit: 'ms',
    figure: proof('verify', 'processor'),
    why: whileOthersWork,
  },
  {
    name: 'download of the table, gzip',
    atMost: 7,
    unit: 'kB',
    figure: size('table'),
    why: tableIsStrict,
  },
  {
    name: 'download of what a server calls of the core, gzip',
    atMost: 9,
    unit: 'kB',
    figure: size('server'),
    why: serverExplains,
  },
  {
    name: 'download of the whole core without xstate, gzip',
    atMost: 14,
    unit: 'kB',
    figure: size('core'),
    why: 'It contains everything twice: as the machine that hosts run as an actor, and as the answers of the machine that `decide` and `observe` read. And it contains the texts, in kB: statements, quotes and hints of the rules 3.5, meanings and labels 2.0. A bundler leaves out what a program does not call, as the row above shows.',
  },
];

const pairs = fresh.flatMap((id) => [id, contestants[id].against]);

/** The contestants that the targets compare, by sequence. */
export const measuredQuickly = {
  legal: [...pairs, 'switchUnseen', 'transition', 'actor', 'step', 'rawFlagged'],
  uniform: pairs,
  fleet: ['stepFleet', 'rawFleet'],
};

/** Each target with the figure that was reached, and if it is kept. */
export function judge(measured) {
  return targets.map((target) => {
    const reached = target.figure(measured);
    const { atLeast = -Infinity, atMost = Infinity } = target;
    return { ...target, reached, isKept: reached.median >= atLeast && reached.median <= atMost };
  });
}

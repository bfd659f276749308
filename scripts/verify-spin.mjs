/**
 * A second opinion: the model checker Spin explores and verifies the machine, with every
 * combination of capabilities, and its states and steps are compared with those of the library.
 *
 * With `--plant` it looks for planted bugs instead, to show that it can fail. The exit status is 0
 * if all is well, 1 if it is not, and 2 if Spin or a compiler is missing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilityNames, everyCapabilities, lifecycleMachine } from 'pipeline-lifecycle';
import { promelaProperties, toPromela } from 'pipeline-lifecycle/verify';
import { spinTools, verify } from './spin.mjs';
import { bugs, planted } from './spin-bugs.mjs';
import {
  compare,
  controlStates,
  deploymentsOf,
  difference,
  pairsOf,
  stepsOf,
} from './spin-compare.mjs';

const formulas = promelaProperties.liveness.map(({ name }) => name);
const properties = Object.values(promelaProperties).flat();
const folder = await mkdtemp(join(tmpdir(), 'pipeline-lifecycle-spin-'));
process.exitCode = await main(process.argv.includes('--plant') ? findBugs : verifyAll);

async function main(task) {
  const { missing, version } = await spinTools();
  if (missing.length > 0) {
    process.stderr.write(
      `Cannot verify with Spin: ${missing.join(' and ')} not found.\nInstall the missing packages and try again: apt-get install spin gcc\n`,
    );
    await rm(folder, { recursive: true });
    return 2;
  }
  const began = performance.now();
  const fine = await task();
  print(`${((performance.now() - began) / 1000).toFixed(1)} s, ${version}.`);
  if (fine) await rm(folder, { recursive: true });
  else print(`The models and their verifiers are kept in ${folder}`);
  return fine ? 0 : 1;
}

/** Verifies and prints every combination of capabilities in a column, every property in a line. */
async function verifyAll() {
  const columns = await inParallel(everyCapabilities, verifyOne);
  const line = (name, cells) =>
    print(name.padEnd(34) + cells.map((cell) => String(cell).padStart(8)).join(''));
  const sum = (count) => grouped(columns.reduce((total, each) => total + each[count], 0));
  print('The lifecycle machine, explored and verified by Spin.\n');
  for (const capability of capabilityNames) {
    const cells = everyCapabilities.map((each) => (each[capability] ? 'yes' : '-'));
    line(`with ${capability}`, cells);
  }
  for (const name of Object.keys(columns[0].cells)) {
    const cells = columns.map(({ cells }) => cells[name]);
    line(name, cells);
  }
  const problems = columns.flatMap(({ problems }) => problems);
  for (const problem of problems) print(`\n${problem}`);
  const models = `${columns.length} combinations, ${3 * columns.length} models`;
  print(
    `\n${models}: ${sum('states')} states stored, ${sum('transitions')} transitions taken by Spin.`,
  );
  print(
    `${sum('controlStates')} states of the machine, ${sum('steps')} steps compared with the library.`,
  );
  const fine = problems.length === 0;
  print(fine ? 'They are the same, and every property holds.' : 'Something is WRONG: see above.');
  return fine;
}

async function verifyOne(capabilities) {
  const names = capabilityNames.filter((name) => capabilities[name]);
  const verified = (model) =>
    verify(
      toPromela({ model, capabilities }),
      join(folder, [model, ...names].join('-')),
      model === 'liveness' ? formulas : [],
    );
  const safety = await verified('safety');
  const forcedStop = await verified('forcedStop');
  const liveness = await verified('liveness');
  const all = [safety, forcedStop, liveness];
  const steps = stepsOf(safety);
  const { ours, theirs, problems } = compare(steps, capabilities);
  const violated = all.filter((verdict) => verdict.violated.length > 0);
  const found = [...problems.slice(0, 5), ...violated.map(story)];
  for (const verdict of violated.length > 0 ? [] : [forcedStop, liveness]) {
    // Unless both begin everywhere, they prove nothing "from every reachable state".
    const { size } = controlStates(deploymentsOf(verdict));
    if (size !== theirs.size) found.push(`a model begins in ${size} of ${theirs.size} states`);
  }
  const cells = {
    'states, Spin/library': both(theirs.size, ours.size),
    'pairs of statuses, Spin/library': both(pairsOf(theirs), pairsOf(ours)),
    'steps compared': grouped(steps.length),
    'steps that differ': problems.length,
    ...verdictsOf(all, testedBy(steps, liveness)),
  };
  for (const [name, verdict] of Object.entries(cells)) {
    // Without a capability some things never happen; with all capabilities everything must.
    const complete = names.length === capabilityNames.length;
    if (complete && verdict === 'no case') found.push(`${name} was never put to the test`);
  }
  const total = (count) => all.reduce((sum, verdict) => sum + verdict[count], 0);
  return {
    cells,
    problems: found.map((problem) => `With ${names.join(', ') || 'no capability'}: ${problem}`),
    controlStates: theirs.size,
    steps: steps.length,
    states: total('states'),
    transitions: total('transitions'),
  };
}

function both(one, other) {
  return one === other ? one : `${one}/${other}`;
}

/** Names the properties whose premise was met: all others prove nothing. */
function testedBy(steps, liveness) {
  const { safety, forcedStop } = promelaProperties;
  const positions = new Set(steps.flatMap(({ tested }) => tested));
  const desired = new Set(deploymentsOf(liveness).map(({ desiredStatus }) => desiredStatus));
  return new Set([
    ...[...positions].map((position) => safety[position].name),
    ...forcedStop.map(({ name }) => name),
    ...[...desired].map((status) => `liveness_${status}`),
    'liveness_rest',
  ]);
}

/** Returns the verdict on each property, in the order of their numbers. */
function verdictsOf(all, tested) {
  const violated = all.flatMap((verdict) => verdict.violated);
  const names = properties.map(({ name }) => name);
  names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const verdict = (name) => (tested.has(name) ? 'holds' : 'no case');
  return Object.fromEntries(
    names.map((name) => [name, violated.includes(name) ? 'FAILS' : verdict(name)]),
  );
}

/** Prints each planted bug with the property that finds it and the events that show it. */
async function findBugs() {
  const verdicts = await inParallel(bugs, async (bug, position) => {
    const { model, property } = bug;
    const text = toPromela({ model, machine: planted(lifecycleMachine, bug) });
    const wanted = model === 'liveness' ? formulas : [];
    const verdict = await verify(text, join(folder, `bug-${position}`), wanted);
    // The comparison must notice as well that this is not the machine of the library.
    const differs = model !== 'safety' || stepsOf(verdict).some((step) => difference(step, {}));
    return { bug, trail: verdict.trail, found: differs && verdict.violated.includes(property) };
  });
  print('Bugs planted in the machine, each with the property that finds it and how.\n');
  for (const { bug, trail, found } of verdicts) {
    print(
      `${found ? 'found ' : 'MISSED'}  ${bug.property.padEnd(18)}  ${bug.bug}\n${shown(trail)}`,
    );
  }
  const untried = properties.filter(({ name }) => !bugs.some(({ property }) => property === name));
  for (const { name } of untried) print(`No bug is planted for ${name}.`);
  const missed = verdicts.filter(({ found }) => !found).length;
  print(`\n${bugs.length} bugs for ${properties.length} properties, ${missed} missed.`);
  return missed === 0 && untried.length === 0;
}

/** Tells which sentences of the semantics are violated, and by which events. */
function story({ violated, trail }) {
  const statements = properties.filter(({ name }) => violated.includes(name));
  const lines = statements.map(({ name, statement }) => `  ${name}: ${statement}`);
  return `violated is\n${lines.join('\n') || `  ${violated}`}\n  by\n${shown(trail)}`;
}

/** Wraps a counterexample into lines. */
function shown(trail) {
  const lines = [''];
  for (const event of trail) {
    if (lines.at(-1).length + event.length > 90) lines.push('');
    lines.push(`${lines.pop()} ${event}`);
  }
  return lines.map((line) => `       ${line}`).join('\n');
}

/** Works on as many items at once as there are processors; returns the results in order. */
async function inParallel(items, work) {
  const results = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [position, item] = next;
      results[position] = await work(item, position);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

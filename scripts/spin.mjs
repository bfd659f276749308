/**
 * Runs the model checker Spin: writes a model to a folder, lets Spin generate its verifier,
 * compiles it and reads the verdict.
 *
 * This file knows nothing of the lifecycle: the tests run it on models of the sources,
 * `verify-spin.mjs` on those of the package.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** The initial size of the hash table, and the greatest depth of a search. */
const bounds = ['-w18', '-m100000'];
/** A limit in time that only a command that hangs can reach. */
const limits = { timeout: 900_000, maxBuffer: 512 * 1024 * 1024 };

/** Returns the commands that are missing for a run, and the version of Spin. */
export async function spinTools() {
  const versions = await Promise.all(
    [
      ['spin', '-V'],
      ['gcc', '--version'],
    ].map(([command, option]) =>
      execute(command, [option], limits).then(
        ({ stdout }) => ({ command, version: stdout.split('\n')[0].trim() }),
        () => ({ command, version: undefined }),
      ),
    ),
  );
  const missing = versions.filter(({ version }) => version === undefined);
  return { missing: missing.map(({ command }) => command), version: versions[0].version };
}

/**
 * Verifies a model in this folder, which is created: each of the `formulas` in turn, under weak
 * fairness, or without formulas the assertions alone.
 *
 * Returns the names of violated properties, the numbers of stored states and of transitions, the
 * lines that the model printed, and the events that lead to a violation.
 */
export async function verify(model, folder, formulas = []) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.pml'), model);
  await run('spin', ['-a', 'model.pml'], folder);
  await compile(folder, 'pan', formulas.length === 0 ? ['-DSAFETY', '-DPRINTF'] : ['-DPRINTF']);
  const searches = formulas.length === 0 ? [undefined] : formulas;
  const verdict = { violated: [], states: 0, transitions: 0, printed: new Set(), trail: [] };
  for (const formula of searches) await searchFor(formula, folder, verdict, namesIn(model));
  return verdict;
}

function compile(folder, program, flags) {
  // Reductions would leave out states that must be counted; optimizing takes longer than running.
  return run('gcc', ['-O0', '-w', '-DNOREDUCE', ...flags, '-o', program, 'pan.c'], folder);
}

async function searchFor(formula, folder, verdict, nameOfValue) {
  // -c0 finds every violated assertion; for a formula, the first cycle is enough.
  const search = formula === undefined ? ['-c0'] : ['-a', '-f', '-N', formula];
  const output = await run('./pan', [...search, ...bounds], folder);
  const violated = new Set();
  for (const line of output.split('\n')) {
    const [, problem] = /^pan:\d+: (.*?)(?: \(at depth \d+\))?$/.exec(line) ?? [];
    if (problem !== undefined) violated.add(nameOf(problem, formula));
    else if (/^(step|deployment) /.test(line)) verdict.printed.add(line);
  }
  const complete = !/too small|out of memory/i.test(output) && /errors: \d+/.test(output);
  if (!complete && violated.size === 0) {
    throw new Error(`Spin did not search all of ${join(folder, 'model.pml')}.`);
  }
  verdict.states += countOf(output, 'states, stored');
  verdict.transitions += countOf(output, 'transitions');
  if (violated.size === 0) return;
  if (verdict.violated.length === 0) verdict.trail = await trailOf(formula, folder, nameOfValue);
  verdict.violated.push(...[...violated].filter((name) => !verdict.violated.includes(name)));
}

function nameOf(problem, formula) {
  if (/^acceptance cycle/.test(problem)) return formula;
  return /^assertion violated \(?(\w+)/.exec(problem)?.[1] ?? problem;
}

function countOf(output, what) {
  return Number(new RegExp(`(\\d+) ${what}`).exec(output)?.[1]);
}

/** The events of a counterexample, each with its parameters; a mark shows where a cycle begins. */
async function trailOf(formula, folder, nameOfValue) {
  if (formula === undefined) {
    // A breadth-first search finds the shortest trail, but no cycles.
    await compile(folder, 'trail', ['-DSAFETY', '-DBFS']);
    await run('./trail', bounds, folder);
  } else {
    await compile(folder, 'trail', ['-DREACH']);
    await run('./trail', ['-i', '-a', '-f', '-N', formula, ...bounds], folder);
  }
  const replay = await run('spin', ['-t', '-p', 'model.pml'], folder);
  const events = [];
  // These are chosen before the event that they belong to.
  let [current, named] = [false, false];
  for (const line of replay.split('\n')) {
    if (line.includes('START OF CYCLE')) events.push(['then again and again:']);
    const [, name, value = '0'] = /\[(event\w*|quiet) = (\d+)\]/.exec(line) ?? [];
    if (value === '0') continue;
    if (name === 'quiet') events.push(['from here on quiet:']);
    else if (name === 'event_current') current = true;
    else if (name === 'event_named') named = true;
    else if (name === 'event') {
      const words = [...(current ? [] : ['stale']), ...(current && named ? ['named'] : [])];
      events.push([nameOfValue(name, value), ...words]);
      [current, named] = [false, false];
    } else events.at(-1).push(nameOfValue(name, value));
  }
  return events.map(([first, ...rest]) =>
    rest.length === 0 ? first : `${first}(${rest.join(', ')})`,
  );
}

/** Returns a function from a variable and the number that Spin prints to the model's own name. */
function namesIn(model) {
  const types = new Map();
  for (const [, type, names] of model.matchAll(/^mtype:(\w+) = \{ (.*) \};$/gm)) {
    types.set(type, names.split(', '));
  }
  const typeOf = new Map(
    [...model.matchAll(/^mtype:(\w+) (\w+);$/gm)].map(([, type, variable]) => [variable, type]),
  );
  return (variable, value) => {
    // Spin numbers the names of a type from the last one on.
    const name = types.get(typeOf.get(variable))?.at(-value);
    return name ?? `${variable.replace('event_', '')}=${value}`;
  };
}

async function run(command, options, folder) {
  const { stdout } = await execute(command, options, { ...limits, cwd: folder });
  return stdout;
}

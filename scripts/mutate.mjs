/**
 * Mutation testing of the core: Stryker plants one small bug at a time, and a test must find each,
 * except those that no test can find. `test/mutation/equivalents.json` lists these, each with its
 * reason. The run fails if any other mutant survives, and if a listed one does not.
 *
 * Arguments are Stryker's: `npm run mutate -- --mutate src/lifecycle/decide.ts`. With UPDATE=1 the
 * figures and the list are written to docs/mutants.md; those of files that were not run remain.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

const reportPath = 'coverage/mutation/report.json';
const documentPath = 'docs/mutants.md';
const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';

const began = Date.now();
rmSync(reportPath, { force: true });
const args = [stryker, 'run', ...process.argv.slice(2)];
const run = spawnSync(process.execPath, args, { stdio: 'inherit' });
if (run.status !== 0) process.exit(run.status ?? 1);
const minutes = Math.round((Date.now() - began) / 60_000);

const { files } = JSON.parse(readFileSync(reportPath, 'utf8'));
const mutants = Object.entries(files).flatMap(([path, { source, mutants: planted }]) =>
  planted.map((mutant) => described(nameOf(path), source.split('\n'), mutant)),
);
const names = [...new Set(mutants.map(({ file }) => file))].sort();
const survivors = mutants.filter(({ status }) => status !== 'Killed' && status !== 'Timeout');
// A run of some files is compared with their part of the list.
const equivalents = JSON.parse(readFileSync('test/mutation/equivalents.json', 'utf8'));
const listed = equivalents.filter(({ file }) => names.includes(file));
const unlisted = without(survivors, listed);
const gone = without(listed, survivors);

for (const each of unlisted) print(`Not killed (${each.status}): ${textOf(each)}`);
for (const each of gone) print(`Listed as equivalent, but killed or gone: ${textOf(each)}`);
const sum = summaryOf('**all**', mutants);
print(
  `${sum.planted} mutants: ${sum.killed} killed, ${sum.timeouts} of them by a timeout; ` +
    `${listed.length - gone.length} equivalent, ${unlisted.length} not killed. ${minutes} minutes.`,
);
if (process.env.UPDATE === '1') {
  writeFileSync(documentPath, updated(readFileSync(documentPath, 'utf8')));
}
process.exit(unlisted.length + gone.length > 0 ? 1 : 0);

/** The name of a file in the document and in the list: its path below `src`. */
function nameOf(path) {
  return relative('src', path).replaceAll('\\', '/');
}

/**
 * A mutant, identified by the text that it changes, because line numbers change with every edit.
 */
function described(file, lines, { status, mutatorName: mutator, location, replacement }) {
  const { start, end } = location;
  const within = lines.slice(start.line - 1, end.line);
  within.push(within.pop().slice(0, end.column - 1));
  within[0] = within[0].slice(start.column - 1);
  const line = lines[start.line - 1].trim();
  const original = oneLine(within.join('\n'));
  return {
    file,
    at: start.line,
    line,
    mutator,
    original,
    replacement: oneLine(replacement),
    status,
  };
}

/** The first mutants without the second ones; each of the second accounts for one of the first. */
function without(these, others) {
  const left = new Map();
  for (const key of others.map(keyOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return these.filter((each) => {
    const count = left.get(keyOf(each)) ?? 0;
    left.set(keyOf(each), count - 1);
    return count <= 0;
  });
}

function keyOf({ file, line, mutator, original, replacement }) {
  return JSON.stringify([file, line, mutator, original, replacement]);
}

function textOf({ file, at, line, mutator, original, replacement }) {
  const where = at === undefined ? file : `${file}:${at}`;
  return `${where}: ${line}\n  ${mutator}: ${short(original)} => ${short(replacement)}`;
}

function summaryOf(name, some) {
  const killed = some.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const timeouts = some.filter(({ status }) => status === 'Timeout').length;
  return { name, planted: some.length, killed, timeouts, rest: some.length - killed };
}

/** The document with the figures of this run, the old figures of other files, and the list. */
function updated(text) {
  const rows = new Map(keptRows(text).map((row) => [row.name, row]));
  for (const name of names) {
    const own = mutants.filter(({ file }) => file === name);
    rows.set(name, summaryOf(name, own));
  }
  const sorted = [...rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const figures = [
    '| file | mutants | killed | by a timeout | equivalent |',
    '|---|---:|---:|---:|---:|',
    ...[...sorted, totalOf(sorted)].map(
      ({ name, planted, killed, timeouts, rest }) =>
        `| ${name} | ${planted} | ${killed} | ${timeouts} | ${rest} |`,
    ),
    '',
    `The last run was of ${names.length} files, and took ${minutes} minutes.`,
  ];
  const list = [...new Set(equivalents.map(({ file }) => file))].sort().flatMap((name) => {
    const items = equivalents.filter(({ file }) => file === name).map(itemOf);
    return [`### ${name}`, '', ...items, ''];
  });
  return withPart(withPart(text, 'figures', figures), 'equivalents', list.slice(0, -1));
}

/** The rows of the document whose files still exist. */
function keptRows(text) {
  const rows = text.matchAll(/^\| (\S+\.ts) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm);
  return [...rows]
    .map(([, name, ...counts]) => [name, ...counts.map(Number)])
    .map(([name, planted, killed, timeouts, rest]) => ({ name, planted, killed, timeouts, rest }))
    .filter(({ name }) => existsSync(`src/${name}`));
}

function totalOf(rows) {
  const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
  const [planted, killed, timeouts] = [sum('planted'), sum('killed'), sum('timeouts')];
  return { name: '**all**', planted, killed, timeouts, rest: sum('rest') };
}

function itemOf({ line, original, replacement, reason }) {
  const change = `${code(original)} becomes ${code(replacement === '' ? 'nothing' : replacement)}`;
  return line === original ? `- ${change}. ${reason}` : `- In ${code(line)}, ${change}. ${reason}`;
}

/** The text with these lines between the two markers of a generated part. */
function withPart(text, name, lines) {
  const [begin, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`No place for the generated part '${name}'.`);
  return `${text.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`;
}

function code(text) {
  const fence = text.includes('`') ? '``' : '`';
  const space = text.includes('`') ? ' ' : '';
  return fence + space + short(text) + space + fence;
}

function short(text) {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}

function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

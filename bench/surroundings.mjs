/** The surroundings of the benchmark: machine, Node, and the version of every contestant. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

const contestants = ['xstate', 'robot3', '@xstate/fsm'];

/** The machine in one line. */
export function machine() {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${model.trim()}, ${memory} GB, ${type()} ${release()}`;
}

/** A sentence or two on how busy the machine was in the last minutes, benchmark included. */
export function load() {
  const [, minutes] = loadavg();
  const said = `On average ${minutes.toFixed(1)} processes wanted to run.`;
  const isBusy = minutes > cpus().length;
  return isBusy
    ? `${said} That is more than the machine has processors, so times are longer than on a quiet one.`
    : said;
}

/** The versions that matter, in one line: Node, V8, this package, and these packages. */
export function versions(packages = contestants) {
  const paths = packages.map((name) => [name, `../node_modules/${name}/package.json`]);
  const installed = [['pipeline-lifecycle', '../package.json'], ...paths].map(
    ([name, path]) => `${name} ${versionIn(path)}`,
  );
  return [`Node ${process.versions.node}`, `V8 ${process.versions.v8}`, ...installed].join(', ');
}

function versionIn(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;
}

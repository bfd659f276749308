/**
 * Chaos: for a minute, users call random actions while servers, workers and pipelines are killed
 * and stopped in turn. Then it proves that nothing was lost, nothing ran twice and nothing is left
 * behind.
 *
 * Run it: node chaos.mjs [--seconds 60] [--seed 1] [--pipelines 20] [--patience 60] [--verbose].
 * The seed chooses what happens; when it happens also depends on the machine.
 */
import { randomBytes } from 'node:crypto';
import { EventEmitter, setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Faults } from './chaos/faults.mjs';
import * as proof from './chaos/proof.mjs';
import { seeded } from './chaos/random.mjs';
import { Users } from './chaos/users.mjs';
import { Client } from './client.mjs';
import { Folders } from './executor/folders.mjs';
import { printEntry } from './lines.mjs';
import { endPipelines, orders, Plane } from './plane.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pipelines: { type: 'string', default: '20' },
    patience: { type: 'string', default: '60' },
    verbose: { type: 'boolean', default: false },
  },
});

/** How long everything may take to settle in the end, in milliseconds. */
const patience = 1_000 * Number(values.patience);
const lease = 1_500;

/** At most this many problems are shown. */
const shownMax = 20;

const servers = ['server-1', 'server-2'];
const workers = ['worker-1', 'worker-2', 'worker-3'];
const names = orders(Number(values.pipelines));
const random = seeded(Number(values.seed));
const data = mkdtempSync(join(tmpdir(), 'control-plane-'));
const folders = new Folders(data);
const key = randomBytes(16).toString('hex');
const seen = {};
const entries = new EventEmitter();
const plane = new Plane({
  env: {
    ...{ DATA: data, SQLITE_FILE: join(data, 'pipelines.db'), API_KEYS: key },
    ...{ LEASE: String(lease), ALONE: '60000', CHECKPOINT_EVERY: '1000', JOURNAL: 'yes' },
  },
  onEntry: (entry) => {
    entries.emit(entry.message, entry);
    seen[entry.message] = (seen[entry.message] ?? 0) + 1;
    if (values.verbose) printEntry(entry);
  },
});
const clientOf = () => new Client({ key, urls: () => servers.map((name) => plane.urls.get(name)) });
const say = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** Lets the users act and the faults happen. */
async function storm(users) {
  const faults = new Faults({ plane, entries, folders, servers, workers, lease, random, say });
  const calm = AbortSignal.timeout(1_000 * Number(values.seconds));
  setMaxListeners(0, calm);
  await Promise.all([faults.run(calm), ...users.map((each) => each.run(calm))]);
  // Everything is started once more, so that the last faults meet pipelines that run.
  const deadline = performance.now() + patience;
  const areStarted = new AbortController();
  const killing = faults.runWhileStarting(areStarted.signal);
  const areUp = await Promise.all(users.map((each) => each.comeUp(deadline)));
  areStarted.abort();
  await killing;
  await faults.runLast();
  const missing = names.filter((_, index) => !areUp[index]);
  return { faults: faults.counts, problems: missing.map((name) => `${name} does not come up.`) };
}

/** Returns what is wrong with the present state; it is asked again until nothing is. */
async function stateProblems(users) {
  const pipelines = await Promise.all(users.map((each) => each.lookAtLast()));
  const records = pipelines.map(({ id }) => folders.ledger(id).read());
  const problems = await Promise.all(
    pipelines.map((pipeline, index) => proof.statusProblems(pipeline, records[index])),
  );
  const counted = proof.countProblems(
    data,
    records.filter((record) => record !== undefined),
  );
  return { pipelines, problems: [...problems.flat(), ...counted] };
}

async function settled(users) {
  const deadline = performance.now() + patience;
  for (;;) {
    const state = await stateProblems(users);
    if (state.problems.length === 0 || performance.now() > deadline) return state;
    await setTimeout(500);
  }
}

/** Returns what is wrong with all that has happened. */
async function pastProblems(pipelines, users) {
  const those = pipelines.map(async ({ id, name, ...fields }, index) => [
    ...(await proof.historyProblems(name, linesOf(users[index]))),
    ...proof.ledgerProblems(name, folders.ledger(id).history()),
    ...proof.journalProblems(name, folders.of(id)),
    ...proof.checkpointProblems({ name, ...fields }, folders.checkpointFile(id)),
  ]);
  return (await Promise.all(those)).flat();
}

const linesOf = ({ history }) => history.map((line) => JSON.stringify(line));

function report(problems, users, faults) {
  const calls = users.flatMap(({ history }) => history).filter(({ call }) => call !== undefined);
  const lost = users.reduce((sum, each) => sum + each.lost, 0);
  const { takenOver = 0, adopted = 0, started = 0, crashed = 0 } = seen;
  say(
    `${calls.length} calls, ${lost} of them without an answer; faults: ${JSON.stringify(faults)}`,
  );
  say(
    `${started} processes started, ${adopted} adopted, ${crashed} crashed; ${takenOver} tasks taken over`,
  );
  if (problems.length === 0) {
    say('Proved: nothing was lost, nothing ran twice, nothing is left behind.');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-histories-'));
  for (const [index, each] of users.entries()) {
    writeFileSync(join(folder, `${names[index]}.jsonl`), `${linesOf(each).join('\n')}\n`);
  }
  for (const problem of problems.slice(0, shownMax)) console.error(problem);
  console.error(`${problems.length} problems, with --seed ${values.seed}. Histories: ${folder}`);
  process.exitCode = 1;
}

say(`--seconds ${values.seconds} --seed ${values.seed} --pipelines ${values.pipelines}`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, async () => {
    await end();
    process.exit(1);
  });
}

async function end() {
  await plane.end();
  await endPipelines(data);
  rmSync(data, { recursive: true, force: true });
}

try {
  await plane.start(...servers, ...workers);
  const users = names.map((name) => new Users({ name, client: clientOf(), random }));
  await Promise.all(names.map((name) => clientOf().create(name)));
  const { faults, problems: early } = await storm(users);
  say('Nobody acts any more. Everything settles …');
  const { pipelines, problems } = await settled(users);
  report([...early, ...problems, ...(await pastProblems(pipelines, users))], users, faults);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await end();
}
process.exit();

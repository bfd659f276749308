/**
 * The benchmark of the store in SQLite: decisions a second by one process and by four on one file,
 * in both modes, and how long a write takes to be heard in another process. Prints a table.
 *
 * Run by `npm run bench:sqlite`, after a build. Rounds of all kinds take turns, so that whatever
 * else the machine does disturbs all alike; each figure is the best of its rounds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyAction, createPipeline } from 'pipeline-lifecycle/host';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';

const pipelines = 2_000;
const underWay = 100;
const duration = 3_000;
const rounds = 5;
const writes = 200;

/** A clock that the processes of a machine share, in milliseconds. */
const sharedTime = () => Number(process.hrtime.bigint()) / 1e6;
const nameOf = (index) => `p${String(index % pipelines).padStart(5, '0')}`;

/** Starts what is stopped, and stops what is started: each call is accepted and written. */
const toggled = (pipeline) => {
  const isStopped = pipeline.deployment.desiredStatus === 'Stopped';
  const action = isStopped
    ? { type: 'start', initial: 'running', bootstrapPolicy: 'allow', dismissError: true }
    : { type: 'stop', force: true };
  return applyAction(pipeline, action, { now: Date.now(), capabilities: {} });
};

/** Decides as fast as it can; returns decisions a second. */
async function decideAll(store, offset) {
  let decisions = 0;
  const from = sharedTime();
  const decideSome = async (begin) => {
    for (let index = begin; sharedTime() - from < duration; index += underWay) {
      await store.update(nameOf(index * 7 + offset), toggled);
      decisions += 1;
    }
  };
  await Promise.all(Array.from({ length: underWay }, (_, begin) => decideSome(begin)));
  return (decisions / (sharedTime() - from)) * 1_000;
}

/** A process of its own: waits for its parent, then decides, or tells when it hears of a write. */
async function runWorker([file, synchronous, does]) {
  const { store, close } = sqliteStore({ file, synchronous });
  if (does === 'listen') store.watch(() => process.send(sharedTime()));
  await store.read(nameOf(0));
  process.on('disconnect', () => process.exit());
  process.on('message', async () => {
    process.send(await decideAll(store, process.pid));
    await close();
    process.disconnect();
  });
  process.send('ready');
}

async function startWorker(...values) {
  const worker = fork(fileURLToPath(import.meta.url), values);
  await once(worker, 'message');
  return worker;
}

async function decisionsBy(count, file, synchronous) {
  const starting = Array.from({ length: count }, () => startWorker(file, synchronous, 'decide'));
  const workers = await Promise.all(starting);
  const rates = workers.map(async (worker) => {
    worker.send('go');
    const [rate] = await once(worker, 'message');
    await once(worker, 'exit');
    return rate;
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}

/** Returns how long each of some writes took from the call until another process heard of it. */
async function delaysOf(store, file) {
  const listener = await startWorker(file, 'full', 'listen');
  const delays = [];
  for (let count = 0; count < writes; count += 1) {
    // At a random moment between two looks.
    await new Promise((resolve) => setTimeout(resolve, 30 * Math.random()));
    const heard = once(listener, 'message');
    const from = sharedTime();
    await store.update(nameOf(0), toggled);
    const [at] = await heard;
    delays.push(at - from);
  }
  listener.disconnect();
  return delays.sort((one, other) => one - other);
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-bench-'));
  try {
    const file = join(folder, 'pipelines.db');
    const { store, migrate, close } = sqliteStore({ file });
    await migrate();
    const names = Array.from({ length: pipelines }, (_, index) => nameOf(index));
    await Promise.all(
      names.map((name) => store.create(createPipeline(name, { now: 0, id: `id-${name}` }))),
    );
    const best = { full: { 1: 0, 4: 0 }, normal: { 1: 0, 4: 0 } };
    for (let round = 1; round <= rounds; round += 1) {
      for (const [synchronous, rates] of Object.entries(best)) {
        for (const count of [1, 4]) {
          const rate = await decisionsBy(count, file, synchronous);
          rates[count] = Math.max(rates[count], Math.round(rate));
        }
      }
    }
    const delays = await delaysOf(store, file);
    await close();
    const lines = Object.entries(best).map(
      ([mode, rates]) => `| ${mode} | ${rates[1]} | ${rates[4]} |`,
    );
    const part = (share) => delays[Math.floor(share * delays.length)].toFixed(1);
    process.stdout.write(`| synchronous | one process | four processes together |
|---|---|---|
${lines.join('\n')}

From a call until another process has heard of it: p50 ${part(0.5)} ms, p95 ${part(0.95)} ms.
`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const values = process.argv.slice(2);
await (values.length > 0 ? runWorker(values) : main());

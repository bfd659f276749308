/**
 * The control plane in one terminal: 2 servers, 3 workers and 20 pipelines, with a line for each
 * thing that happens, until Ctrl-C. With --tour it ends after the tour.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from './client.mjs';
import { Folders } from './executor/folders.mjs';
import { printEntry } from './lines.mjs';
import { endPipelines, orders, Plane } from './plane.mjs';

const options = {
  tour: { type: 'boolean', default: false },
  pipelines: { type: 'string', default: '20' },
};
const { values } = parseArgs({ options });

const servers = ['server-1', 'server-2'];
const workers = ['worker-1', 'worker-2', 'worker-3'];
const names = orders(Number(values.pipelines));

const data = mkdtempSync(join(tmpdir(), 'control-plane-'));
const key = randomBytes(16).toString('hex');
const plane = new Plane({
  // A pipeline that has lost everybody ends by itself after a minute.
  env: {
    DATA: data,
    SQLITE_FILE: join(data, 'pipelines.db'),
    API_KEYS: key,
    LEASE: '3000',
    ALONE: '60000',
    CHECKPOINT_EVERY: '60000',
  },
  onEntry: (entry) => printEntry(entry),
});
const client = new Client({ key, urls: () => servers.map((name) => plane.urls.get(name)) });
const say = (text) => console.log(`\n${text}`);
const each = (those, act) => Promise.all(those.map(act));

const interrupted = new Promise((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => reject(new Error(signal)));
  }
});

async function tour() {
  await plane.start(...servers, ...workers);
  say('Pipelines are created and started, through both servers.');
  await each(names, async (name) => {
    await client.create(name);
    await client.act(name, 'start');
    await client.wait(name);
  });
  say('Five are paused, and go on.');
  await each(names.slice(0, 5), async (name) => {
    await client.act(name, 'pause');
    await client.wait(name);
    await client.act(name, 'resume');
    await client.wait(name);
  });
  say('Two are stopped with a checkpoint, and started again from there.');
  await each(names.slice(5, 7), async (name) => {
    await client.act(name, 'stop');
    await client.wait(name, 'Stopped');
    await client.act(name, 'start');
    await client.wait(name);
  });
  say('One is stopped by force: its process is killed.');
  await client.act(names[7], 'stop?force=true');
  await client.wait(names[7]);
  say('The process of another one is killed from outside: a crash, which is noticed.');
  process.kill(await pidOf(names[8]), 'SIGKILL');
  await client.wait(names[8], 'Stopped');
  say('A worker is killed. The pipelines run on; the next worker finds them again.');
  await plane.kill('worker-1');
  await client.act(names[9], 'pause');
  await client.wait(names[9]);
  await plane.start('worker-1');
  // Its lines come first.
  await setTimeout(1_000);
}

async function pidOf(name) {
  const { body } = await client.request('GET', `/${name}`);
  return new Folders(data).ledger(body.id).read().process.pid;
}

async function untilInterrupted() {
  say('Try it yourself; Ctrl-C ends everything:');
  const server = plane.urls.get('server-1');
  const worker = plane.urls.get('worker-1');
  console.log(`  key=${key}`);
  console.log(`  curl -H "Authorization: Bearer $key" ${server}/v0/pipelines/orders-01`);
  console.log(
    `  curl -X POST -H "Authorization: Bearer $key" ${server}/v0/pipelines/orders-01/pause`,
  );
  console.log(`  curl ${worker}/metrics; curl ${server}/readyz\n`);
  await interrupted;
}

try {
  await Promise.race([tour(), interrupted]);
  if (!values.tour) await untilInterrupted();
} catch ({ message }) {
  if (!message.startsWith('SIG')) {
    console.error(message);
    process.exitCode = 1;
  }
} finally {
  say('Everything ends.');
  await plane.end();
  await endPipelines(data);
  rmSync(data, { recursive: true, force: true });
}
process.exit();

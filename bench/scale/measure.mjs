/** The scenarios: everything starts and stops at once, one forced stop at a time, and rest. */
import { setTimeout } from 'node:timers/promises';
import { beginRun, each, now } from './plane.mjs';

/** The decisions of a start and of a stop with a checkpoint: actions and observations. */
const decisionsEach = 2 + 5;
/** The calls of the executor that lead to Running, and from there to Stopped. */
const [toRunning, toStopped, byForce] = [1, 2, 1];

/** The calls of the executor for each life of a pipeline. */
export const callsEach = toRunning + toStopped;

/**
 * Starts and stops all pipelines twice, and counts what was decided and asked the second time, and
 * the processor time that it took; `used` is that of the engine so far. The first time, workers
 * that have just started compile what they run, which takes as long as all the rest.
 */
export async function measureAll(address, used, { workers, pipelines }) {
  const run = await beginRun(address, { workers, pipelines });
  await startAndStop(run, 0);
  const before = { ...(await run.look()), engineUsed: used() };
  const { starting, stopping } = await startAndStop(run, callsEach);
  const after = { ...(await run.look()), engineUsed: used() };
  await run.end();
  const { calls, rss } = after;
  const seconds = (starting + stopping) / 1_000;
  const distinct = new Set(
    calls.map(([id, generation, method]) => `${id} ${generation} ${method}`),
  );
  const decisions = decisionsEach * pipelines;
  const part = (name) => (after[name] - before[name]) / decisions;
  return {
    decisions: decisions / seconds,
    users: part('usersUsed'),
    work: part('workersUsed'),
    engineTime: part('engineUsed'),
    calls: (callsEach * pipelines) / seconds,
    starts: pipelines / (starting / 1_000),
    duplicates: calls.length - distinct.size,
    missing: 2 * callsEach * pipelines - distinct.size,
    rss,
  };
}

/** Starts all pipelines, and stops them once they run; `called` is the calls of each so far. */
async function startAndStop(run, called) {
  const began = now();
  await each(run.names, (name) => run.act(name, { type: 'start' }));
  const starting = (await run.reached('Running', called + toRunning)) - began;
  const then = now();
  await each(run.names, (name) => run.act(name, { type: 'stop' }));
  const stopping = (await run.reached('Stopped', called + callsEach)) - then;
  return { starting, stopping };
}

/**
 * Stops pipelines by force, one after the other: from the answer to the call of the executor, and
 * until another server has heard of it.
 */
export async function measureLatency(address, { workers, pipelines }) {
  const run = await beginRun(address, { workers, pipelines });
  await each(run.names, (name) => run.act(name, { type: 'start' }));
  await run.reached('Running', toRunning);
  // The first to listen opens a connection, which the others share.
  const endWatching = await run.watch(run.names[0], () => {});
  const answered = new Map();
  const heard = [];
  for (const name of run.names) {
    let heardAt;
    const end = await run.watch(name, () => {
      heardAt ??= now();
    });
    const at = await run.act(name, { type: 'stop', force: true });
    answered.set(`id-${name}`, at);
    while (heardAt === undefined) await setTimeout(1);
    heard.push(Math.max(0, heardAt - at));
    end();
    await setTimeout(10);
  }
  endWatching();
  await run.reached('Stopped', toRunning + byForce);
  const { calls } = await run.look();
  await run.end();
  const acted = calls
    .filter(([, , method]) => method === 'deprovision')
    .map(([id, , , at]) => Math.max(0, at - answered.get(id)));
  return { acted: percentiles(acted), heard: percentiles(heard) };
}

function percentiles(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/**
 * Sends a signal to a worker that has pipelines, beside another one. Resolves with how many seconds
 * it takes until the other one has brought all of them to where they shall be.
 */
export async function measureTakeover(address, { signal, pipelines }) {
  const run = await beginRun(address, { workers: 1, pipelines, holds: true });
  await each(run.names, (name) => run.act(name, { type: 'start' }));
  await run.firstHolds();
  const began = now();
  run.lose(signal);
  await run.settledAs('Running');
  const seconds = (now() - began) / 1_000;
  await run.end();
  return seconds;
}

/**
 * Kills the engine while everything starts, and lets it come back. Resolves with how many seconds
 * it takes from its return until every pipeline is where it shall be.
 */
export async function measureReturn(address, crash, { workers, pipelines }) {
  const run = await beginRun(address, { workers, pipelines });
  const acting = each(run.names, (name) => run.startPersistently(name));
  while ((await run.look()).calls.length === 0) await setTimeout(1);
  await crash();
  const returned = now();
  await acting;
  await run.settledAs('Running');
  const seconds = (now() - returned) / 1_000;
  await run.end();
  return seconds;
}

/** Lets workers rest beside settled pipelines, and counts what each asks of the database. */
export async function measureRest(address, count, { workers, pipelines, seconds }) {
  const run = await beginRun(address, { workers, pipelines });
  // Who begins to listen reads once what was written just before, here everything; and PostgreSQL
  // counts what a connection has heard at its next statement, which comes after half a minute.
  await setTimeout(40_000);
  const before = await count(address);
  const began = performance.now();
  await setTimeout(seconds * 1_000);
  const after = await count(address);
  const passed = (performance.now() - began) / 1_000;
  await run.end();
  const rate = (name) => (after[name] - before[name]) / passed / workers;
  return { queries: rate('queries'), rows: rate('rows') };
}

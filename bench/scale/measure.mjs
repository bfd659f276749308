/** The scenarios: everything starts and stops at once, one forced stop at a time, and rest. */
import { setTimeout } from 'node:timers/promises';
import { beginRun, each, now } from './plane.mjs';

/** The decisions of a start and of a stop with a checkpoint: actions and observations. */
const decisionsEach = 2 + 5;
/** The calls of the executor that lead to Running, and from there to Stopped. */
const [toRunning, toStopped, byForce] = [1, 2, 1];

/**
 * Starts and stops all pipelines, and counts what was decided and asked, and the processor time
 * that it took; `used` is that of the engine so far.
 */
export async function measureAll(address, used, { workers, pipelines }) {
  const run = await beginRun(address, { workers, pipelines });
  const before = { ...(await run.look()), engineUsed: used() };
  const began = now();
  await each(run.names, (name) => run.act(name, { type: 'start' }));
  const starting = (await run.reached('Running', toRunning)) - began;
  const then = now();
  await each(run.names, (name) => run.act(name, { type: 'stop' }));
  const stopping = (await run.reached('Stopped', toRunning + toStopped)) - then;
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
    calls: calls.length / seconds,
    starts: pipelines / (starting / 1_000),
    duplicates: calls.length - distinct.size,
    missing: (toRunning + toStopped) * pipelines - distinct.size,
    rss,
  };
}

/** Stops pipelines by force, one after the other: from the answer to the call of the executor. */
export async function measureLatency(address, { workers, pipelines }) {
  const run = await beginRun(address, { workers, pipelines });
  await each(run.names, (name) => run.act(name, { type: 'start' }));
  await run.reached('Running', toRunning);
  const answered = new Map();
  for (const name of run.names) {
    answered.set(`id-${name}`, await run.act(name, { type: 'stop', force: true }));
    await setTimeout(10);
  }
  await run.reached('Stopped', toRunning + byForce);
  const { calls } = await run.look();
  await run.end();
  const latencies = calls
    .filter(([, , method]) => method === 'deprovision')
    .map(([id, , , at]) => Math.max(0, at - answered.get(id)))
    .sort((one, other) => one - other);
  const at = (part) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Lets workers rest beside settled pipelines, and counts what each asks of the database. */
export async function measureRest(address, count, { workers, pipelines, seconds }) {
  const run = await beginRun(address, { workers, pipelines });
  // Who begins to listen reads once what was written just before, here everything.
  await setTimeout(20_000);
  const before = await count(address);
  const began = performance.now();
  await setTimeout(seconds * 1_000);
  // The statistics of PostgreSQL come late.
  await setTimeout(2_000);
  const after = await count(address);
  const passed = (performance.now() - began) / 1_000;
  await run.end();
  const rate = (name) => (after[name] - before[name]) / passed / workers;
  return { queries: rate('queries'), rows: rate('rows') };
}

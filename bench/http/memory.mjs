/**
 * Ten minutes of use on a virtual clock: 10,000 pipelines with random actions, reads, long polls
 * and event streams, a reconciler and an executor. Reports the heap after each minute, and the
 * listeners that are left at the end. A process of its own, which needs `--expose-gc`.
 */
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { runReconciler } from 'pipeline-lifecycle/host';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';
import { randomFrom } from '../random.mjs';
import { simpleExecutor } from './executor.mjs';
import { apiKey } from './load.mjs';
import { filledStore, names } from './pipelines.mjs';

const minutes = 10;
/** The number of each per second. */
const rates = { call: 200, read: 100, wait: 20, watch: 3 };

const { VirtualClock } = await imported('../../test/host/virtual-clock.ts');
const clock = new VirtualClock();
const random = randomFrom(41);
const pick = (list) => list[random(list.length)];

let listeners = 0;
const inner = await filledStore({ isFresh: true, now: clock.now() });
const store = { ...inner, watch: counted };
const handler = createLifecycleHandler({
  store,
  clock,
  authenticate: bearer({ apiKeys: [apiKey] }),
});
const ending = new AbortController();
const { signal } = ending;
const executor = simpleExecutor({ clock, random, longest: 5_000 });
// All pipelines move at once, so that they are soon where they stay.
const reconciling = runReconciler({
  concurrency: names.length,
  store,
  executor,
  clock,
  signal,
  random: () => random(1000) / 1000,
});

/** The requests without an answer yet. */
const waiting = new Set();
let answered = 0;
const heaps = [];
for (let minute = 0; minute < minutes; minute += 1) {
  for (let second = 0; second < 60; second += 1) {
    await useForASecond();
    await clock.advance(1_000);
  }
  heaps.push(heap());
}
const { steps } = await end();
process.send({ heaps, answered, steps, listeners });
process.disconnect();

/** Watches the store, and counts the listeners. */
function counted(listener) {
  listeners += 1;
  const unwatch = inner.watch(listener);
  return () => {
    listeners -= 1;
    unwatch();
  };
}

async function useForASecond() {
  const kinds = { call, read, wait, watch };
  const asked = Object.entries(rates).flatMap(([kind, count]) =>
    Array.from({ length: count }, () => kinds[kind](`/v0/pipelines/${pick(names)}`)),
  );
  await Promise.all(asked);
}

async function ask(method, path, patience) {
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await handler(
    new Request(`http://localhost${path}`, { method, headers, signal: patience }),
  );
  answered += 1;
  return response;
}

async function call(path) {
  const action = pick([
    'start',
    'start?initial=paused',
    'stop',
    'stop?force=true',
    'pause',
    'resume',
  ]);
  await (await ask('POST', `${path}/${action}`)).text();
}

async function read(path) {
  await (await ask('GET', path)).text();
}

/** A long poll; one client in five leaves before the answer. */
function wait(path) {
  const leaving = new AbortController();
  const query = `wait=${pick(['Running', 'Paused', 'Stopped', 'Suspending'])}&timeout=${random(60)}`;
  const asked = ask('GET', `${path}?${query}`, leaving.signal);
  if (random(5) === 0) void clock.sleep(random(20_000)).then(() => leaving.abort());
  later(asked.then((response) => response.text()));
}

/** An event stream that the client leaves after a while. */
function watch(path) {
  const leave = async () => {
    const reader = (await ask('GET', `${path}/events`)).body.getReader();
    const reading = (async () => {
      while (!(await reader.read()).done);
    })();
    await clock.sleep(random(60_000));
    await reader.cancel();
    await reading;
  };
  later(leave());
}

function later(work) {
  waiting.add(work);
  void work.then(() => waiting.delete(work));
}

/** The size of the heap in bytes, after garbage collection. */
function heap() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Lets everything end: the requests that wait, and the reconciler, which returns its counts. */
async function end() {
  while (waiting.size > 0) await clock.advance(1_000);
  ending.abort();
  await clock.advance(60_000);
  return reconciling;
}

/** Imports a module of the tests, which is TypeScript. */
async function imported(path) {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

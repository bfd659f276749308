/**
 * The costs of many pipelines in one process: memory, pages of a list, looking at all of them,
 * rest, and a change that many listen to. A process of its own for each store and number of
 * pipelines, which needs `--expose-gc`: what one has left on the heap cannot disturb another.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPipeline, runReconciler } from 'pipeline-lifecycle/host';
import { quantile } from '../figures.mjs';
import { fill, nameOf, stores, stride, toggled } from './pipelines.mjs';

const [id, pipelines, rest] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const pageSize = 100;
const asked = 1_000;
const warmUp = 100;
const sweeps = { before: 3, measured: 10 };
const changes = 200;

/** The processor time of this process so far, in milliseconds. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** The heap in bytes, after garbage collection. */
const heap = () => {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/** The processor time of each call, in milliseconds, after some that only warm up. */
async function eachOf(count, call) {
  for (let index = 0; index < warmUp; index += 1) await call(index);
  const before = processorTime();
  for (let index = 0; index < count; index += 1) await call(warmUp + index);
  return (processorTime() - before) / count;
}

/** Fills a store that is forgotten, so that whatever is loaded once is there. */
async function warmedUp() {
  const { store, close } = await stores[id]();
  await fill(store, 1_000);
  await close();
}

/** A store with the pipelines, and the bytes of heap for each of them. */
async function filled() {
  await warmedUp();
  const opened = await stores[id]();
  const before = heap();
  await fill(opened.store, pipelines);
  await opened.store.list({ limit: 1 });
  return { ...opened, bytes: (heap() - before) / pipelines };
}

/** A page anywhere in the list, and the first page after a pipeline was created. */
async function pages(store) {
  const page = await eachOf(asked, (index) =>
    store.list({ after: nameOf((index * stride) % (pipelines - pageSize)), limit: pageSize }),
  );
  const pageAfterCreation = await eachOf(asked / 10, async (index) => {
    const name = `created-${index}`;
    await store.create(createPipeline(name, { now: 0, id: name }));
    await store.list({ limit: pageSize });
  });
  return { page, pageAfterCreation };
}

/** A change of one pipeline that this many listen to, and how soon the last of them has heard. */
async function heardBy(store, listeners) {
  let heard = 0;
  let told = () => {};
  const ends = Array.from({ length: listeners }, () =>
    store.watch(() => {
      heard += 1;
      if (heard === listeners) told();
    }),
  );
  const times = [];
  const change = await eachOf(changes, async (index) => {
    heard = 0;
    const all = new Promise((resolve) => {
      told = resolve;
    });
    const began = performance.now();
    await store.update(nameOf(2 * (index % 50) + 1), toggled);
    await all;
    times.push(performance.now() - began);
  });
  for (const end of ends) end();
  const latest = times.slice(warmUp);
  return { listeners, change, p50: quantile(latest, 0.5), p95: quantile(latest, 0.95) };
}

/** An executor that nobody asks, because all pipelines are settled. */
const executor = Object.fromEntries(
  ['provision', 'activate', 'bootstrap', 'pause', 'resume', 'suspend', 'deprovision'].map(
    (task) => [
      task,
      async () => {
        throw new Error(`Nobody has asked for ${task}.`);
      },
    ],
  ),
);

/** Runs a reconciler while this is under way. */
async function reconciled(store, work, options = {}) {
  const ending = new AbortController();
  const { signal } = ending;
  const reconciling = runReconciler({ store, executor, signal, onEvent: () => {}, ...options });
  const measured = await work();
  ending.abort();
  const { steps, storeFailures } = await reconciling;
  if (steps + storeFailures > 0) throw new Error('The pipelines are not settled.');
  return measured;
}

/** A look at all pipelines, as a reconciler without claims does it now and then. */
async function resync(store) {
  if (store.claims !== undefined) return null;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let ended = 0;
  let told = () => {};
  const counted = {
    ...store,
    list: async (page) => {
      const listed = await store.list(page);
      // Nothing comes after the last page.
      if (listed.length === 0) {
        ended += 1;
        told();
      }
      return listed;
    },
  };
  const until = async (count) => {
    while (ended < count) {
      await new Promise((resolve) => {
        told = resolve;
      });
    }
  };
  const measure = async () => {
    await until(sweeps.before);
    loop.enable();
    const [before, began] = [processorTime(), performance.now()];
    await until(sweeps.before + sweeps.measured);
    loop.disable();
    return {
      processor: (processorTime() - before) / sweeps.measured,
      clock: (performance.now() - began) / sweeps.measured,
      longest: loop.max / 1e6,
    };
  };
  return reconciled(counted, measure, { resync: 1 });
}

/** The processor time of a reconciler that has nothing to do, in milliseconds for each second. */
async function atRest(store) {
  const measure = async () => {
    // The first look, and what is compiled for it, are over by then.
    await sleep(2_000);
    const before = processorTime();
    await sleep(rest * 1_000);
    return (processorTime() - before) / rest;
  };
  return reconciled(store, measure);
}

const { store, close, bytes } = await filled();
const paged = await pages(store);
const quiet = { sweep: await resync(store), atRest: await atRest(store) };
const heard = [];
for (const listeners of [1, 100, 1_000]) heard.push(await heardBy(store, listeners));
process.send({ id, pipelines, bytes, ...paged, ...quiet, heard });
await close();
process.disconnect();

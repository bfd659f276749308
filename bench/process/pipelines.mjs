/** Stores with many pipelines that are settled: half of them are stopped, half of them run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyAction,
  applyObservation,
  createPipeline,
  memoryStore,
  stepOf,
} from 'pipeline-lifecycle/host';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';

/** How many are written at once: what waits shares a commit. */
const atOnce = 1_000;

/** Prime to all numbers of pipelines. */
export const stride = 7_919;

const now = Date.parse('2026-01-31T12:00:00.000Z');

/** The name of a pipeline; sorted by name, they are in the order of their numbers. */
export const nameOf = (index) => `pipeline-${String(index).padStart(7, '0')}`;

/** The stores by id: `{ store, close }`, empty. */
export const stores = {
  memory: async () => ({ store: memoryStore(), close: async () => {} }),
  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'one-process-'));
    const { store, migrate, close } = sqliteStore({ file: join(folder, 'pipelines.db') });
    await migrate();
    const end = async () => {
      await close();
      rmSync(folder, { recursive: true });
    };
    return { store, close: end };
  },
};

/** Creates this many, each as a server does, and a worker after it. */
export async function fill(store, count) {
  for (let first = 0; first < count; first += atOnce) {
    const length = Math.min(atOnce, count - first);
    // Out of order, as names are.
    const indices = Array.from({ length }, (_, at) => ((first + at) * stride) % count);
    await Promise.all(indices.map((index) => createSettled(store, index)));
  }
}

async function createSettled(store, index) {
  const name = nameOf(index);
  await store.create(createPipeline(name, { now, id: crypto.randomUUID() }));
  if (index % 2 === 1) await store.update(name, broughtUp);
}

/** Returns the change that starts a pipeline, and brings it up. */
function broughtUp(created) {
  const started = applyAction(created, { type: 'start' }, { capabilities: {}, now });
  let { pipeline } = started;
  for (;;) {
    const step = stepOf(pipeline);
    if (step.type === 'wait') return { pipeline, result: undefined };
    const { generation } = pipeline.deployment;
    const observation = step.observation ?? { type: 'running', generation };
    ({ pipeline } = applyObservation(pipeline, observation, { now }));
  }
}

/** The change that pauses a pipeline which runs, and resumes it the next time. */
export function toggled(pipeline) {
  const type = pipeline.deployment.desiredStatus === 'Paused' ? 'resume' : 'pause';
  return applyAction(pipeline, { type }, { capabilities: {}, now: Date.now() });
}

/**
 * A worker in a process of its own. Its executor does nothing, at once, and tells the parent of
 * each call: the pipeline, the generation, the method and the moment.
 */
import { runReconciler } from 'pipeline-lifecycle/host';
import { openStore } from './stores.mjs';

const { address, lease = 15_000 } = JSON.parse(process.argv[2]);
const { store, close } = openStore(address);
const end = new AbortController();
const calls = [];
let reports = 0;

const asked = (method, answer) => async (task) => {
  const { pipelineId, deployment } = task;
  calls.push([
    pipelineId,
    deployment.generation,
    method,
    performance.timeOrigin + performance.now(),
  ]);
  return answer(task);
};
const nothing = () => undefined;
const executor = {
  provision: asked('provision', () => 'running'),
  activate: asked('activate', () => 'running'),
  bootstrap: asked('bootstrap', () => 'running'),
  pause: asked('pause', nothing),
  resume: asked('resume', nothing),
  suspend: asked('suspend', ({ deployment }) => ({ checkpoint: (deployment.checkpoint ?? 0) + 1 })),
  deprovision: asked('deprovision', nothing),
};

const onEvent = ({ type }) => {
  if (type === 'reported') reports += 1;
};
const ended = runReconciler({ store, executor, signal: end.signal, lease, onEvent });

process.on('message', async (what) => {
  if (what === 'end') {
    end.abort();
    await ended;
    await close();
    process.disconnect();
    return;
  }
  const { rss } = process.memoryUsage();
  process.send({ calls: calls.splice(0), reports, rss });
});
process.send('ready');

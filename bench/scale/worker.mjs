/**
 * A worker in a process of its own. Its executor does nothing, at once, and tells the parent of
 * each call: the pipeline, the generation, the method and the moment. With `holds`, its tasks end
 * once they are called off, and not before.
 */
import { once } from 'node:events';
import { beginWork } from './engines.mjs';

const [address, holds] = process.argv.slice(2);
const calls = [];

const asked = (method, answer) => async (task) => {
  const at = performance.timeOrigin + performance.now();
  calls.push([task.pipelineId, task.deployment.generation, method, at]);
  if (holds) await once(task.signal, 'abort');
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
const { port, end } = await beginWork(JSON.parse(address), executor);

process.on('message', async (what) => {
  if (what === 'end') {
    await end();
    process.exit();
  }
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ calls: calls.splice(0), rss, used: (user + system) / 1_000 });
});
process.send({ port });

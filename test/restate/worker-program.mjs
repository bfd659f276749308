/**
 * A worker in a process of its own, to be killed. Its arguments are the port, the prefix of the
 * services and the file to which it adds a line for each task that begins, before it ends.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@restatedev/restate-sdk';
import { restateServices } from 'pipeline-lifecycle/restate';

const [port, prefix, file] = process.argv.slice(2);

const task = (name, answer) => async (task) => {
  appendFileSync(file, `${name} ${task.pipelineName} ${task.deployment.generation}\n`);
  await sleep(Math.random() * 20);
  return answer(task);
};
const target = ({ deployment }) => (deployment.desiredStatus === 'Paused' ? 'paused' : 'running');
const nothing = () => undefined;
const executor = {
  provision: task('provision', target),
  activate: task('activate', target),
  bootstrap: task('bootstrap', target),
  pause: task('pause', nothing),
  resume: task('resume', nothing),
  suspend: task('suspend', ({ deployment }) => ({ checkpoint: (deployment.checkpoint ?? 0) + 1 })),
  deprovision: task('deprovision', nothing),
};
const services = await restateServices({ executor, prefix, backoff: { first: 5, max: 50 } });
const logger = () => {};
process.stdout.write(`${await serve({ services, port: Number(port), logger })}\n`);

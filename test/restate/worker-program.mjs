/**
 * A worker in a process of its own, to be killed. Its arguments are the port, the prefix of the
 * services, and the file to which it adds a line for each task that begins, before it ends, and for
 * each that is called off. With `holds`, its tasks end once they are called off, and not before.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@restatedev/restate-sdk';
import { restateServices } from 'pipeline-lifecycle/restate';
import './promise-with-resolvers.mjs';

const [port, prefix, file, holds] = process.argv.slice(2);
const log = (line) => appendFileSync(file, `${line}\n`);

const task = (name, answer) => async (task) => {
  log(`${name} ${task.pipelineName} ${task.deployment.generation}`);
  await (holds ? calledOff(task) : sleep(Math.random() * 20));
  return answer(task);
};
const calledOff = ({ pipelineName, signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      log(`called off: ${signal.reason.cause} ${pipelineName}`);
      reject(signal.reason);
    });
  });
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

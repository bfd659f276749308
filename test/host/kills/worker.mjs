/**
 * A worker in a process of its own, to be killed or stopped. Its arguments are the address of the
 * engine, as JSON, and the file to which all workers append.
 *
 * It writes a line for each task that begins and ends. Between them stand the turns of its event
 * loop, which prove that it was running, and not stopped, at that place of the file.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginWork } from '../../../bench/scale/engines.mjs';

const [address, path] = process.argv.slice(2);
const file = openSync(path, 'a');
const { pid } = process;
const write = (line) => {
  // The monotonic time of the machine, in milliseconds: the same for all processes.
  const at = Number(process.hrtime.bigint()) / 1_000_000;
  writeSync(file, `${JSON.stringify({ ...line, pid, at })}\n`);
};

let tasks = 0;
/** How long a task takes: one of ten takes long, so that faults meet tasks in their middle. */
function duration() {
  tasks += 1;
  return tasks % 10 === 0 ? 300 : Math.random() * 20;
}

const method = (step, answer) => async (task) => {
  const { pipelineName: pipeline, fence, deployment, signal } = task;
  const about = { pipeline, fence, generation: deployment.generation, step };
  write({ type: 'begun', ...about });
  try {
    await sleep(duration(), undefined, { signal });
    return answer(deployment);
  } finally {
    write({ type: 'ended', ...about });
  }
};
const target = ({ desiredStatus }) => desiredStatus.toLowerCase();
const nothing = () => undefined;
const executor = {
  provision: method('provision', target),
  activate: method('activate', target),
  bootstrap: method('bootstrap', target),
  pause: method('pause', nothing),
  resume: method('resume', nothing),
  suspend: method('suspend', ({ checkpoint }) => ({ checkpoint: (checkpoint ?? 0) + 1 })),
  deprovision: method('deprovision', nothing),
};

const onEvent = ({ type, error }) => type === 'broken' && write({ type, error: String(error) });
const { port } = await beginWork(JSON.parse(address), executor, onEvent);
setInterval(() => write({ type: 'turn' }), 20);
process.on('disconnect', () => process.exit());
process.send({ port });

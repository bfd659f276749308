/** Starts the process of a pipeline, so that it outlives the worker. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartRefusedError } from './record.mjs';

const program = fileURLToPath(new URL('../pipeline.mjs', import.meta.url));

/**
 * Starts a process, and resolves once it runs and stands in the ledger. Rejects with
 * StartRefusedError if something speaks against it. If the task is called off, it only stops to
 * wait: a process that starts later meets what the next task has written in the ledger. `settings`
 * are more options of the program.
 */
export async function spawnPipeline(folders, { task, fence, mode, settings }) {
  const { pipelineName, pipelineId, deployment, signal } = task;
  const folder = folders.of(pipelineId);
  mkdirSync(folder, { recursive: true });
  const options = {
    data: folders.data,
    id: pipelineId,
    name: pipelineName,
    generation: deployment.generation,
    fence,
    mode,
    socket: folders.newSocket(),
    ...settings,
  };
  const args = Object.entries(options).map(([option, value]) => `--${option}=${value}`);
  const log = openSync(join(folder, 'log'), 'a');
  // Detached: a group of its own, which neither the end of the worker nor a Ctrl-C reaches.
  const child = spawn(process.execPath, [program, ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  child.unref();
  let abort;
  try {
    signal.throwIfAborted();
    await new Promise((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
      child.once('message', ({ refused }) =>
        refused === undefined ? resolve() : reject(new StartRefusedError(refused)),
      );
      child.once('error', reject);
      // Unlike `exit`, it never comes before the last message.
      child.once('disconnect', () =>
        reject(new Error(`The process ended before it ran. See ${join(folder, 'log')}.`)),
      );
    });
  } finally {
    signal.removeEventListener('abort', abort);
    if (child.connected) child.disconnect();
  }
}

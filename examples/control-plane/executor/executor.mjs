/**
 * An executor that runs each pipeline as a process of its own on this machine.
 *
 * Several workers may share the folder of the data. Whatever they do is written in the ledger of
 * the pipeline first, with the fence of the claim, so that a worker that was replaced, and does not
 * know it yet, is refused: here, and once more by the process itself.
 */
import { DeploymentFailedError } from 'pipeline-lifecycle/host';
import { readCheckpoint } from './checkpoint.mjs';
import { ask, killProcess } from './control.mjs';
import { Folders } from './folders.mjs';
import { spawnPipeline } from './launch.mjs';
import { claimed, closed, ended, failureOf, lostProcess, predecessor } from './record.mjs';
import { Watcher } from './watcher.mjs';

/**
 * Makes the executor of a worker. `data` is the folder that the workers of this machine share,
 * `worker` the name of this one, `settings` are options of the program of a pipeline, such as
 * `{ alone: 600_000 }`, and `onEvent` is called with everything that happens.
 */
export function processExecutor({ data, worker, settings = {}, onEvent = () => {} }) {
  const folders = new Folders(data);
  const watcher = new Watcher({ folders, worker, onEvent });
  let report = async () => {};

  /** Notes the task in the ledger. Throws StaleFenceError if the worker has been replaced. */
  function begin(name, task) {
    const { pipelineName, pipelineId, deployment } = task;
    const { generation } = deployment;
    const fence = task.fence ?? 0;
    const ledger = folders.ledger(pipelineId);
    const claim = { fence, worker, task: { name, generation } };
    const reference = { pipelineName, pipelineId };
    let from = null;
    const record = ledger.change((latest) => {
      from = predecessor(latest, claim);
      return claimed(latest, { ...claim, reference });
    });
    onEvent({ type: 'task', pipelineName, task: name, generation, fence });
    if (from !== null) onEvent({ type: 'takenOver', pipelineName, task: name, fence, from });
    return { ledger, generation, fence, running: record.process };
  }

  /** Returns the process of this deployment. Throws if it has ended. */
  function processOf({ running, generation }) {
    if (running?.generation !== generation) throw new DeploymentFailedError(lostProcess);
    if (running.end !== null) throw new DeploymentFailedError(failureOf(running));
    return running;
  }

  /** Has the process run or pause. */
  async function become(name, task, target) {
    const begun = begin(name, task);
    await command(task, begun, processOf(begun), target);
    return target;
  }

  async function command({ signal }, { fence }, running, target) {
    const name = target === 'paused' ? 'pause' : 'resume';
    await ask(running, { command: name, fence }, signal);
  }

  /** Kills a process, and notes that it was meant to end. */
  async function kill(task, { ledger, fence }, running) {
    const wasAlive = await killProcess(running);
    const checkpoint = readCheckpoint(folders.checkpointFile(task.pipelineId))?.sequence ?? null;
    const { socket } = running;
    ledger.change((record) => ended(record, { socket, fence, how: 'killed', checkpoint }));
    if (wasAlive) {
      const { pipelineName } = task;
      onEvent({ type: 'killed', pipelineName, ...about(running) });
    }
  }

  const executor = {
    async provision(task) {
      const begun = begin('provision', task);
      const { ledger, fence, generation, running } = begun;
      const target = targetOf(task);
      // Its worker was told to remove it, and never came to it.
      if (running?.end === null && running.generation < generation) {
        await kill(task, begun, running);
      }
      const isThere = running?.generation === generation;
      if (!isThere) await spawnPipeline(folders, { task, fence, mode: target, settings });
      const found = processOf({ running: ledger.read().process, generation });
      const { pipelineName, pipelineId, signal } = task;
      watcher.look(pipelineId);
      onEvent({ type: isThere ? 'adopted' : 'started', pipelineName, ...about(found) });
      const { mode } = await ask(found, { command: 'ready' }, signal);
      if (mode !== target) await command(task, begun, found, target);
      return target;
    },
    activate: (task) => become('activate', task, targetOf(task)),
    bootstrap: (task) => become('bootstrap', task, targetOf(task)),
    pause: (task) => become('pause', task, 'paused'),
    resume: (task) => become('resume', task, 'running'),
    async suspend(task) {
      const begun = begin('suspend', task);
      const { running, fence } = begun;
      const end = running?.generation === begun.generation ? running.end : null;
      // The worker that has asked for it was gone before it could write that down.
      if (end?.how === 'suspended') return { checkpoint: end.checkpoint };
      return ask(processOf(begun), { command: 'suspend', fence }, task.signal);
    },
    async deprovision(task) {
      const begun = begin('deprovision', task);
      const { ledger, fence, generation } = begun;
      // First, so that a process that another worker is starting at this moment is refused.
      const record = ledger.change((latest) => closed(latest, { fence, generation }));
      if (record.process !== null) await kill(task, begun, record.process);
      const checkpoint = readCheckpoint(folders.checkpointFile(task.pipelineId))?.sequence ?? 0;
      if (checkpoint > (task.deployment.checkpoint ?? 0)) {
        await report(task, { type: 'checkpointed', checkpoint, generation });
      }
    },
    connect(given) {
      report = given;
      watcher.start(given);
    },
  };
  return { executor, close: () => watcher.close() };
}

function targetOf({ deployment }) {
  return deployment.desiredStatus.toLowerCase();
}

function about({ generation, pid, from }) {
  return { generation, pid, checkpoint: from };
}

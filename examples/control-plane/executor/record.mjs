/**
 * The record in the ledger of a pipeline, and the changes that are allowed.
 *
 * - `fence`, `worker`, `task`: who has the pipeline, by the claim that was seen last.
 * - `closed`: up to this generation, no process may start any more.
 * - `process`: the latest process; each generation has one at most. `mode` is what it does, and
 *   `end` is null while it runs.
 * - `event`, `by`: what this record is about, and the fence of whoever has made it so; or null.
 *
 * All functions here are pure: `next` for `Ledger.change`.
 */

/** A worker whose claim was replaced must not touch the pipeline. */
export class StaleFenceError extends Error {
  name = 'StaleFenceError';

  constructor(fence, { fence: latest, worker }) {
    super(`The fence ${fence} is stale: ${worker} has the pipeline, with ${latest}.`);
  }
}

/** A process may not start: something else is true by now. */
export class StartRefusedError extends Error {
  name = 'StartRefusedError';
}

const first = ({ pipelineName, pipelineId }) => ({
  ...{ pipelineName, pipelineId, fence: 0, worker: null, task: null },
  ...{ closed: 0, process: null },
});

/** Throws StaleFenceError if another worker has the pipeline by now. */
export function checkFence(record, fence) {
  if (record !== undefined && fence < record.fence) throw new StaleFenceError(fence, record);
}

/** Notes that a worker begins a task. */
export function claimed(record, { reference, fence, worker, task }) {
  checkFence(record, fence);
  const before = record ?? first(reference);
  const isNoted =
    before.fence === fence && before.worker === worker && isSameTask(before.task, task);
  return isNoted ? undefined : { ...before, event: 'claimed', by: fence, fence, worker, task };
}

/** Returns the worker that has begun this very task before, if it was another claim; or null. */
export function predecessor(record, { fence, task }) {
  if (record === undefined || record.fence >= fence) return null;
  return isSameTask(record.task, task) ? record.worker : null;
}

const isSameTask = (one, other) =>
  one !== null && one.name === other.name && one.generation === other.generation;

/** Notes that a process begins to run. It calls this itself, once it can be reached. */
export function started(record, process) {
  const { generation, fence } = process;
  checkFence(record, fence);
  if (record === undefined) throw new StartRefusedError('Nobody has asked for this process.');
  if (generation <= record.closed) {
    throw new StartRefusedError(`Generation ${generation} is over.`);
  }
  const before = record.process;
  if (before !== null && before.generation >= generation) {
    throw new StartRefusedError(`Generation ${before.generation} has a process already.`);
  }
  if (before !== null && before.end === null) {
    throw new StartRefusedError(`The process of generation ${before.generation} still runs.`);
  }
  const startedAt = new Date().toISOString();
  return { ...record, event: 'started', by: fence, process: { ...process, startedAt, end: null } };
}

/** Notes what a process does from now on. It calls this itself, before it does so. */
export function becomes(record, { socket, fence, mode }) {
  checkFence(record, fence);
  const { process } = record;
  if (process?.socket !== socket || process.end !== null) {
    throw new StartRefusedError('Another process is the one of this pipeline.');
  }
  if (process.mode === mode) return undefined;
  return { ...record, event: mode, by: fence, process: { ...process, mode } };
}

/** Closes a generation and those before: whatever starts late is refused. */
export function closed(record, { fence, generation }) {
  checkFence(record, fence);
  if (record.closed >= generation) return undefined;
  return { ...record, event: 'closed', by: fence, closed: generation };
}

/** Notes how a process has ended, unless that is known. `fence` is null if nobody has ended it. */
export function ended(record, { socket, fence, how, checkpoint }) {
  if (fence !== null) checkFence(record, fence);
  const { process } = record;
  if (process?.socket !== socket || process.end !== null) return undefined;
  const end = { how, checkpoint, at: new Date().toISOString() };
  return { ...record, event: how, by: fence, process: { ...process, end } };
}

/** True if a process runs that should. */
export function isRunning(record) {
  return record?.process != null && record.process.end === null && !isOver(record);
}

/** True if the process has ended without its worker, and nobody has cleaned up. */
export function isFailed(record) {
  const end = record?.process?.end ?? null;
  return end !== null && !['suspended', 'killed'].includes(end.how) && !isOver(record);
}

function isOver({ closed: until, process }) {
  return process.generation <= until;
}

/** The error of a deployment whose process has ended by itself. */
export function failureOf({ pid, end }) {
  return {
    message: `The process of the pipeline has ended: ${end.how}.`,
    error_code: 'PipelineCrashed',
    details: { pid, how: end.how, at: end.at },
  };
}

/** The error of a deployment that runs, by its status, although there is no process. */
export const lostProcess = {
  message: 'The pipeline has no process on this machine.',
  error_code: 'PipelineLost',
  details: {},
};

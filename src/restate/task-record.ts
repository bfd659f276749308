/**
 * The tasks of a pipeline, as its object remembers them, and how it goes on: pure functions.
 *
 * A pipeline has one task at a time. Each has a number, the fence, that rises with every task. A
 * task that is no longer wanted is called off, and the next one begins once it has ended, or once
 * its grace is over. Steps that only report are written down as soon as nothing runs.
 */
import { applyObservation, type Backoff, type Pipeline, stepOf } from '../host';
import { delayAfter } from '../host/tasks';
import type { Message } from './messages';

/** The level that a task is for. Another id would be another object. */
interface TaskLevel {
  readonly generation: number;
  readonly status: string;
  readonly desiredStatus: string;
}

/** The tasks of one pipeline: the last one, and how far it is. */
export interface TaskRecord {
  /** The number of the last task; 0 if there was none. */
  readonly fence: number;
  /** The number of the try, counting from 1; 0 if nothing is tried. */
  readonly attempt: number;
  /** The level that was tried last. */
  readonly level: TaskLevel | null;
  /**
   * `running`: the executor was asked. `calledOff`: it was, and something else is wanted by now.
   * `waiting`: the last try has failed, and the next one is not due. `none`: nothing is to be done,
   * or the next try is due.
   */
  readonly phase: 'none' | 'running' | 'calledOff' | 'waiting';
  /** The invocation of the engine that does the task. */
  readonly invocationId: string | null;
}

/** The times that a task has, in milliseconds. */
export interface TaskTimes {
  readonly provisioningTimeout: number;
  readonly taskTimeouts: Readonly<Record<string, number>>;
}

/** The next thing that the object does. */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly task: TaskRecord;
  /** The task to begin; null if there is none. */
  readonly begins: Message<'run'> | null;
  /** True if the task that runs is to be called off. */
  readonly callsOff: boolean;
}

/** The record of a pipeline that never had a task. */
export const noTask: TaskRecord = {
  ...{ fence: 0, attempt: 0, level: null, phase: 'none', invocationId: null },
};

/** Returns how a pipeline goes on. Pure; `now` is in milliseconds since 1970. */
export function planOf(pipeline: Pipeline, task: TaskRecord, now: number, times: TaskTimes): Plan {
  const isSame = isAt(pipeline, task.level);
  const nothing = { pipeline, task, begins: null, callsOff: false };
  if (task.phase === 'calledOff') return nothing;
  if (task.phase === 'running' && !isSame) {
    return { ...nothing, task: { ...task, phase: 'calledOff' }, callsOff: true };
  }
  if (task.phase !== 'none' && isSame) return nothing;
  return planOfFree(pipeline, task, now, times);
}

/** The plan of a pipeline that no task works on. */
function planOfFree(before: Pipeline, task: TaskRecord, now: number, times: TaskTimes): Plan {
  let pipeline = before;
  for (;;) {
    const step = stepOf(pipeline);
    if (step.type === 'wait') {
      const rest = { attempt: 0, level: null, phase: 'none', invocationId: null } as const;
      return { pipeline, task: { ...task, ...rest }, begins: null, callsOff: false };
    }
    if (step.type === 'task') {
      const left = timeLeft(pipeline, now, times);
      if (left > 0) return begin(pipeline, task, left, times.taskTimeouts[step.task] ?? left);
      pipeline = withProvisioningOver(pipeline, now, times);
    } else {
      // Nothing comes back as null: no observation removes a pipeline.
      pipeline = applyObservation(pipeline, step.observation, { now }).pipeline as Pipeline;
    }
  }
}

function begin(pipeline: Pipeline, task: TaskRecord, left: number, longest: number): Plan {
  const attempt = isAt(pipeline, task.level) ? task.attempt + 1 : 1;
  const fence = task.fence + 1;
  const { generation, status, desiredStatus } = pipeline.deployment;
  const level = { generation, status, desiredStatus };
  const timeout = Math.min(left, longest);
  return {
    pipeline,
    task: { fence, attempt, level, phase: 'running', invocationId: null },
    begins: { pipeline, fence, attempt, timeout, isFinal: left <= longest },
    callsOff: false,
  };
}

/** Returns the milliseconds until a deployment that does not come up fails; else infinity. */
export function timeLeft(
  { deployment, since }: Pipeline,
  now: number,
  { provisioningTimeout }: TaskTimes,
): number {
  const isComingUp = deployment.status === 'Provisioning' && deployment.desiredStatus !== 'Stopped';
  if (!isComingUp) return Infinity;
  // Never more than all of it, even if the clock of another machine was ahead.
  const gone = Math.max(0, now - Date.parse(since.deployment_status));
  return provisioningTimeout - gone;
}

/** The wait before the next try of a task that has ended; null if there is something else to do. */
export interface NextTry {
  readonly task: TaskRecord;
  readonly delay: number | null;
}

/**
 * Returns the record after the task has ended, and the wait if it has changed nothing. Pure, except
 * for `random`, which returns numbers from 0 up to 1.
 */
export function nextTry(
  pipeline: Pipeline,
  task: TaskRecord,
  now: number,
  times: TaskTimes & { readonly backoff: Backoff },
  random: () => number,
): NextTry {
  const ended = { ...task, invocationId: null };
  if (!isAt(pipeline, task.level)) return { task: { ...ended, phase: 'none' }, delay: null };
  const left = Math.max(0, timeLeft(pipeline, now, times));
  const delay = Math.min(left, delayAfter(task.attempt, times.backoff, random));
  return { task: { ...ended, phase: 'waiting' }, delay };
}

/** Returns the pipeline after its deployment did not come up in time. */
export function withProvisioningOver(pipeline: Pipeline, now: number, times: TaskTimes): Pipeline {
  const { provisioningTimeout: timeout } = times;
  const error = {
    message: `The pipeline was not provisioned within ${timeout} ms.`,
    error_code: 'ProvisioningTimeout',
    details: { timeout_ms: timeout },
  };
  const { generation } = pipeline.deployment;
  const failed = applyObservation(pipeline, { type: 'failed', error, generation }, { now });
  return failed.pipeline as Pipeline;
}

function isAt({ deployment }: Pipeline, level: TaskLevel | null): boolean {
  return (
    level !== null &&
    level.generation === deployment.generation &&
    level.status === deployment.status &&
    level.desiredStatus === deployment.desiredStatus
  );
}

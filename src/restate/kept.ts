/** The state of the object of a pipeline, as the engine keeps it, and its format. */

import { type Pipeline, parsePipeline } from '../host';
import { fieldsOf, requireFormat } from '../input';
import { noTask, type TaskRecord } from './task-record';

/** The version of the format; the pipeline in it has a version of its own. */
export const keptFormat = 1;

/** Somebody who waits for a change of a pipeline, by the id that wakes it. */
export interface Waiter {
  readonly id: string;
  /** When it stops waiting, in milliseconds since 1970. */
  readonly until: number;
}

/** The state of the object of a pipeline. */
export interface Kept {
  readonly pipeline: Pipeline;
  readonly task: TaskRecord;
  readonly waiters: readonly Waiter[];
}

/** The key of the state; one, because each costs an entry of the journal. */
export const keptKey = 'pipeline';

/** Returns the state of a pipeline that is new. */
export function keptAnew(pipeline: Pipeline): Kept {
  return { pipeline, task: noTask, waiters: [] };
}

/** Returns the state as it is written. */
export function writtenKept(kept: Kept): object {
  return { format: keptFormat, ...kept };
}

/** Parses the state; undefined if there is none. Throws NewerFormatError. */
export function parseKept(value: unknown): Kept | undefined {
  if (value === null || value === undefined) return undefined;
  const { format, pipeline, task, waiters } = fieldsOf(value, 'state');
  requireFormat('state.format', format, keptFormat);
  return {
    pipeline: parsePipeline(pipeline),
    task: task as TaskRecord,
    waiters: waiters as readonly Waiter[],
  };
}

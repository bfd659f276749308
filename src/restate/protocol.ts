/** The names and the messages by which servers, pipelines and tasks call each other: plain JSON. */

import type { ActionRequest, Pipeline, PipelineReference, Precondition } from '../host';
import { fieldsOf, type Problem } from '../input';
import type { Observation } from '../lifecycle';

/** The names of the services in the engine. */
export interface ServiceNames {
  /** The virtual object of each pipeline; its key is the name of the pipeline. */
  readonly pipelines: string;
  /** The service that has the executor do tasks. */
  readonly tasks: string;
  /** The virtual object that knows the names of all pipelines; it has one key. */
  readonly directory: string;
}

/** The prefix of the names by default. */
export const defaultPrefix = 'pipeline_lifecycle';

/** The only key of the directory. */
export const directoryKey = 'all';

const prefixPattern = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Returns the names of the services with this prefix. */
export function serviceNames(prefix: string): ServiceNames {
  return {
    pipelines: `${prefix}.pipelines`,
    tasks: `${prefix}.tasks`,
    directory: `${prefix}.directory`,
  };
}

/** Returns a problem unless the value can begin the names of services. */
export function servicePrefixProblems(value: unknown): Problem[] {
  if (typeof value === 'string' && prefixPattern.test(value)) return [];
  return [{ field: 'prefix', value, allowed: 'a letter, then up to 39 letters, digits, - or _' }];
}

/**
 * The time of whoever asks, in milliseconds since 1970. It is part of the message, so that a replay
 * sees the same time, and no handler has to write one down.
 */
interface Timed {
  readonly now: number;
}

/** The input of `create`. */
export interface CreateInput {
  readonly pipeline: Pipeline;
}

/** The input of `act`. */
export interface ActInput extends Timed {
  readonly request: ActionRequest;
}

/** The input of `report`. */
export interface ReportInput extends Timed {
  readonly reference: PipelineReference;
  readonly observation: Observation;
}

/** The input of `remove`. */
export interface RemoveInput extends Timed {
  readonly precondition: Precondition;
}

/** The input of `changed`, which answers once the version is another one, or time is over. */
export interface ChangedInput extends Timed {
  /** The version that the caller has seen; null to be told the present one. */
  readonly version: string | null;
  /** How long to wait, in milliseconds. */
  readonly timeout: number;
}

/** The version of a pipeline that is not there. */
export const noVersion = 'none';

/** Somebody who waits for a change of a pipeline, by the id that wakes it. */
export interface Waiter {
  readonly id: string;
  /** When it stops waiting, in milliseconds since 1970. */
  readonly until: number;
}

/** The input of `wait`: a waiter, and the version that it has seen. */
export interface WaitInput extends Timed, Waiter {
  readonly version: string;
}

/** A task for the executor. */
export interface TaskInput {
  readonly pipeline: Pipeline;
  /** The number of the task. */
  readonly fence: number;
  readonly attempt: number;
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
  /** True if the deployment has failed once the time is over; otherwise it is tried again. */
  readonly isFinal: boolean;
}

/** A message about one task: that its grace or its wait before the next try is over. */
export interface TaskMessage {
  readonly pipelineId: string;
  readonly fence: number;
}

/** A message that the time of a task is over. */
export interface TaskOverdue extends TaskMessage {
  /** True if the deployment has failed by that; otherwise the task is tried again. */
  readonly isFinal: boolean;
}

/** The end of a task. */
export interface TaskEnd extends TaskMessage, Timed {
  /** The observation to report; null if there is none. */
  readonly observation: Observation | null;
}

/** The part of the directory to list. */
export interface DirectoryInput {
  readonly after: string | null;
  readonly limit: number | null;
}

/** Returns the fields of the input of a handler. Throws InvalidInputError. */
export function inputOf<Input>(value: unknown): Input {
  return fieldsOf(value, 'input') as Input;
}

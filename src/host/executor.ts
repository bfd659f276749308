/**
 * The executor port: whatever provisions pipelines and runs them.
 *
 * The reconciler asks for one thing at a time and records the result. Every task must be safe to
 * repeat: the reconciler that asked first may have died before it could write down the result.
 */
import { fieldOf, isInstanceOf, ownField } from '../input';
import type { Deployment, ErrorResponse, Observation, Outcome } from '../lifecycle';

/** The pipeline that a task, or a report, is about. */
export interface PipelineReference {
  readonly pipelineName: string;
  /** Belongs to this pipeline alone: a later one of the same name has another. */
  readonly pipelineId: string;
}

/** A task for the executor. Name resources by its `pipelineId` and `deployment.generation`. */
export interface Task extends PipelineReference {
  /**
   * The deployment when the task was given: its `desiredStatus` is the target, and `initial`,
   * `bootstrapPolicy` and `checkpoint` say how to start.
   */
  readonly deployment: Deployment;
  /**
   * Aborted once the task is called off, such as by a forced stop: end soon, in any way. Its reason
   * is a TaskCalledOffError, whose `cause` says why.
   */
  readonly signal: AbortSignal;
  /**
   * The fence of the worker's claim; null if the store has no claims. Refuse a task whose fence is
   * lower than one that you have seen for this pipeline: its worker has been replaced.
   */
  readonly fence: number | null;
}

/**
 * The reason that a task was called off. `level`: something else is wanted by now, so clean up.
 * `timeout`: it took too long, and is tried again. `ending`: the reconciler ends. `claim`: another
 * worker may have the pipeline by now, so touch nothing that it may use.
 */
export type CalledOffCause = 'level' | 'timeout' | 'ending' | 'claim';

/** The reason of the signal of a task that was called off. */
export class TaskCalledOffError extends Error {
  override readonly name = 'TaskCalledOffError';
  override readonly cause: CalledOffCause;

  constructor(cause: CalledOffCause) {
    super(`The task was called off: ${causesInWords[cause]}.`);
    this.cause = cause;
  }
}

const causesInWords: Readonly<Record<CalledOffCause, string>> = {
  level: 'something else is wanted by now',
  timeout: 'it took longer than its timeout',
  ending: 'the reconciler ends',
  claim: 'another worker may have the pipeline by now',
};

/** The observation that a provisioned pipeline starts with. */
export type ProvisionResult = 'standby' | 'awaitingApproval' | 'paused' | 'running';

/**
 * Does what the reconciler asks, and resolves once it is done. If a task took effect, resolve even
 * if it was called off meanwhile: the lifecycle decides whether the result still counts. If it
 * rejects, it is tried again later; with DeploymentFailedError, the deployment has failed and the
 * pipeline stops. A rejection after the task was called off is ignored: report a crash that happens
 * then through `connect`.
 */
export interface Executor {
  /**
   * Creates what this deployment needs, unless it is there already, and waits until the pipeline is
   * up. If it is called off, it must leave nothing behind that the following `deprovision` does not
   * see.
   */
  provision(task: Task): Promise<ProvisionResult>;
  /** Leaves standby for the desired status, or for approval if the pipeline was modified. */
  activate(task: Task): Promise<Exclude<ProvisionResult, 'standby'>>;
  /** Goes on from approval to the desired status. */
  bootstrap(task: Task): Promise<'paused' | 'running'>;
  pause(task: Task): Promise<void>;
  resume(task: Task): Promise<void>;
  /** Makes the checkpoint of a graceful stop, and returns its sequence number. */
  suspend(task: Task): Promise<{ readonly checkpoint: number }>;
  /** Deletes everything that is left of this pipeline. Tried until it succeeds. */
  deprovision(task: Task): Promise<void>;
  /**
   * Called once at the start, with the function that reports what happens unasked: a crash, a
   * checkpoint. If it throws, `runReconciler` rejects. It may be asynchronous: it is not awaited,
   * and a rejection is the event `connectFailed`.
   */
  connect?(report: ReportObservation): unknown;
}

/**
 * Reports what happened to a pipeline unasked. The task that it came from tells which pipeline;
 * give the observation its `generation`, without which a checkpoint that is reported after the
 * failure or the stop is stale. Resolves with its outcome, or undefined if the pipeline is gone,
 * even if another one has its name. If the store fails it is tried again until the reconciler ends,
 * and rejects only then; a malformed report rejects at once. If the store goes on rejecting the
 * error of `failed`, a plain one takes its place: see the event `replaced`.
 */
export type ReportObservation = (
  pipeline: PipelineReference,
  observation: Observation,
) => Promise<Outcome | undefined>;

/** A task of the executor, by the name of the method that does it. */
export type TaskName = Exclude<keyof Executor, 'connect'>;

/** A task took longer than its timeout. It was called off, and is tried again. */
export class TaskTimeoutError extends Error {
  override readonly name = 'TaskTimeoutError';
  readonly task: TaskName;
  /** The time that each try of the task has, in milliseconds. */
  readonly timeout: number;

  constructor(task: TaskName, timeout: number) {
    super(`${task} took longer than ${timeout} ms and was called off. See taskTimeouts.`);
    this.task = task;
    this.timeout = timeout;
  }
}

/** The deployment has failed for good: the pipeline stops with this error. */
export class DeploymentFailedError extends Error {
  override readonly name = 'DeploymentFailedError';
  readonly error: ErrorResponse;

  constructor(error: ErrorResponse, options?: ErrorOptions) {
    super(error.message, options);
    this.error = error;
  }
}

/**
 * Returns true if an executor has thrown a DeploymentFailedError. The name counts as well: if the
 * package is loaded both as an ECMAScript module and as CommonJS, each copy has a class of its own.
 */
export function isDeploymentFailedError(error: unknown): error is DeploymentFailedError {
  if (isInstanceOf(error, DeploymentFailedError)) return true;
  const isNamedSo = fieldOf(error, 'name') === 'DeploymentFailedError';
  return isNamedSo && isInstanceOf(error, Error) && ownField(error, 'error') !== undefined;
}

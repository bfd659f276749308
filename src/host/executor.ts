/**
 * The executor as a port: whatever provisions pipelines, and runs them.
 *
 * The reconciler asks for one thing at a time and reports what came of it. Each must be safe to do twice:
 * who asked may have died before it could write down that it was done.
 */
import type { Deployment, ErrorResponse, Observation, Outcome } from '../lifecycle';

/** What the reconciler asks for. */
export interface Task {
  readonly pipelineName: string;
  /**
   * The deployment as it was when this was asked: its `desiredStatus` says what to become, `initial`,
   * `bootstrapPolicy` and `checkpoint` how to start. Name resources by its `generation`.
   */
  readonly deployment: Deployment;
  /** Aborted once the task is not wanted any more, such as by a forced stop: end soon, in any way. */
  readonly signal: AbortSignal;
}

/** As what a pipeline comes up. */
export type ComesUpAs = 'standby' | 'awaitingApproval' | 'paused' | 'running';

/**
 * Does what is asked, and resolves once it is done. What took effect resolves even where the task was
 * aborted meanwhile: whether it still counts is decided by the lifecycle. An error means that it is tried
 * again, later; DeploymentFailedError, that the deployment has failed and stops.
 */
export interface Executor {
  /**
   * Creates what this deployment needs, where it is not there yet, and waits until the pipeline is up. Where it
   * is aborted, it must leave nothing behind that `deprovision`, which follows, has not seen.
   */
  provision(task: Task): Promise<ComesUpAs>;
  /** Leaves standby for the desired status, or for approval where the pipeline was modified. */
  activate(task: Task): Promise<Exclude<ComesUpAs, 'standby'>>;
  /** Goes on from approval to the desired status. */
  bootstrap(task: Task): Promise<'paused' | 'running'>;
  pause(task: Task): Promise<void>;
  resume(task: Task): Promise<void>;
  /** Makes the checkpoint of a graceful stop, and gives its sequence number. */
  suspend(task: Task): Promise<{ readonly checkpoint: number }>;
  /** Deletes all that is left of this pipeline. Tried until it works. */
  deprovision(task: Task): Promise<void>;
  /** Called once, at the beginning, with the way to report what happens by itself: a crash, a checkpoint. */
  connect?(report: Report): void;
}

/**
 * Reports what happened to a pipeline by itself; give the observation its `generation`. Says what became
 * of it; undefined where there is no such pipeline any more. Where the store fails it is tried again until
 * the reconciler ends, and only then rejects; a malformed observation rejects at once.
 */
export type Report = (
  pipelineName: string,
  observation: Observation,
) => Promise<Outcome | undefined>;

/** The deployment has failed for good: the pipeline stops, with this error. */
export class DeploymentFailedError extends Error {
  override readonly name = 'DeploymentFailedError';
  readonly error: ErrorResponse;

  constructor(error: ErrorResponse, options?: ErrorOptions) {
    super(error.message, options);
    this.error = error;
  }
}

/**
 * Whether an executor has thrown this error. By its name as well: one that was loaded as another kind of
 * module has a class of its own.
 */
export function isDeploymentFailedError(error: unknown): error is DeploymentFailedError {
  const isNamedSo = error instanceof Error && error.name === 'DeploymentFailedError';
  return error instanceof DeploymentFailedError || (isNamedSo && 'error' in error);
}

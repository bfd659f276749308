/**
 * The state of the simulated cluster: for each pipeline, the process that is up with its generation
 * and status, and the failures provoked by hand.
 */
import type { ProvisionResult, Task } from '../host';
import { aborted } from '../host/reconciler';
import type { Deployment, DeploymentStatus } from '../lifecycle';
import { deploymentFailure, TaskError } from './failures';

/** When a provoked failure occurs: in the task under way (and ends with it), or in the next one. */
export type ProvokedFor = 'now' | 'next';

/** A process that is up. */
export interface SimulatedProcess {
  readonly pipelineId: string;
  readonly generation: number;
  as: ProvisionResult;
  /** Its last checkpoint, once it is suspended. */
  suspendedWith: number | null;
  /** Aborted when the process ends. */
  readonly life: AbortController;
}

/** The cluster's state of one pipeline. */
export interface SimulatedPipeline {
  process: SimulatedProcess | null;
  /** The last process that has ended here. */
  ended: SimulatedProcess | null;
  isModified: boolean;
  /** The number of its latest checkpoint. */
  checkpoint: number;
  /** The provisioning that is to fail. */
  failsToProvision: ProvokedFor | null;
  /** The suspension that is to fail or hang. */
  spoiledSuspension: { readonly will: 'fail' | 'hang'; readonly when: ProvokedFor } | null;
  /** Aborted to make a hanging suspension fail. */
  hanging: AbortController | null;
  /** How often in a row its deletion has failed. */
  failedDeletions: number;
}

/** The two statuses of the data flow that a user can ask for. */
export type DataFlow = 'paused' | 'running';

/** Returns the state of a pipeline that was never provisioned. */
export function newSimulatedPipeline(): SimulatedPipeline {
  return {
    process: null,
    ended: null,
    isModified: false,
    checkpoint: 0,
    failsToProvision: null,
    spoiledSuspension: null,
    hanging: null,
    failedDeletions: 0,
  };
}

/** Forgets the failures provoked for the task under way; those for the next one stay. */
export function forgetProvokedNow(pipeline: SimulatedPipeline): void {
  if (pipeline.failsToProvision === 'now') pipeline.failsToProvision = null;
  if (pipeline.spoiledSuspension?.when === 'now') pipeline.spoiledSuspension = null;
}

/** Hangs until the suspension is to fail instead. Rejects if it is called off. */
export async function hang(pipeline: SimulatedPipeline, calledOffBy: AbortSignal): Promise<void> {
  pipeline.hanging = new AbortController();
  await aborted(AbortSignal.any([calledOffBy, pipeline.hanging.signal]));
  pipeline.hanging = null;
  if (calledOffBy.aborted) throw calledOff();
}

/**
 * Returns the status in which a process comes up if data flow is requested. If the pipeline was
 * modified since its checkpoint, the bootstrap policy decides. Throws DeploymentFailedError if the
 * policy is to reject.
 */
export function flowOrAwaitApproval(
  pipeline: SimulatedPipeline,
  { pipelineName, deployment }: Task,
  hasCheckpoint: boolean,
): DataFlow | 'awaitingApproval' {
  const { bootstrapPolicy, generation } = deployment;
  if (pipeline.isModified && hasCheckpoint && bootstrapPolicy !== 'allow') {
    if (bootstrapPolicy === 'await_approval') return 'awaitingApproval';
    throw deploymentFailure('BootstrapRejected', pipelineName, generation);
  }
  // It is bootstrapped now, or had no checkpoint to continue from.
  pipeline.isModified = false;
  return desiredDataFlow(deployment);
}

/** Returns the data flow that the deployment's desired status asks for. */
export function desiredDataFlow({ desiredStatus }: Deployment): DataFlow {
  return desiredStatus === 'Paused' ? 'paused' : 'running';
}

/** Returns the number of a new checkpoint, later than any that the deployment knows of. */
export function nextCheckpoint(pipeline: SimulatedPipeline, { checkpoint }: Deployment): number {
  pipeline.checkpoint = Math.max(pipeline.checkpoint, checkpoint ?? 0) + 1;
  return pipeline.checkpoint;
}

/** Ends the process, if there is one. */
export function endProcess(pipeline: SimulatedPipeline): void {
  pipeline.process?.life.abort();
  pipeline.ended = pipeline.process ?? pipeline.ended;
  pipeline.process = null;
}

/** True if this process was started for the deployment of this task. */
export function isOf(
  { pipelineId, generation }: Pick<SimulatedProcess, 'pipelineId' | 'generation'>,
  task: Pick<Task, 'pipelineId' | 'deployment'>,
): boolean {
  return pipelineId === task.pipelineId && generation === task.deployment.generation;
}

/** The statuses of a process that is up, by those of its deployment. */
const upAs: Partial<Readonly<Record<DeploymentStatus, ProvisionResult>>> = {
  Standby: 'standby',
  AwaitingApproval: 'awaitingApproval',
  Paused: 'paused',
  Running: 'running',
  Suspending: 'running',
};

/** Returns the process of a task that somebody else must have started; null if it has ended. */
export function processToAdopt(
  { process, ended }: SimulatedPipeline,
  task: Pick<Task, 'pipelineId' | 'deployment'>,
): Pick<SimulatedProcess, 'pipelineId' | 'generation' | 'as'> | null {
  const { pipelineId, deployment } = task;
  const as = upAs[deployment.status];
  const isKnown = [process, ended].some((each) => each !== null && isOf(each, task));
  if (as === undefined || isKnown) return null;
  return { pipelineId, generation: deployment.generation, as };
}

/** Returns the error of a task that was called off. */
export function calledOff(): TaskError {
  return new TaskError('The task was called off.');
}

/**
 * What the simulated cluster has of a pipeline, as a real one would be found there: which process lives, of
 * which generation, as what it is up; and what was provoked by hand.
 */
import type { ProvisionResult, Task } from '../host';
import { aborted } from '../host/reconciler';
import type { Deployment } from '../lifecycle';
import { failed, TaskError } from './failures';

/** What was provoked by hand: it is of the one that is under way, and ends with that, or of the next one. */
export type Provoked = 'now' | 'next';

/** A process that is up. */
export interface SimulatedProcess {
  readonly generation: number;
  as: ProvisionResult;
  /** Its last checkpoint, once it is suspended. */
  suspendedWith: number | null;
  /** Aborted once the process ends. */
  readonly life: AbortController;
}

/** What the cluster has of a pipeline. */
export interface Simulated {
  process: SimulatedProcess | null;
  isModified: boolean;
  /** The number of its latest checkpoint. */
  checkpoint: number;
  /** Which provisioning is to fail. */
  failsToProvision: Provoked | null;
  /** What is to become of a suspension, and of which. */
  suspensionWill: { readonly as: 'fail' | 'hang'; readonly of: Provoked } | null;
  /** Aborted where a suspension that hangs is to fail. */
  hanging: AbortController | null;
  /** How often in a row it could not be deleted. */
  failedDeletions: number;
}

/** As what data flow, or wait to. */
export type Flowing = 'paused' | 'running';

/** What there is of a pipeline that does not exist. */
export function newlySimulated(): Simulated {
  return {
    process: null,
    isModified: false,
    checkpoint: 0,
    failsToProvision: null,
    suspensionWill: null,
    hanging: null,
    failedDeletions: 0,
  };
}

/** What was provoked for what is under way is over with it; what is for the next one stays. */
export function forgetNow(pipeline: Simulated): void {
  if (pipeline.failsToProvision === 'now') pipeline.failsToProvision = null;
  if (pipeline.suspensionWill?.of === 'now') pipeline.suspensionWill = null;
}

/** Until it is to fail instead. Rejects where it is called off. */
export async function hangs(pipeline: Simulated, calledOffBy: AbortSignal): Promise<void> {
  pipeline.hanging = new AbortController();
  await aborted(AbortSignal.any([calledOffBy, pipeline.hanging.signal]));
  pipeline.hanging = null;
  if (calledOffBy.aborted) throw calledOff();
}

/** As what a process comes up that is to flow, if its pipeline was modified since the checkpoint. */
export function flowsOrWaits(
  pipeline: Simulated,
  { pipelineName, deployment }: Task,
  hasCheckpoint: boolean,
): Flowing | 'awaitingApproval' {
  const { bootstrapPolicy, generation } = deployment;
  if (pipeline.isModified && hasCheckpoint && bootstrapPolicy !== 'allow') {
    if (bootstrapPolicy === 'await_approval') return 'awaitingApproval';
    throw failed('BootstrapRejected', pipelineName, generation);
  }
  // It was bootstrapped, or had nothing to go on from.
  pipeline.isModified = false;
  return desiredOf(deployment);
}

/** As what it is to flow. */
export function desiredOf({ desiredStatus }: Deployment): Flowing {
  return desiredStatus === 'Paused' ? 'paused' : 'running';
}

/** A deployment may know of a checkpoint that is not from here. */
export function nextCheckpoint(pipeline: Simulated, { checkpoint }: Deployment): number {
  pipeline.checkpoint = Math.max(pipeline.checkpoint, checkpoint ?? 0) + 1;
  return pipeline.checkpoint;
}

/** Ends the process, if there is one. */
export function end(pipeline: Simulated): void {
  pipeline.process?.life.abort();
  pipeline.process = null;
}

/** The task was called off. */
export function calledOff(): TaskError {
  return new TaskError('The task was called off.');
}

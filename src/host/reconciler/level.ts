/** The level of a pipeline: the next step, read off the present state and not off past events. */
import { reconcile, type Step } from '../../lifecycle';
import type { Pipeline } from '../pipeline';

/** A pipeline as it was read, and its next step. */
export interface Level {
  readonly pipeline: Pipeline;
  readonly step: Step;
}

/** Returns the level of this pipeline. Pure. Throws InvalidDeploymentError if it cannot occur. */
export function levelOf(pipeline: Pipeline): Level {
  return { pipeline, step: reconcile(pipeline.deployment) };
}

/**
 * Returns true if the same step is wanted for the same purpose, so that what was begun may go on.
 * For pipelines that are not settled: for those, these fields decide the level. Pure.
 */
export function isSameLevel(one: Pipeline, other: Pipeline): boolean {
  const [before, now] = [one.deployment, other.deployment];
  return (
    before.generation === now.generation &&
    before.status === now.status &&
    before.desiredStatus === now.desiredStatus &&
    // Another pipeline of the same name counts its generations from the beginning.
    one.id === other.id
  );
}

/**
 * The level of a pipeline: what is to be done, read off how things stand and not off what has happened.
 */
import { type Deployment, reconcile, type Step, steps } from '../../lifecycle';
import type { Pipeline } from '../pipeline';

/** A pipeline as it was read, and what is to be done next. */
export interface Level {
  readonly pipeline: Pipeline;
  readonly step: Step;
}

/** The level of this pipeline. Pure. Throws InvalidDeploymentError for a deployment that cannot occur. */
export function levelOf(pipeline: Pipeline): Level {
  return { pipeline, step: reconcile(pipeline.deployment) };
}

/**
 * Whether at both the same is wanted, to the same end: what was begun at one may go on. For levels that are
 * not at rest, of which these fields say all. Pure.
 */
export function isSameLevel(one: Pipeline, other: Pipeline): boolean {
  const [before, now] = [one.deployment, other.deployment];
  return (
    before.generation === now.generation &&
    before.status === now.status &&
    before.desiredStatus === now.desiredStatus &&
    isSamePipeline(one, other)
  );
}

/**
 * Whether this is still that pipeline, and no other one that took its name after it was removed: that one
 * counts its generations from the beginning. Pure.
 */
export function isSamePipeline(one: Pipeline, other: Pipeline): boolean {
  return one.createdAt === other.createdAt;
}

/**
 * Whether nothing is to be done until the user calls or something happens by itself. Pure, and it makes
 * nothing: it is asked of every pipeline at every resync. A pair that cannot occur is not at rest.
 */
export function isAtRest({ status, desiredStatus, bootstrapApproved }: Deployment): boolean {
  const type = steps[status]?.[desiredStatus];
  return type === 'idle' || (type === 'awaitApproval' && !bootstrapApproved);
}

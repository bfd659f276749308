/** Pairs of statuses, such as `Running/Paused`. */
import type { Deployment } from '../../../lifecycle';
import { runnerStep } from '../../../verify/exploration';

/** The pair of statuses of a deployment: `Running/Paused`. Pure. */
export function pairOf({
  status,
  desiredStatus,
}: Pick<Deployment, 'status' | 'desiredStatus'>): string {
  return `${status}/${desiredStatus}`;
}

/** The pairs of these deployments, each once. Pure. */
export function pairsOf(
  deployments: Iterable<Pick<Deployment, 'status' | 'desiredStatus'>>,
): ReadonlySet<string> {
  return new Set(Array.from(deployments, pairOf));
}

/**
 * Returns true if the runner has something to do, so that the pipeline must move on by itself.
 * Pure.
 */
export function mustMoveOn(deployment: Deployment): boolean {
  const step = runnerStep(deployment);
  return step !== null && step !== 'idle' && step !== 'awaitApproval';
}

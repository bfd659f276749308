/**
 * Provenance: how a candidate came about, as far as that tells if something must have happened that
 * hardly ever does.
 *
 * Three things are odd: a failure whose error no line shows, a status that moves to Paused or
 * Running although nothing asked for that since it became what it was, and a call that took effect
 * only after the client had given up.
 */
import type { Deployment, DeploymentStatus, Observation } from '../../lifecycle';

/** The oddest thing that must have happened. A failure is no longer odd once its error is shown. */
export type Oddity = (typeof oddities)[number];

/** Every oddity, the least odd first. */
export const oddities = ['none', 'unseenFailure', 'odd'] as const;

/** How a candidate came about. */
export interface Provenance {
  readonly oddity: Oddity;
  /**
   * True if the status is Paused or Running, and the other one of the two has been asked for since
   * it became that: the runner may still be at it.
   */
  readonly isOtherAsked: boolean;
}

/** Every provenance, one object for each, the least odd first. */
export const provenances: readonly Provenance[] = Object.freeze(
  oddities.flatMap((oddity) =>
    [true, false].map((isOtherAsked) => Object.freeze({ oddity, isOtherAsked })),
  ),
);

/** The provenance with these properties. */
export function provenanceOf(oddity: Oddity, isOtherAsked: boolean): Provenance {
  return provenances[2 * oddities.indexOf(oddity) + (isOtherAsked ? 0 : 1)] as Provenance;
}

/** True if whatever may follow without a further oddity after the second may follow the first. */
export function isAsGood(first: Provenance, second: Provenance): boolean {
  return (
    oddities.indexOf(first.oddity) <= oddities.indexOf(second.oddity) &&
    (first.isOtherAsked || !second.isOtherAsked)
  );
}

/** The other one of Paused and Running; null for any other status. */
function otherOf(status: DeploymentStatus): 'Paused' | 'Running' | null {
  return status === 'Paused' ? 'Running' : status === 'Running' ? 'Paused' : null;
}

/** The provenance of a deployment that came about in an ordinary way. */
export function ordinaryProvenance({ status, desiredStatus }: Deployment): Provenance {
  return provenanceOf('none', otherOf(status) === desiredStatus);
}

/** True if the status moves to Paused or Running, and nothing has asked for that. */
export function isUnasked(provenance: Provenance, before: Deployment, after: Deployment): boolean {
  return otherOf(before.status) === after.status && !provenance.isOtherAsked;
}

/** The provenance after an observation that was applied. */
export function afterObservation(
  provenance: Provenance,
  before: Deployment,
  { type }: Observation,
  after: Deployment,
): Provenance {
  const { isOtherAsked } = before.status === after.status ? provenance : ordinaryProvenance(after);
  if (isUnasked(provenance, before, after)) return provenanceOf('odd', isOtherAsked);
  const isFirst = type === 'failed' && provenance.oddity === 'none' && after.error !== null;
  return provenanceOf(isFirst ? 'unseenFailure' : provenance.oddity, isOtherAsked);
}

/** The provenance after an action that was decided, with this answer or without one. */
export function afterAction(
  provenance: Provenance,
  before: Deployment,
  after: Deployment,
): Provenance {
  // Once its error is dismissed, nothing can show a failure any more.
  const isLost = before.error !== null && after.error === null;
  const oddity = isLost && provenance.oddity === 'unseenFailure' ? 'odd' : provenance.oddity;
  return provenanceOf(
    oddity,
    provenance.isOtherAsked || otherOf(after.status) === after.desiredStatus,
  );
}

/** The provenance after a line that shows the error of the deployment. */
export function withShownError({ oddity, isOtherAsked }: Provenance): Provenance {
  return provenanceOf(oddity === 'unseenFailure' ? 'none' : oddity, isOtherAsked);
}

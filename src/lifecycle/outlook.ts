/** The outlook: the deployments that can follow without an action of a user. */
import type { Action } from './action';
import { everyObservation } from './compiled';
import { decide } from './decide';
import type { Deployment } from './deployment';
import type { Observation } from './observation';
import { observe } from './observe';
import { parseAction, parseCapabilities } from './parse';
import { ownDeployment, validClassIndex } from './parse-deployment';
import { reachableFrom } from './reachable';
import type { DeploymentStatus } from './statuses';
import { type Capabilities, deploymentStatuses, fullCapabilities } from './vocabulary';

/**
 * Returns the statuses that a pipeline can have without a further action of a user, the present one
 * included, in the order of the vocabulary. A host need not wait for any other. Pure. Throws
 * InvalidDeploymentError if the deployment is malformed or cannot occur.
 */
export function upcomingStatuses(deployment: Deployment): readonly DeploymentStatus[] {
  const upcoming = new Set(everyFollower(deployment).map(({ status }) => status));
  return Object.freeze(deploymentStatuses.filter((status) => upcoming.has(status)));
}

/**
 * Returns true if a refusal can pass by itself: the same action, tried again later, may be accepted
 * though no user does anything else and nothing fails. Pure. Throws InvalidDeploymentError if the
 * deployment is malformed or cannot occur, and InvalidInputError for a malformed action.
 */
export function canBeAcceptedLater(
  deployment: Deployment,
  action: Action,
  capabilities?: Partial<Capabilities>,
): boolean {
  const followers = everyFollowerWithoutFailure(deployment);
  const parsed = parseAction(action);
  const present = parseCapabilities(capabilities ?? fullCapabilities);
  return followers.some((follower) => decide(follower, parsed, present).accepted);
}

const everyFollower = followersBy(() => true);
const everyFollowerWithoutFailure = followersBy(({ type }) => type !== 'failed');

/** Returns a function that finds all followers of a deployment, once for each class. */
/* @__NO_SIDE_EFFECTS__ */
function followersBy(counts: (observation: Observation) => boolean) {
  const known: (readonly Deployment[] | undefined)[] = [];
  return (deployment: Deployment): readonly Deployment[] => {
    const read = ownDeployment(deployment);
    const index = validClassIndex(read);
    known[index] ??= reachableFrom(read, (each) =>
      everyObservation.filter(counts).map((report) => observe(each, report).deployment),
    );
    return known[index];
  };
}

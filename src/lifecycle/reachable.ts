/** The deployments that can occur. */
import { everyAction } from './action';
import { everyObservation, representative } from './compiled';
import { decide } from './decide';
import { createDeployment, type Deployment } from './deployment';
import { observe } from './observe';
import { indexOfCapabilities } from './parse';
import { type Capabilities, everyCapabilities, fullCapabilities } from './vocabulary';

/** The deployments that were found before, by combination of capabilities: frozen, as they are. */
const known: (readonly Deployment[] | undefined)[] = [];

/**
 * Returns a representative of every deployment that can occur, in the order of a breadth-first
 * search from a pipeline that was never started: simple ones first. Pure. Throws InvalidInputError
 * if the capabilities are malformed.
 */
export function reachableDeployments(
  capabilities: Partial<Capabilities> = fullCapabilities,
): readonly Deployment[] {
  const combination = indexOfCapabilities(capabilities);
  const present = everyCapabilities[combination];
  known[combination] ??= reachableFrom(createDeployment(), (deployment) => [
    ...everyAction.map((action) => decide(deployment, action, present).deployment),
    ...everyObservation.map((observation) => observe(deployment, observation).deployment),
  ]);
  return known[combination];
}

/** Returns representatives of this deployment and all that follow it, in breadth-first order. */
export function reachableFrom(
  start: Deployment,
  followersOf: (deployment: Deployment) => readonly Deployment[],
): readonly Deployment[] {
  const found = new Map<string, Deployment>();
  const visit = (deployment: Deployment) => {
    const own = representative(deployment);
    const key = JSON.stringify(Object.values(own));
    if (!found.has(key)) found.set(key, own);
  };
  visit(start);
  // A Map can grow while it is iterated: deployments that are added are visited in turn.
  for (const deployment of found.values()) {
    for (const follower of followersOf(deployment)) {
      // Most events change nothing.
      if (follower !== deployment) visit(follower);
    }
  }
  return Object.freeze([...found.values()]);
}

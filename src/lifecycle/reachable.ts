/** The deployments that can occur, one for each class. */
import { everyAction } from './action';
import { everyObservation, representative } from './compiled';
import { decide } from './decide';
import { createDeployment, type Deployment } from './deployment';
import { observe } from './observe';
import { type Capabilities, fullCapabilities } from './vocabulary';

/**
 * Every deployment that can occur, by its representative, in the order of a breadth-first search
 * from a stopped pipeline: simple ones first. Pure. Throws InvalidInputError for malformed
 * capabilities.
 */
export function reachableDeployments(
  capabilities: Partial<Capabilities> = fullCapabilities,
): readonly Deployment[] {
  const found = new Map<string, Deployment>();
  const visit = (deployment: Deployment) => {
    const stands = representative(deployment);
    const key = Object.values(stands)
      .map((value) => JSON.stringify(value))
      .join();
    if (!found.has(key)) found.set(key, stands);
  };
  visit(createDeployment());
  // A Map can be extended while it is walked: what is added is visited in turn.
  for (const deployment of found.values()) {
    for (const action of everyAction) visit(decide(deployment, action, capabilities).deployment);
    for (const observation of everyObservation) visit(observe(deployment, observation).deployment);
  }
  return Object.freeze([...found.values()]);
}

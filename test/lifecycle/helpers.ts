/** What several tests of the core need. */
import { type Deployment, reachableDeployments } from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/representative';
import type { Observation } from '../../src/lifecycle/observation';
import type { DeploymentStatus, DesiredStatus } from '../../src/lifecycle/statuses';

/** Every reachable deployment, with every capability. */
export const reachable = reachableDeployments();

/** Observations of no generation, of this deployment's, of the next and of the one before, if any. */
export function observationsOf({ generation }: Deployment): Observation[] {
  const generations = [generation, generation + 1, generation - 1].filter((each) => each >= 0);
  return everyObservation.flatMap((observation) => [
    observation,
    ...generations.map((each) => ({ ...observation, generation: each })),
  ]);
}

/** The reachable deployments with this pair of statuses. */
export function withPair(status: DeploymentStatus, desiredStatus: DesiredStatus): Deployment[] {
  return reachable.filter((each) => each.status === status && each.desiredStatus === desiredStatus);
}

/** A reachable deployment with these fields. */
export function deploymentWith(fields: Partial<Deployment>): Deployment {
  const wanted = Object.entries(fields);
  const found = reachable.find((each) =>
    wanted.every(([field, value]) => each[field as keyof Deployment] === value),
  );
  if (found === undefined) throw new Error(`No deployment has ${JSON.stringify(fields)}.`);
  return found;
}

/** Whether a value and all in it are frozen. */
export function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

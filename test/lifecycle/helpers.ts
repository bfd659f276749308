/** What several tests of the core need. */
import {
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  everyObservation,
  type Observation,
  reachableDeployments,
} from '../../src/lifecycle';

/** Every reachable deployment, with every capability. */
export const reachable = reachableDeployments();

/** Observations of this deployment's generation, of another, and of none. */
export function observationsOf({ generation }: Deployment): Observation[] {
  return everyObservation.flatMap((observation) => [
    observation,
    { ...observation, generation },
    { ...observation, generation: generation + 1 },
    { ...observation, generation: generation - 1 },
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

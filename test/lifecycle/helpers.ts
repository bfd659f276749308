/** Helpers that several tests of the core share. */
import {
  type CompleteAction,
  type Deployment,
  parseRequest,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled';
import type { Observation } from '../../src/lifecycle/observation';
import type { DeploymentStatus, DesiredStatus } from '../../src/lifecycle/statuses';
import { isWhole } from '../tier';

/** Every reachable deployment, with every capability. */
export const reachable = reachableDeployments();

/** Every observation without a generation, of the current, the next and the last generation. */
export function observationsOf({ generation }: Deployment): Observation[] {
  const generations = [generation, generation + 1, generation - 1].filter((each) => each >= 0);
  return everyObservation.flatMap((observation) => [
    observation,
    ...generations.map((each) => ({ ...observation, generation: each })),
  ]);
}

/** Returns the reachable deployments with this pair of statuses. */
export function withPair(status: DeploymentStatus, desiredStatus: DesiredStatus): Deployment[] {
  return reachable.filter((each) => each.status === status && each.desiredStatus === desiredStatus);
}

/** Returns a reachable deployment with these fields. */
export function deploymentWith(fields: Partial<Deployment>): Deployment {
  const wanted = Object.entries(fields);
  const found = reachable.find((each) =>
    wanted.every(([field, value]) => each[field as keyof Deployment] === value),
  );
  if (found === undefined) throw new Error(`No deployment has ${JSON.stringify(fields)}.`);
  return found;
}

/** True if a value and everything in it are frozen. */
export function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

/**
 * Returns the event of a line: an action as a request, such as `stop?force=true`, or an
 * observation, such as `saw suspended checkpoint=7 generation=1` or `saw failed error=Disk`.
 */
export function eventOfLine(line: string): CompleteAction | Observation {
  const [first, type, ...fields] = line.split(' ');
  if (first !== 'saw') return parseRequest(line);
  const entries = fields.map((field): [string, unknown] => {
    const [name = '', value = ''] = field.split('=');
    if (name !== 'error') return [name, Number(value)];
    return [name, { message: `The pipeline ended: ${value}.`, error_code: value, details: {} }];
  });
  return { type, ...Object.fromEntries(entries) } as Observation;
}

/** Returns every nth item, or all of them in a run that takes everything. */
export function everyNth<Item>(items: readonly Item[], n: number): readonly Item[] {
  return isWhole ? items : items.filter((_, position) => position % n === 0);
}

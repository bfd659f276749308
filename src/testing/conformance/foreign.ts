/**
 * Statuses in the words of an implementation.
 *
 * A server may have more statuses than the eight. Each of those stands for some of ours: then any of them
 * is what it may be, and the kit accuses only where none of them fits.
 */

import { InvalidInputError, isFields, member, show, throwFirst } from '../../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
} from '../../lifecycle';
import { UnreachableError } from '../timing';
import type { DriverReading } from './driver';

/** For each foreign status: which of ours it may stand for. */
export type ForeignStatuses = Readonly<Record<string, readonly DeploymentStatus[]>>;

const comingUp = ['Provisioning', 'Standby', 'AwaitingApproval'] as const;
const deployed = ['Standby', 'AwaitingApproval', 'Paused', 'Running', 'Suspending'] as const;

/** What the statuses that are known of live systems may stand for. */
export const foreignStatuses: ForeignStatuses = Object.freeze({
  Initializing: comingUp,
  Coordination: [...comingUp, 'Paused', 'Running'],
  Bootstrapping: [...comingUp, 'Paused', 'Running'],
  Replaying: [...comingUp, 'Paused', 'Running'],
  Unavailable: ['Provisioning', ...deployed],
  Suspended: ['Suspending', 'Stopping'],
});

/** The desired statuses that are not ours, and what they may stand for. */
const foreignDesired: Readonly<Record<string, readonly DesiredStatus[]>> = Object.freeze({
  Provisioned: ['Standby', 'Paused', 'Running'],
});

/** What a poll has read, in our words. */
export interface Reading {
  readonly statuses: readonly DeploymentStatus[];
  readonly desiredStatuses: readonly DesiredStatus[];
  readonly hasError: boolean;
}

/** The mapping of a user over ours. Throws InvalidInputError. */
export function foreignOf(own: ForeignStatuses = {}): ForeignStatuses {
  if (!isFields(own)) {
    throw new InvalidInputError({ field: 'statuses', value: own, allowed: 'an object' });
  }
  for (const [name, ours] of Object.entries(own)) {
    const field = `statuses.${name}`;
    if (!Array.isArray(ours) || ours.length === 0) {
      throw new InvalidInputError({ field, value: ours, allowed: 'an array of statuses' });
    }
    throwFirst(ours.flatMap((each) => member(field, each, deploymentStatuses)));
  }
  return { ...foreignStatuses, ...own };
}

/** A reading in our words. Throws UnreachableError for what is no reading. */
export function readingOf(read: DriverReading, foreign: ForeignStatuses): Reading {
  const given: unknown = read;
  if (!isFields(given)) throw new UnreachableError(`a poll has read ${show(given)}, no object`);
  const { deployment_status: status, deployment_desired_status: desired } = given;
  const error = given.deployment_error;
  return {
    statuses: meaningsOf('deployment_status', status, deploymentStatuses, foreign),
    desiredStatuses: meaningsOf(
      'deployment_desired_status',
      desired,
      desiredStatuses,
      foreignDesired,
    ),
    hasError: error !== null && error !== undefined,
  };
}

function meaningsOf<Ours extends string>(
  field: string,
  value: unknown,
  ours: readonly Ours[],
  foreign: Readonly<Record<string, readonly Ours[]>>,
): readonly Ours[] {
  const known = ours.find((each) => each === value);
  if (known !== undefined) return [known];
  if (typeof value === 'string' && Object.hasOwn(foreign, value)) return foreign[value] ?? [];
  throw new UnreachableError(
    `a poll has read the ${field} ${show(value)}, which is none of ${ours.join(', ')}, and is not mapped to any`,
  );
}

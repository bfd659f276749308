/**
 * Statuses in the implementation's own words.
 *
 * A server may have more statuses than the eight. Each of its own stands for one or more of ours,
 * and the kit reports a violation only if none of them fits.
 */

import {
  fieldsOf,
  InvalidInputError,
  isFields,
  itemsOf,
  member,
  show,
  throwFirst,
} from '../../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
} from '../../lifecycle';
import { UnreachableError } from '../timing';
import type { DriverReading } from './driver';

/** For each foreign status, the statuses of ours that it may stand for. */
export type ForeignStatuses = Readonly<Record<string, readonly DeploymentStatus[]>>;

const comingUp = ['Provisioning', 'Standby', 'AwaitingApproval'] as const;
const deployed = ['Standby', 'AwaitingApproval', 'Paused', 'Running', 'Suspending'] as const;

/** Statuses known from live systems, with what they may stand for. */
export const foreignStatuses: ForeignStatuses = Object.freeze({
  Initializing: comingUp,
  Coordination: [...comingUp, 'Paused', 'Running'],
  Bootstrapping: [...comingUp, 'Paused', 'Running'],
  Replaying: [...comingUp, 'Paused', 'Running'],
  Unavailable: ['Provisioning', ...deployed],
  Suspended: ['Suspending', 'Stopping'],
});

/** Desired statuses of live systems, with what they may stand for. */
const foreignDesired: Readonly<Record<string, readonly DesiredStatus[]>> = Object.freeze({
  Provisioned: ['Standby', 'Paused', 'Running'],
});

/** A list with at least one item. */
type Some<Item> = readonly [Item, ...Item[]];

/** A reading in our words. If a status is ambiguous, every possible one is listed. */
export interface MappedReading {
  readonly statuses: Some<DeploymentStatus>;
  readonly desiredStatuses: Some<DesiredStatus>;
  readonly hasError: boolean;
}

/** A user's statuses, checked, in addition to ours. Throws InvalidInputError. */
export function parseForeignStatuses(own: ForeignStatuses = {}): ForeignStatuses {
  const given = fieldsOf(own, 'statuses', 'an object', 'statuses.');
  for (const [name, value] of Object.entries(given)) {
    const field = `statuses.${name}`;
    const ours = itemsOf(value, field);
    if (ours === undefined || ours.length === 0) {
      const allowed = `an array of one or more of ${deploymentStatuses.join(', ')}`;
      throw new InvalidInputError({ field, value: ours ?? value, allowed });
    }
    throwFirst(ours.flatMap((each) => member(field, each, deploymentStatuses)));
    given[name] = ours;
  }
  return { ...foreignStatuses, ...(given as ForeignStatuses) };
}

/** A driver's reading in our words. Throws UnreachableError if it cannot be understood. */
export function parseReading(read: DriverReading, foreign: ForeignStatuses): MappedReading {
  if (!isFields(read)) {
    throw new UnreachableError(`a poll gave ${show(read)}, but must give an object`);
  }
  const given = fieldsOf(read, 'reading', 'an object', 'reading.');
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
): Some<Ours> {
  const own = ours.find((each) => each === value);
  if (own !== undefined) return [own];
  if (typeof value === 'string' && Object.hasOwn(foreign, value)) {
    const [first, ...others] = foreign[value] ?? [];
    if (first !== undefined) return [first, ...others];
  }
  const known = ours.join(', ');
  throw new UnreachableError(
    field === 'deployment_status'
      ? `a poll gave the ${field} ${show(value)}: map it with the option \`statuses\` (on the command line --status) to one or more of ${known}`
      : `a poll gave the ${field} ${show(value)}, but must give one of ${known}`,
  );
}

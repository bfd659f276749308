/**
 * Statuses in the words of a live system.
 *
 * A server may have more statuses than the eight. Each of its own stands for one or more of ours,
 * and a reading breaks a rule only if none of them fits.
 */
import { fieldsOf, InvalidInputError, itemsOf, member, throwFirst } from '../input';
import { type DeploymentStatus, type DesiredStatus, deploymentStatuses } from '../lifecycle';
import { deployed } from '../lifecycle/rules';

/** For each foreign status, the statuses of ours that it may stand for. */
export type ForeignStatuses = Readonly<Record<string, readonly DeploymentStatus[]>>;

/** The statuses in which a pipeline is coming up. */
export const comingUp = ['Provisioning', 'Standby', 'AwaitingApproval'] as const;
/** The statuses in which a pipeline is deployed. */
export const whileDeployed = deploymentStatuses.filter((status) => deployed({ status }));
const workingUp = [...comingUp, 'Paused', 'Running'] as const;

/** Statuses known from live systems, with what they may stand for. */
export const foreignStatuses: ForeignStatuses = Object.freeze({
  Initializing: comingUp,
  Coordination: workingUp,
  Synchronizing: workingUp,
  Bootstrapping: workingUp,
  ConcurrentBootstrapping: workingUp,
  Replaying: workingUp,
  Unavailable: ['Provisioning', ...whileDeployed],
  Suspended: ['Suspending', 'Stopping'],
});

/** Desired statuses of live systems, with what they may stand for. */
export const foreignDesired: Readonly<Record<string, readonly DesiredStatus[]>> = Object.freeze({
  Provisioned: ['Standby', 'Paused', 'Running'],
});

/** A user's statuses, checked. Throws InvalidInputError. */
export function parseForeignStatuses(own: ForeignStatuses = {}): ForeignStatuses {
  const given = fieldsOf(own, 'statuses', 'an object', 'statuses.');
  for (const [name, value] of Object.entries(given)) {
    given[name] = statusList(value, `statuses.${name}`, deploymentStatuses);
  }
  return given as ForeignStatuses;
}

/** A list of one or more of these statuses. Throws InvalidInputError for anything else. */
export function statusList<Status extends string>(
  value: unknown,
  field: string,
  known: readonly Status[],
): readonly Status[] {
  const items = itemsOf(value, field);
  if (items === undefined || items.length === 0) {
    const allowed = `an array of one or more of ${known.join(', ')}`;
    throw new InvalidInputError({ field, value: items ?? value, allowed });
  }
  throwFirst(items.flatMap((each) => member(field, each, known)));
  return Object.freeze(items) as readonly Status[];
}

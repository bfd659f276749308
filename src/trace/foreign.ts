/**
 * Statuses in the words of a live system.
 *
 * A server may have more statuses than the eight. Each of its own stands for one or more of ours,
 * and a reading breaks a rule only if none of them fits.
 */
import {
  fieldsOf,
  InvalidInputError,
  itemsOf,
  member,
  oneOf,
  type Problem,
  throwFirst,
} from '../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
} from '../lifecycle';

/** For each foreign status, the statuses of ours that it may stand for. */
export type ForeignStatuses = Readonly<Record<string, readonly DeploymentStatus[]>>;

const comingUp = ['Provisioning', 'Standby', 'AwaitingApproval'] as const;
const deployed = ['Standby', 'AwaitingApproval', 'Paused', 'Running', 'Suspending'] as const;
const workingUp = [...comingUp, 'Paused', 'Running'] as const;

/** Statuses known from live systems, with what they may stand for. */
export const foreignStatuses: ForeignStatuses = Object.freeze({
  Initializing: comingUp,
  Coordination: workingUp,
  Synchronizing: workingUp,
  Bootstrapping: workingUp,
  ConcurrentBootstrapping: workingUp,
  Replaying: workingUp,
  Unavailable: ['Provisioning', ...deployed],
  Suspended: ['Suspending', 'Stopping'],
});

/** Desired statuses of live systems, with what they may stand for. */
const foreignDesired: Readonly<Record<string, readonly DesiredStatus[]>> = Object.freeze({
  Provisioned: ['Standby', 'Paused', 'Running'],
});

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

/** The statuses that a value of `deployment_status` stands for, or the problem with it. */
export function statusesOf(value: unknown, foreign: ForeignStatuses): Meaning<DeploymentStatus> {
  const how = 'mapped with the option `statuses` (on the command line --status), or ';
  return meaningOf('deployment_status', value, { ours: deploymentStatuses, foreign, how });
}

/** The statuses that a value of `deployment_desired_status` stands for, or the problem with it. */
export function desiredStatusesOf(value: unknown): Meaning<DesiredStatus> {
  const known = { ours: desiredStatuses, foreign: foreignDesired, how: '' };
  return meaningOf('deployment_desired_status', value, known);
}

/** One or more statuses, or the problem with a value that stands for none. */
export type Meaning<Status> =
  | { readonly statuses: readonly [Status, ...Status[]]; readonly problem: null }
  | { readonly statuses: null; readonly problem: Problem };

function meaningOf<Ours extends string>(
  field: string,
  value: unknown,
  known: {
    readonly ours: readonly Ours[];
    readonly foreign: Readonly<Record<string, readonly Ours[]>>;
    readonly how: string;
  },
): Meaning<Ours> {
  const { ours, foreign, how } = known;
  const own = ours.find((each) => each === value);
  if (own !== undefined) return { statuses: [own], problem: null };
  if (typeof value === 'string' && Object.hasOwn(foreign, value)) {
    const [first, ...others] = foreign[value] ?? [];
    if (first !== undefined) return { statuses: [first, ...others], problem: null };
  }
  const allowed = `${how}${oneOf(ours)}`;
  return { statuses: null, problem: { field, value, allowed } };
}

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
} from '../../input';
import {
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
} from '../../lifecycle';

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

/** The statuses that each text may stand for; those of ours stand for themselves. */
type Meanings<Status> = ReadonlyMap<unknown, Some<Status>>;

/** A list with at least one item. */
type Some<Item> = readonly [Item, ...Item[]];

/** Makes a table of the statuses of ours and of these. */
function meaningsWith<Status extends string>(
  ours: readonly Status[],
  foreign: Readonly<Record<string, readonly Status[]>>,
): Meanings<Status> {
  const own = ours.map((each) => [each, Object.freeze([each])] as const);
  const others = Object.entries(foreign).filter(
    ([name]) => !(ours as readonly string[]).includes(name),
  );
  return new Map([...own, ...others] as [string, Some<Status>][]);
}

const tables = new WeakMap<ForeignStatuses, Meanings<DeploymentStatus>>();
let desiredTable: Meanings<DesiredStatus> | undefined;

/** The statuses that a value of `deployment_status` stands for, or the problem with it. */
export function statusesOf(value: unknown, foreign: ForeignStatuses): Meaning<DeploymentStatus> {
  let table = tables.get(foreign);
  if (table === undefined) {
    table = meaningsWith(deploymentStatuses, foreign);
    tables.set(foreign, table);
  }
  const how = 'mapped with the option `statuses` (on the command line --status), or ';
  return meaningOf('deployment_status', value, table, how, deploymentStatuses);
}

/** The statuses that a value of `deployment_desired_status` stands for, or the problem with it. */
export function desiredStatusesOf(value: unknown): Meaning<DesiredStatus> {
  desiredTable ??= meaningsWith(desiredStatuses, foreignDesired);
  return meaningOf('deployment_desired_status', value, desiredTable, '', desiredStatuses);
}

/** One or more statuses, or the problem with a value that stands for none. */
export type Meaning<Status> =
  | { readonly statuses: Some<Status>; readonly problem: null }
  | { readonly statuses: null; readonly problem: Problem };

function meaningOf<Status extends string>(
  field: string,
  value: unknown,
  table: Meanings<Status>,
  how: string,
  ours: readonly Status[],
): Meaning<Status> {
  const statuses = table.get(value);
  if (statuses !== undefined) return { statuses, problem: null };
  return { statuses: null, problem: { field, value, allowed: `${how}${oneOf(ours)}` } };
}

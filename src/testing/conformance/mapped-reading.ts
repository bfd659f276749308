/** The readings of a driver in our words. */
import { fieldsOf, isFields, show } from '../../input';
import type { DeploymentStatus, DesiredStatus } from '../../lifecycle';
import { desiredStatusesOf, type ForeignStatuses, statusesOf } from '../../trace/foreign';
import { UnreachableError } from '../timing';
import type { DriverReading } from './driver';

/** A list with at least one item. */
type Some<Item> = readonly [Item, ...Item[]];

/** A reading in our words. If a status is ambiguous, every possible one is listed. */
export interface MappedReading {
  readonly statuses: Some<DeploymentStatus>;
  readonly desiredStatuses: Some<DesiredStatus>;
  readonly hasError: boolean;
}

/** A driver's reading in our words. Throws UnreachableError if it cannot be understood. */
export function parseReading(read: DriverReading, foreign: ForeignStatuses): MappedReading {
  if (!isFields(read)) {
    throw new UnreachableError(`a poll gave ${show(read)}, but must give an object`);
  }
  const given = fieldsOf(read, 'reading', 'an object', 'reading.');
  const status = statusesOf(given.deployment_status, foreign);
  const desired = desiredStatusesOf(given.deployment_desired_status);
  const problem = status.problem ?? desired.problem;
  if (status.problem !== null || desired.problem !== null) {
    throw new UnreachableError(
      `a poll gave the ${problem?.field} ${show(problem?.value)}, but must give ${problem === status.problem ? 'one ' : ''}${problem?.allowed}`,
    );
  }
  const error = given.deployment_error;
  return {
    statuses: status.statuses,
    desiredStatuses: desired.statuses,
    hasError: error !== null && error !== undefined,
  };
}

/** The readings of a driver in our words. */
import { desiredWord, type SeenWord, seenWords, statusWord, type Words } from '../../../dialect';
import { fieldsOf, isFields, type NonEmpty, show } from '../../../input';
import type { DeploymentStatus, DesiredStatus } from '../../../lifecycle';
import { UnreachableError } from '../../timing';
import type { DriverReading } from './driver';

/** A reading in our words. If a status is ambiguous, every possible one is listed. */
export interface MappedReading {
  readonly statuses: NonEmpty<DeploymentStatus>;
  readonly desiredStatuses: NonEmpty<DesiredStatus>;
  readonly hasError: boolean;
  /** The words that stand for these only by a deviation. */
  readonly words?: readonly SeenWord[];
}

/** A driver's reading in our words. Throws UnreachableError if it cannot be understood. */
export function parseReading(read: DriverReading, known: Words): MappedReading {
  if (!isFields(read)) {
    throw new UnreachableError(`a poll gave ${show(read)}, but must give an object`);
  }
  const given = fieldsOf(read, 'reading', 'an object', 'reading.');
  const status = statusWord(given.deployment_status, known);
  const desired = desiredWord(given.deployment_desired_status, known);
  const problem = status.problem ?? desired.problem;
  if (status.problem !== null || desired.problem !== null) {
    throw new UnreachableError(
      `a poll gave the ${problem?.field} ${show(problem?.value)}, but must give ${problem === status.problem ? 'one ' : ''}${problem?.allowed}`,
    );
  }
  const error = given.deployment_error;
  const words = seenWords(given.deployment_status, given.deployment_desired_status, known);
  return {
    statuses: status.word.statuses,
    desiredStatuses: desired.word.statuses,
    ...(words === undefined ? {} : { words }),
    hasError: error !== null && error !== undefined,
  };
}

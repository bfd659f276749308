/**
 * Reading a deployment: each field once, into an object of its own. Whatever is decided about a
 * deployment is decided about that object, so a getter that changes its mind changes nothing else.
 */
import {
  type Fields,
  fieldsOf,
  isFields,
  isOrdinary,
  keysOf,
  type Problem,
  unknownFields,
} from '../../input';
import { createDeployment, type Deployment } from '../deployment';
import { errorCopy } from '../error-response';
import { fieldPosition } from './positions';

/** The fields of a deployment, in the order of those that the library makes. */
export const deploymentFields = keysOf(createDeployment());
const fieldCount = deploymentFields.length;

/**
 * Returns the fields of a deployment, its error as a frozen copy; undefined if it is not a plain
 * object. Adds the problems of its error to the list, and one for each unknown field. The values of
 * the other fields are not checked. Throws InvalidInputError for a field that cannot be read.
 */
export function readDeployment(
  value: unknown,
  problems: Problem[],
  usual = usualFields(value),
): Deployment | undefined {
  const read = usual ?? otherFields(value, problems);
  if (read === undefined || read.error === null) return read;
  return fieldsIn(read as unknown as Fields, errorCopy('error', read.error, problems));
}

/**
 * Returns the fields of a plain object that has exactly those of a deployment: a copy of any other
 * takes more time. Undefined for any other, and if a getter throws.
 */
export function usualFields(value: unknown): Deployment | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    // In such a loop, V8 knows the answer from the shape of the object; that of Object.hasOwn not.
    const isOwn = Object.prototype.hasOwnProperty;
    let count = 0;
    for (const field in value) {
      if (!isOwn.call(value, field)) continue;
      if (fieldPosition(field) < 0) return undefined;
      count += 1;
    }
    if (count !== fieldCount) return undefined;
    const read = fieldsIn(value as Fields);
    return isOrdinary(value) || isFields(value) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** If a getter throws, this names its field. */
function otherFields(value: unknown, problems: Problem[]): Deployment | undefined {
  if (!isFields(value)) return undefined;
  const given = fieldsOf(value, 'deployment');
  problems.push(...unknownFields(given, deploymentFields, 'a deployment'));
  return fieldsIn(given);
}

function fieldsIn(given: Fields, error = given.error): Deployment {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = given;
  const { checkpoint, generation } = given;
  return {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  } as Deployment;
}

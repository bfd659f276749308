/**
 * Reading a deployment: each field once, into an object of its own. Whatever is decided about a
 * deployment is decided about that object, so a getter that changes its mind changes nothing else.
 */
import { type Fields, fieldsOf, isFields, keysOf, type Problem, unknownFields } from '../../input';
import { createDeployment, type Deployment } from '../deployment';
import { errorCopy } from '../error-response';

/** The fields of a deployment, in the order of those that the library makes. */
export const deploymentFields = keysOf(createDeployment());

/**
 * Returns the fields of a deployment, its error as a frozen copy; undefined if it is not a plain
 * object. Adds the problems of its error to the list, and one for each unknown field. The values of
 * the other fields are not checked. Throws InvalidInputError for a field that cannot be read.
 */
export function readDeployment(value: unknown, problems: Problem[]): Deployment | undefined {
  if (!isFields(value)) return undefined;
  const read = usualFields(value) ?? copiedFields(value, problems);
  return read.error === null ? read : { ...read, error: errorCopy('error', read.error, problems) };
}

/**
 * Returns the fields of an object that has exactly those of a deployment, in their order: a copy of
 * all others takes more time. Undefined for any other, and if a getter throws.
 */
function usualFields(value: Fields): Deployment | undefined {
  let place = 0;
  try {
    for (const field in value) {
      if (field !== deploymentFields[place]) return undefined;
      place += 1;
    }
    // The loop visits inherited fields as well, but after the others.
    const isUsual = place === deploymentFields.length && Object.hasOwn(value, 'generation');
    return isUsual ? fieldsIn(value) : undefined;
  } catch {
    return undefined;
  }
}

/** If a getter throws, this names its field. */
function copiedFields(value: Fields, problems: Problem[]): Deployment {
  const given = fieldsOf(value, 'deployment');
  problems.push(...unknownFields(given, deploymentFields, 'a deployment'));
  return fieldsIn(given);
}

function fieldsIn(given: Fields): Deployment {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = given;
  const { error, checkpoint, generation } = given;
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

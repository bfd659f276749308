/** Parsing deployments, for example those read back from a database. */

import {
  count,
  InvalidInputError,
  isCount,
  isInstanceOf,
  member,
  type Problem,
  positiveZero,
  show,
} from '../input';
import { classIndex, deploymentFields, marked, readDeployment, usualFields } from './compiled';
import { type Deployment, generationMax } from './deployment';
import { isErrorCopy } from './error-response';
import { InvalidDeploymentError } from './invalid-deployment';
import { invariantRules, invariants } from './rules';
import { bootstrapPolicies, deploymentStatuses, desiredStatuses, initials } from './vocabulary';

/**
 * Returns a frozen copy of a deployment that can occur.
 *
 * Pure. Throws InvalidDeploymentError, which lists every problem of single fields; if there is
 * none, the rules by which their combination cannot occur.
 */
export function parseDeployment(value: unknown): Deployment {
  const read = ownDeployment(value);
  const index = validClassIndex(read);
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = read;
  const { error, checkpoint, generation } = read;
  // All deployments are made alike, so that V8 gives them one shape. A spread makes many.
  const copy = {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint: checkpoint === null ? null : positiveZero(checkpoint),
    generation: positiveZero(generation),
  };
  return marked(copy, index);
}

/**
 * Returns the fields of a deployment, each read once. Their values are for `validClassIndex` to
 * check. Throws InvalidDeploymentError if it is no plain object with exactly these fields, and for
 * a malformed error.
 */
export function ownDeployment(value: unknown): Deployment {
  const usual = usualFields(value);
  const isRead = usual !== undefined && (usual.error === null || isErrorCopy(usual.error));
  return isRead ? usual : otherDeployment(value, usual);
}

/** `usual` has the fields, if they were read. */
function otherDeployment(value: unknown, usual: Deployment | undefined): Deployment {
  const problems: Problem[] = [];
  let read: Deployment | undefined;
  try {
    read = readDeployment(value, problems, usual);
  } catch (error) {
    throw isInstanceOf(error, InvalidInputError) ? new InvalidDeploymentError([error]) : error;
  }
  if (read === undefined) {
    throw new InvalidDeploymentError([{ field: 'deployment', value, allowed: 'an object' }]);
  }
  if (problems.length > 0) throw invalid(read, problems);
  return read;
}

/**
 * Returns the class of a deployment that was read. Throws InvalidDeploymentError if it is malformed
 * or cannot occur.
 */
export function validClassIndex(read: Deployment): number {
  const index = classIndex(read);
  if (index < 0) throw invalid(read, []);
  return index;
}

/** `found` has the problems that were found while the deployment was read. */
function invalid(read: Deployment, found: readonly Problem[]): Error {
  const [first, ...others] = problemsOf(read, found);
  if (first !== undefined) return new InvalidDeploymentError([first, ...others]);
  return new Error('Impossible: a deployment that keeps every invariant has no class.');
}

/** The checks of all fields but the error, which is checked while it is read. */
const checks: readonly ((read: Deployment) => Problem[])[] = [
  ({ status }) => member('status', status, deploymentStatuses),
  ({ desiredStatus }) => member('desiredStatus', desiredStatus, desiredStatuses),
  (read) => member('initial', read.initial, [...initials, null]),
  (read) => member('bootstrapPolicy', read.bootstrapPolicy, [...bootstrapPolicies, null]),
  ({ bootstrapApproved }) => member('bootstrapApproved', bootstrapApproved, [true, false]),
  ({ checkpoint }) =>
    checkpoint === null
      ? []
      : count('checkpoint', checkpoint, 'null or a non-negative safe integer'),
  ({ generation }) => {
    if (isCount(generation) && generation <= generationMax) return [];
    const allowed = `a non-negative integer of at most ${generationMax}, from which a start can count on`;
    return [{ field: 'generation', value: generation, allowed }];
  },
];

function problemsOf(read: Deployment, found: readonly Problem[]): Problem[] {
  const malformed = [...checks.flatMap((check) => check(read)), ...found];
  if (malformed.length === 0) return impossibilities(read);
  return malformed.sort((one, other) => placeOf(one) - placeOf(other));
}

/** Returns the place of a problem: in the order of the fields, unknown ones last. */
function placeOf({ field }: Problem): number {
  const [name] = field.split('.');
  const place = (deploymentFields as readonly string[]).indexOf(name as string);
  return place < 0 ? deploymentFields.length : place;
}

function impossibilities(deployment: Deployment): Problem[] {
  return invariants
    .filter(({ holds }) => !holds(deployment))
    .map(({ rule, fields }) => {
      const field = fields.join(', ');
      const value = Object.fromEntries(fields.map((each) => [each, deployment[each]]));
      const allowed = invariantRules[rule].statement;
      const message = `${field} ${show(value)} cannot occur: ${allowed}`;
      return { field, value, allowed, message, rule };
    });
}

/** Parsing deployments, for example those read back from a database. */

import {
  count,
  frozenCopy,
  isCount,
  isFields,
  keysOf,
  member,
  type Problem,
  positiveZero,
  show,
  unknownFields,
} from '../input';
import { classIndex } from './compiled';
import { createDeployment, type Deployment, generationMax } from './deployment';
import { errorProblems } from './error-response';
import { InvalidDeploymentError } from './invalid-deployment';
import { deploymentRules, invariants } from './rules';
import { actions, deploymentStatuses, desiredStatuses } from './vocabulary';

/**
 * Returns a frozen copy of a deployment that can occur.
 *
 * Pure. Throws InvalidDeploymentError, which lists every problem of single fields; if there is
 * none, the rules by which their combination cannot occur.
 */
export function parseDeployment(value: unknown): Deployment {
  const given = value as Deployment;
  validClassIndex(given);
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = given;
  const { error, checkpoint, generation } = given;
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error: frozenCopy(error),
    checkpoint: checkpoint === null ? null : positiveZero(checkpoint),
    generation: positiveZero(generation),
  });
}

/** Returns the class of a deployment. Throws InvalidDeploymentError if there is none. */
export function validClassIndex(deployment: Deployment): number {
  const index = classIndex(deployment);
  if (index < 0) throw invalid(deployment);
  return index;
}

function invalid(value: unknown): Error {
  const [first, ...others] = problemsOf(value);
  if (first !== undefined) return new InvalidDeploymentError([first, ...others]);
  return new Error('Impossible: a deployment that keeps every invariant has no class.');
}

const deploymentFields = keysOf(createDeployment());
const { initial, bootstrapPolicy } = actions.start.parameters;
const generation = `a non-negative integer of at most ${generationMax}, from which a start can count on`;

const checks: Readonly<Record<keyof Deployment, (value: unknown, field: string) => Problem[]>> = {
  status: (value, field) => member(field, value, deploymentStatuses),
  desiredStatus: (value, field) => member(field, value, desiredStatuses),
  initial: (value, field) => member(field, value, [...initial.values, null]),
  bootstrapPolicy: (value, field) => member(field, value, [...bootstrapPolicy.values, null]),
  bootstrapApproved: (value, field) => member(field, value, [true, false]),
  error: (value, field) => (value === null ? [] : errorProblems(field, value)),
  checkpoint: (value, field) =>
    value === null ? [] : count(field, value, 'null or a non-negative safe integer'),
  generation: (value, field) =>
    isCount(value) && value <= generationMax ? [] : [{ field, value, allowed: generation }],
};

function problemsOf(value: unknown): Problem[] {
  if (!isFields(value)) return [{ field: 'deployment', value, allowed: 'an object' }];
  const malformed = [
    ...deploymentFields.flatMap((field) => checks[field](value[field], field)),
    ...unknownFields(value, deploymentFields, 'a deployment'),
  ];
  return malformed.length > 0 ? malformed : impossibilities(value as unknown as Deployment);
}

function impossibilities(deployment: Deployment): Problem[] {
  return invariants
    .filter(({ holds }) => !holds(deployment))
    .map(({ rule, fields }) => {
      const field = fields.join(', ');
      const value = Object.fromEntries(fields.map((each) => [each, deployment[each]]));
      const allowed = deploymentRules[rule].statement;
      const message = `${field} ${show(value)} cannot occur: ${allowed}`;
      return { field, value, allowed, message, rule };
    });
}

/** Reading a deployment back from where it was persisted. */

import { count, frozenCopy, isFields, keysOf, member, type Problem, unknownFields } from '../input';
import { classOf } from './compiled';
import { createDeployment, type Deployment } from './deployment';
import { errorProblems } from './error-response';
import { InvalidDeploymentError } from './invalid-deployment';
import { invariants } from './invariants';
import { deploymentRules } from './rules';
import { actions, deploymentStatuses, desiredStatuses } from './vocabulary';

/**
 * The deployment, frozen, if it is one that can occur.
 *
 * Pure. Throws InvalidDeploymentError, which lists every problem: first of the single fields; where
 * those are all well typed, of their combination, with the rule by which it cannot occur.
 */
export function parseDeployment(value: unknown): Deployment {
  const given = value as Deployment;
  validState(given);
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = given;
  const { error, checkpoint, generation } = given;
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error: frozenCopy(error),
    // JSON knows a negative zero, which would not equal the other.
    checkpoint: checkpoint === null ? null : checkpoint + 0,
    generation: generation + 0,
  });
}

/** The class of a deployment. Throws InvalidDeploymentError where it is malformed or cannot occur. */
export function validState(deployment: Deployment): number {
  const state = classOf(deployment);
  if (state < 0) throw invalid(deployment);
  return state;
}

function invalid(value: unknown): Error {
  const [first, ...others] = problemsOf(value);
  if (first !== undefined) return new InvalidDeploymentError([first, ...others]);
  return new Error('Impossible: a deployment of no known class breaks an invariant.');
}

const deploymentFields = keysOf(createDeployment());
const { initial, bootstrapPolicy } = actions.start.parameters;

const checks: Readonly<Record<keyof Deployment, (value: unknown, field: string) => Problem[]>> = {
  status: (value, field) => member(field, value, deploymentStatuses),
  desiredStatus: (value, field) => member(field, value, desiredStatuses),
  initial: (value, field) => member(field, value, [...initial.values, null]),
  bootstrapPolicy: (value, field) => member(field, value, [...bootstrapPolicy.values, null]),
  bootstrapApproved: (value, field) => member(field, value, [true, false]),
  error: (value, field) => (value === null ? [] : errorProblems(field, value)),
  checkpoint: (value, field) =>
    value === null ? [] : count(field, value, 'null or a non-negative safe integer'),
  generation: (value, field) => count(field, value),
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
    .map(({ rule, fields }) => ({
      field: fields.join(', '),
      value: Object.fromEntries(fields.map((field) => [field, deployment[field]])),
      allowed: deploymentRules[rule].statement,
      rule,
    }));
}

/**
 * The key of a deployment: its finite part as a small integer.
 *
 * The answer of the machine depends on the two statuses, the start parameters and the presence of
 * an error; never on the contents of the error or on how high the numbers are. So one answer holds
 * for a whole class of deployments. A key is a number in mixed radix with one digit a field.
 */

import { isCount, type Problem } from '../../input';
import { type ControlFields, type Deployment, generationMax } from '../deployment';
import { bootstrapPolicies, deploymentStatuses, desiredStatuses, initials } from '../vocabulary';
import {
  desiredStatusPosition,
  initialPosition,
  policyPosition,
  statusPosition,
} from './positions';
import { readDeployment } from './read-deployment';

/** Stands for every error. */
export const someError = {};

/** The values of each digit, the highest first. Of error and checkpoint, only presence counts. */
const digits = {
  status: deploymentStatuses,
  desiredStatus: desiredStatuses,
  initial: [null, ...initials],
  bootstrapPolicy: [null, ...bootstrapPolicies],
  bootstrapApproved: [false, true],
  error: [null, someError],
  checkpoint: [null, 1],
} as const;

/** The number of keys, of deployments that can occur and of others. */
export const deploymentKeyCount = Object.values(digits).reduce(
  (all, { length }) => all * length,
  1,
);

/** Returns the key of a deployment, even if it cannot occur; -1 if it is malformed. */
export function deploymentKey(deployment: Deployment): number {
  const problems: Problem[] = [];
  const read = readDeployment(deployment, problems);
  return read === undefined || problems.length > 0 ? -1 : keyOfRead(read);
}

/** Returns the key of a deployment that was read; -1 if a field has a value that is not allowed. */
export function keyOfRead(read: Deployment): number {
  const { checkpoint, generation, bootstrapApproved } = read;
  const isWellFormed =
    (bootstrapApproved === true || bootstrapApproved === false) &&
    (checkpoint === null || isCount(checkpoint)) &&
    isCount(generation) &&
    generation <= generationMax;
  return isWellFormed ? keyOfFields(read, checkpoint !== null) : -1;
}

const initialCount = digits.initial.length;
const policyCount = digits.bootstrapPolicy.length;
const desiredCount = digits.desiredStatus.length;

/** Returns the key of these fields; -1 if a status or parameter is not allowed. Pure. */
export function keyOfFields(fields: ControlFields, hasCheckpoint: boolean): number {
  const planes =
    statusPosition(fields.status) * desiredCount + desiredStatusPosition(fields.desiredStatus);
  const parameters =
    initialPosition(fields.initial) * policyCount + policyPosition(fields.bootstrapPolicy);
  const flags =
    (fields.bootstrapApproved ? 4 : 0) + (fields.error === null ? 0 : 2) + (hasCheckpoint ? 1 : 0);
  const key = (planes * initialCount * policyCount + parameters) * 8 + flags;
  // The position of a word that is not allowed makes every sum negative.
  return key >= 0 ? key : -1;
}

let weight = deploymentKeyCount;
/** The place of each digit in a key: its field, values and weight. */
const places = Object.entries<readonly unknown[]>(digits).map(([field, values]) => {
  weight /= values.length;
  return { field, values, weight };
});

/** Returns the fields that a key stands for. Pure. */
export function fieldsOfKey(key: number): ControlFields {
  const fields: Record<string, unknown> = {};
  for (const { field, values, weight } of places) {
    if (field !== 'checkpoint') fields[field] = values[Math.floor(key / weight) % values.length];
  }
  return fields as unknown as ControlFields;
}

/** Returns the key after these fields have changed; an error is `someError`. Pure. */
export function keyAfter(key: number, changed: Partial<ControlFields>): number {
  let after = key;
  for (const { field, values, weight } of places) {
    if (!Object.hasOwn(changed, field)) continue;
    const digit = values.indexOf(changed[field as keyof ControlFields]);
    after += (digit - (Math.floor(key / weight) % values.length)) * weight;
  }
  return after;
}

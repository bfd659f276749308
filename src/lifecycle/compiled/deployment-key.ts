/**
 * Control states: the finite part of a deployment, as a small integer.
 *
 * What the machine answers depends on the two planes, the start parameters and whether an error is
 * set; never on what the error says or how high the numbers are. So one answer holds for a whole
 * class of deployments. The key of a class is a number in mixed radix, one digit a field.
 */

import { isCount } from '../../input';
import { type ControlFields, createDeployment, type Deployment } from '../deployment';
import { errorProblems } from '../error-response';
import { actions, deploymentStatuses, desiredStatuses } from '../vocabulary';
import { hasFields } from './event-index';

const { initial, bootstrapPolicy } = actions.start.parameters;

/** The digits of a key, the highest first; of an error and a checkpoint, whether there is one. */
const digits = {
  status: deploymentStatuses,
  desiredStatus: desiredStatuses,
  initial: [null, ...initial.values],
  bootstrapPolicy: [null, ...bootstrapPolicy.values],
  bootstrapApproved: [false, true],
  error: [null, {}],
  checkpoint: [null, 1],
} as const;

const positions = (values: readonly unknown[]): ReadonlyMap<unknown, number> =>
  new Map(values.map((value, position) => [value, position]));

const statusAt = positions(digits.status);
const desiredAt = positions(digits.desiredStatus);
const initialAt = positions(digits.initial);
const bootstrapPolicyAt = positions(digits.bootstrapPolicy);

/** How many keys there are, of deployments that can occur and of others. */
export const deploymentKeyCount = Object.values(digits).reduce(
  (all, { length }) => all * length,
  1,
);

const fieldCount = Object.keys(createDeployment()).length;

/** The key of a deployment that is well formed, whether it can occur or not; else -1. */
export function deploymentKey(deployment: Deployment): number {
  if (typeof deployment !== 'object' || deployment === null) return -1;
  const { error, checkpoint, generation, bootstrapApproved } = deployment;
  const isWellFormed =
    typeof bootstrapApproved === 'boolean' &&
    (checkpoint === null || isCount(checkpoint)) &&
    isCount(generation) &&
    hasFields(deployment, fieldCount) &&
    (error === null || errorProblems('error', error).length === 0);
  const key = isWellFormed ? keyOfFields(deployment, checkpoint !== null) : -1;
  // Not a number where a field has none of its values.
  return key >= 0 ? key : -1;
}

/** The key of these fields. Pure. */
export function keyOfFields(control: ControlFields, hasCheckpoint: boolean): number {
  const planes =
    (statusAt.get(control.status) as number) * desiredAt.size +
    (desiredAt.get(control.desiredStatus) as number);
  const parameters =
    (initialAt.get(control.initial) as number) * bootstrapPolicyAt.size +
    (bootstrapPolicyAt.get(control.bootstrapPolicy) as number);
  const flags =
    (control.bootstrapApproved ? 4 : 0) +
    (control.error === null ? 0 : 2) +
    (hasCheckpoint ? 1 : 0);
  return (planes * initialAt.size * bootstrapPolicyAt.size + parameters) * 8 + flags;
}

/** The place of each digit in a key: its weight, and what it says. */
const places = placesOf(digits);

function placesOf(table: Readonly<Record<string, readonly unknown[]>>) {
  let weight = 1;
  const found = Object.entries(table)
    .reverse()
    .map(([field, values]) => {
      const place = { field, values, weight };
      weight *= values.length;
      return place;
    });
  return found.reverse();
}

/** The fields that a key stands for. Pure. */
export function fieldsOfKey(key: number): ControlFields {
  const control: Record<string, unknown> = {};
  for (const { field, values, weight } of places) {
    if (field !== 'checkpoint') control[field] = values[Math.floor(key / weight) % values.length];
  }
  return control as unknown as ControlFields;
}

/** The keys after these fields have changed: a function of the key before. Pure. */
export function keyChange(changed: Partial<ControlFields>): (key: number) => number {
  const moves = places
    .filter(({ field }) => field in changed)
    .map(({ field, values, weight }) => {
      const value = changed[field as keyof ControlFields];
      const digit = field === 'error' ? Number(value !== null) : values.indexOf(value);
      return { weight, digit, base: values.length };
    });
  return (key) => {
    let after = key;
    for (const { weight, digit, base } of moves) {
      after += (digit - (Math.floor(key / weight) % base)) * weight;
    }
    return after;
  };
}

/**
 * Control states and event slots: the finite part of deployments and events, as small integers.
 *
 * What the machine answers depends on the two planes and the start parameters, on whether an error
 * is set, whether a checkpoint is higher than the known one, and whether a message is of the present
 * generation. It never depends on what the error says or how high the numbers are. So one answer
 * holds for a whole class of deployments and events. A number here names such a class; -1 stands for
 * an input that is malformed, which the parsers then explain.
 */
import { type Action, everyAction, parametersOf } from './action';
import type { Deployment } from './deployment';
import type { Observation } from './observation';
import {
  actions,
  actionTypes,
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  observationTypes,
} from './vocabulary';

const positions = (values: readonly unknown[]): ReadonlyMap<unknown, number> =>
  new Map(values.map((value, position) => [value, position]));

const { initial, bootstrapPolicy } = actions.start.parameters;
const statusAt = positions(deploymentStatuses);
const desiredAt = positions(desiredStatuses);
const initialAt = positions([null, ...initial.values]);
const bootstrapPolicyAt = positions([null, ...bootstrapPolicy.values]);

const fieldCount = 8;

/** The class of a deployment, or -1. Whether the class can occur at all is for its first user to ask. */
export function controlState(deployment: Deployment): number {
  if (typeof deployment !== 'object' || deployment === null) return -1;
  const { error, checkpoint, generation, bootstrapApproved } = deployment;
  const status = statusAt.get(deployment.status);
  const desired = desiredAt.get(deployment.desiredStatus);
  const start = initialAt.get(deployment.initial);
  const policy = bootstrapPolicyAt.get(deployment.bootstrapPolicy);
  if (
    status === undefined ||
    desired === undefined ||
    start === undefined ||
    policy === undefined ||
    typeof bootstrapApproved !== 'boolean' ||
    (checkpoint !== null && !isCount(checkpoint)) ||
    !isCount(generation) ||
    (generation === 0 && checkpoint !== null) ||
    !hasFields(deployment, fieldCount) ||
    !(error === null || isError(error))
  ) {
    return -1;
  }
  const planes = status * desiredAt.size + desired;
  const parameters = start * bootstrapPolicyAt.size + policy;
  const flags = (bootstrapApproved ? 4 : 0) + (error === null ? 0 : 2) + (generation === 0 ? 0 : 1);
  return (planes * initialAt.size * bootstrapPolicyAt.size + parameters) * 8 + flags;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isError(error: NonNullable<Deployment['error']>): boolean {
  return (
    typeof error.message === 'string' &&
    typeof error.error_code === 'string' &&
    typeof error.details === 'object' &&
    error.details !== null &&
    !Array.isArray(error.details)
  );
}

function hasFields(value: object, expected: number): boolean {
  let found = 0;
  for (const _ in value) found++;
  return found === expected;
}

interface ParameterSlots {
  readonly name: string;
  readonly stride: number;
  readonly at: ReadonlyMap<unknown, number>;
}

const actionSlots = new Map(
  actionTypes.map((type) => {
    const parameters: ParameterSlots[] = [];
    let stride = 1;
    for (const [name, { values, default: value }] of Object.entries(parametersOf(type)).reverse()) {
      const at = new Map(positions(values)).set(undefined, values.indexOf(value));
      parameters.push({ name, stride, at });
      stride *= values.length;
    }
    const first = everyAction.findIndex((action) => action.type === type);
    return [type, { first, parameters }] as const;
  }),
);

/** The position of an action in `everyAction`, or -1. */
export function actionSlot(action: Action): number {
  const slots = actionSlots.get(action?.type);
  if (slots === undefined) return -1;
  let slot = slots.first;
  let known = 1;
  const given = action as Readonly<Record<string, unknown>>;
  for (const { name, stride, at } of slots.parameters) {
    const value = given[name];
    const position = at.get(value);
    if (position === undefined) return -1;
    if (value !== undefined || name in action) known++;
    slot += position * stride;
  }
  return hasFields(action, known) ? slot : -1;
}

const observationAt = positions(observationTypes);

/** The class of an observation of this deployment; the observation must be a parsed one. */
export function observationSlot(deployment: Deployment, observation: Observation): number {
  const { type, generation = deployment.generation } = observation;
  const first = everyAction.length + (observationAt.get(type) as number) * 3;
  if (generation !== deployment.generation) return first + 2;
  return 'checkpoint' in observation && observation.checkpoint > (deployment.checkpoint ?? -1)
    ? first + 1
    : first;
}

/** How many classes of actions and observations there are. */
export const slotCount = everyAction.length + observationTypes.length * 3;

/** The class of the capabilities: one bit for each. */
export function capabilityIndex({ checkpointing, suspendable, standby }: Capabilities): number {
  return (checkpointing ? 4 : 0) + (suspendable ? 2 : 0) + (standby ? 1 : 0);
}

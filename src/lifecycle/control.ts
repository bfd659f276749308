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
import { createDeployment, type Deployment } from './deployment';
import { errorResponse, isFields } from './fields';
import type { Observation } from './observation';
import {
  type ActionType,
  actions,
  actionTypes,
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
} from './vocabulary';

const positions = (values: readonly unknown[]): ReadonlyMap<unknown, number> =>
  new Map(values.map((value, position) => [value, position]));

const { initial, bootstrapPolicy } = actions.start.parameters;
const statusAt = positions(deploymentStatuses);
const desiredAt = positions(desiredStatuses);
const initialAt = positions([null, ...initial.values]);
const bootstrapPolicyAt = positions([null, ...bootstrapPolicy.values]);

const fieldCount = Object.keys(createDeployment()).length;

/** The classes of deployments that cannot change any more: those are checked only once. */
const knownStates = new WeakMap<Deployment, number>();

/** The class of a deployment, or -1. Whether the class can occur at all is for its first user to ask. */
export function controlState(deployment: Deployment): number {
  const known = knownStates.get(deployment);
  if (known !== undefined) return known;
  const state = classOf(deployment);
  if (state >= 0 && deployment.error === null && Object.isFrozen(deployment)) {
    knownStates.set(deployment, state);
  }
  return state;
}

function classOf(deployment: Deployment): number {
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
    // The class does not tell checkpoints apart, so it cannot refuse one before the first start.
    (generation === 0 && checkpoint !== null) ||
    !hasFields(deployment, fieldCount) ||
    (error !== null && errorResponse('error', error).length > 0)
  ) {
    return -1;
  }
  const planes = status * desiredAt.size + desired;
  const parameters = start * bootstrapPolicyAt.size + policy;
  const flags = (bootstrapApproved ? 4 : 0) + (error === null ? 0 : 2) + (generation === 0 ? 0 : 1);
  return (planes * parametersCount + parameters) * flagsCount + flags;
}

const parametersCount = initialAt.size * bootstrapPolicyAt.size;
const flagsCount = 8;

/** How many classes of deployments there are, possible ones and others. */
export const controlCount = statusAt.size * desiredAt.size * parametersCount * flagsCount;

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function hasFields(value: object, expected: number): boolean {
  if (!isFields(value)) return false;
  let found = 0;
  for (const _ in value) found += 1;
  return found === expected;
}

interface ParameterSlots {
  readonly name: string;
  readonly stride: number;
  readonly values: readonly unknown[];
  readonly usual: number;
}

interface ActionSlots {
  readonly first: number;
  readonly parameters: readonly ParameterSlots[];
}

const actionSlots = new Map(actionTypes.map((type) => [type, slotsOf(type)]));

function slotsOf(type: ActionType): ActionSlots {
  const parameters: ParameterSlots[] = [];
  let stride = 1;
  for (const [name, { values, default: usual }] of Object.entries(parametersOf(type)).reverse()) {
    parameters.push({ name, stride, values, usual: values.indexOf(usual) });
    stride *= values.length;
  }
  return { first: everyAction.findIndex((action) => action.type === type), parameters };
}

const completeSlots = new Map<Action, number>(everyAction.map((action, slot) => [action, slot]));

/** The position of an action in `everyAction`, or -1. */
export function actionSlot(action: Action): number {
  // What the parsers return is a member itself.
  const known = completeSlots.get(action);
  if (known !== undefined) return known;
  const slots = actionSlots.get(action?.type);
  if (slots === undefined) return -1;
  const given = action as Readonly<Record<string, unknown>>;
  let slot = slots.first;
  let fields = 1;
  for (const { name, stride, values, usual } of slots.parameters) {
    const value = given[name];
    if (value !== undefined || name in given) fields += 1;
    const position = value === undefined ? usual : values.indexOf(value);
    if (position < 0) return -1;
    slot += position * stride;
  }
  return hasFields(action, fields) ? slot : -1;
}

const observationAt = positions(observationTypes);

/** The class of an observation of this deployment; the observation must be a parsed one. */
export function observationSlot(deployment: Deployment, observation: Observation): number {
  // The deployment is not checked yet: where it is nothing at all, any class will do.
  const { generation, checkpoint } = deployment ?? createDeployment();
  const first = everyAction.length + (observationAt.get(observation.type) as number) * 3;
  if ((observation.generation ?? generation) !== generation) return first + 2;
  return 'checkpoint' in observation && observation.checkpoint > (checkpoint ?? -1)
    ? first + 1
    : first;
}

/** How many classes of actions and observations there are. */
export const slotCount = everyAction.length + observationTypes.length * 3;

const capabilitiesAt = new Map(everyCapabilities.map((each, position) => [each, position]));

/** The position in `everyCapabilities` of one of its members, else undefined. */
export function capabilityIndex(capabilities: Partial<Capabilities>): number | undefined {
  return capabilities === fullCapabilities ? 0 : capabilitiesAt.get(capabilities as Capabilities);
}

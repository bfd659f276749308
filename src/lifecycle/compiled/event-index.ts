/**
 * Event slots: the finite part of actions and observations, as small integers.
 *
 * What the machine answers to an observation depends on its type, on whether its checkpoint is higher
 * than the known one, and on whether it is of the present generation; never on what its error says or
 * how high its numbers are. A slot names such a class of events; -1 stands for an input that is
 * malformed, which the parsers then explain.
 */

import { isCount, isFields } from '../../input';
import { type Action, everyAction, parametersOf } from '../action';
import { createDeployment, type Deployment } from '../deployment';
import { errorProblems } from '../error-response';
import type { Observation } from '../observation';
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  everyCapabilities,
  fullCapabilities,
  observations,
  observationTypes,
} from '../vocabulary';

/** Whether this is a plain object with exactly so many fields, inherited ones included. */
export function hasFields(value: object, expected: number): boolean {
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
export function actionIndex(action: Action): number {
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

/** Where in the three slots of its type an observation stands. */
export const observationVariants = { current: 0, higher: 1, otherGeneration: 2 } as const;

/** The first slot of each type of observation. */
export const firstObservationIndexes: ReadonlyMap<unknown, number> = new Map(
  observationTypes.map((type, position) => [type, everyAction.length + position * 3]),
);

/** The class of an observation, as a message to this deployment, or -1. */
export function observationIndex(deployment: Deployment, observation: Observation): number {
  const first = firstObservationIndexes.get(observation?.type);
  if (first === undefined || !isWellFormed(observation)) return -1;
  // The deployment is not checked yet: where it is nothing at all, any class will do.
  const { generation, checkpoint } = deployment ?? createDeployment();
  if ((observation.generation ?? generation) !== generation)
    return first + observationVariants.otherGeneration;
  return 'checkpoint' in observation && observation.checkpoint > (checkpoint ?? -1)
    ? first + observationVariants.higher
    : first;
}

function isWellFormed(observation: Observation): boolean {
  const { carries } = observations[observation.type];
  const given = observation as Readonly<Record<string, unknown>>;
  let fields = 1;
  if (given.generation !== undefined || 'generation' in given) {
    fields += 1;
    if (given.generation !== undefined && !isCount(given.generation)) return false;
  }
  if (carries !== null) {
    fields += 1;
    const payload = given[carries];
    const holds =
      carries === 'error' ? errorProblems(carries, payload).length === 0 : isCount(payload);
    if (!holds) return false;
  }
  return hasFields(observation, fields);
}

/** How many classes of actions and observations there are. */
export const eventIndexCount = everyAction.length + observationTypes.length * 3;

const capabilitiesAt = new Map(everyCapabilities.map((each, position) => [each, position]));

/** The position in `everyCapabilities` of one of its members, else undefined. */
export function capabilityIndex(capabilities: Partial<Capabilities>): number | undefined {
  return capabilities === fullCapabilities ? 0 : capabilitiesAt.get(capabilities as Capabilities);
}

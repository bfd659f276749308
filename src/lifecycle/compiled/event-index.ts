/**
 * The index of an event: the finite part of actions and observations as a small integer.
 *
 * The answer of the machine to an observation depends on its type, on whether its checkpoint is
 * higher than the known one, and on its generation: named or not, the current one or another; never
 * on the contents of its error or on how high its numbers are. An index stands for such a class of
 * events; -1 stands for a malformed event, which the parsers then explain.
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

/** True for a plain object with exactly this number of fields, inherited ones included. */
export function hasFields(value: object, expected: number): boolean {
  if (!isFields(value)) return false;
  let found = 0;
  for (const _ in value) found += 1;
  return found === expected;
}

/** A parameter, and how much the index rises from one of its values to the next. */
interface ParameterStride {
  readonly name: string;
  readonly stride: number;
  readonly values: readonly unknown[];
  readonly defaultPosition: number;
}

interface ActionIndexes {
  readonly first: number;
  readonly parameters: readonly ParameterStride[];
}

const indexesByType = new Map(actionTypes.map((type) => [type, indexesOf(type)]));

function indexesOf(type: ActionType): ActionIndexes {
  const parameters: ParameterStride[] = [];
  let stride = 1;
  for (const [name, parameter] of Object.entries(parametersOf(type)).reverse()) {
    const { values, default: usual } = parameter;
    parameters.push({ name, stride, values, defaultPosition: values.indexOf(usual) });
    stride *= values.length;
  }
  return { first: everyAction.findIndex((action) => action.type === type), parameters };
}

const indexByMember = new Map<Action, number>(everyAction.map((action, index) => [action, index]));

/** Returns the position of an action in `everyAction`, or -1. */
export function actionIndex(action: Action): number {
  // A parsed action is a member itself.
  const known = indexByMember.get(action);
  if (known !== undefined) return known;
  const indexes = isFields(action) ? indexesByType.get(action.type) : undefined;
  if (indexes === undefined) return -1;
  const given = action as Readonly<Record<string, unknown>>;
  let index = indexes.first;
  let fields = 1;
  for (const { name, stride, values, defaultPosition } of indexes.parameters) {
    const value = given[name];
    if (value !== undefined || name in given) fields += 1;
    const position = value === undefined ? defaultPosition : values.indexOf(value);
    if (position < 0) return -1;
    index += position * stride;
  }
  return hasFields(action, fields) ? index : -1;
}

/**
 * The classes of each type of observation, as offsets from the first index of the type. The first
 * two name no generation, the `named` ones the current generation. The class with a higher
 * checkpoint is always the next.
 */
export const observationVariants = {
  current: 0,
  higher: 1,
  named: 2,
  namedHigher: 3,
  otherGeneration: 4,
} as const;

/** The number of event indexes of each type of observation. */
export const observationVariantCount = Object.keys(observationVariants).length;

/** The first index of each type of observation. */
export const firstObservationIndexes: ReadonlyMap<unknown, number> = new Map(
  observationTypes.map((type, position) => [
    type,
    everyAction.length + position * observationVariantCount,
  ]),
);

/** Returns the index of an observation of this deployment, or -1 if it is malformed. */
export function observationIndex(deployment: Deployment, observation: Observation): number {
  const first = isFields(observation) ? firstObservationIndexes.get(observation.type) : undefined;
  if (first === undefined || !isWellFormed(observation)) return -1;
  // The deployment is not checked yet, so it may be anything; then any index will do.
  const { generation, checkpoint } = isFields(deployment) ? deployment : createDeployment();
  if ((observation.generation ?? generation) !== generation)
    return first + observationVariants.otherGeneration;
  const isHigher = 'checkpoint' in observation && observation.checkpoint > (checkpoint ?? -1);
  // In generation 0 there was no deployment to name.
  const variant = observation.generation ? 'named' : 'current';
  return first + observationVariants[variant] + (isHigher ? 1 : 0);
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

/** The number of event indexes. */
export const eventIndexCount =
  everyAction.length + observationTypes.length * observationVariantCount;

const capabilitiesAt = new Map(everyCapabilities.map((each, position) => [each, position]));

/** Returns the position of a member of `everyCapabilities`; undefined for anything else. */
export function capabilityIndex(capabilities: Partial<Capabilities>): number | undefined {
  return capabilities === fullCapabilities ? 0 : capabilitiesAt.get(capabilities as Capabilities);
}

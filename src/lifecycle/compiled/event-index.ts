/**
 * The index of an event: the finite part of actions and observations as a small integer.
 *
 * The answer of the machine to an observation depends on its type, on whether its checkpoint is
 * higher than the known one, and on its generation: named or not, the current one or another; never
 * on the contents of its error or on how high its numbers are. An index stands for such a class of
 * events.
 */

import { type Fields, member, throwFirst } from '../../input';
import { everyAction, parametersOf } from '../action';
import type { Deployment } from '../deployment';
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
} from '../vocabulary';
import { observationPosition } from './positions';
import type { SeenObservation } from './read-event';

/** A parameter, and how much the index rises from one of its values to the next. */
interface ParameterStride {
  readonly name: string;
  readonly stride: number;
  readonly values: readonly unknown[];
  readonly defaultPosition: number;
}

interface ActionIndexes {
  readonly first: number;
  /** In the order of the vocabulary. */
  readonly parameters: readonly ParameterStride[];
}

const indexesByType = new Map(actionTypes.map((type) => [type, indexesOf(type)]));

function indexesOf(type: ActionType): ActionIndexes {
  const parameters: ParameterStride[] = [];
  let stride = 1;
  for (const [name, parameter] of Object.entries(parametersOf(type)).reverse()) {
    const { values, default: usual } = parameter;
    parameters.unshift({ name, stride, values, defaultPosition: values.indexOf(usual) });
    stride *= values.length;
  }
  return { first: everyAction.findIndex((action) => action.type === type), parameters };
}

const indexByMember = new Map<unknown, number>(everyAction.map((action, index) => [action, index]));

/** Returns the position of a member of `everyAction`; undefined for anything else. */
export function memberIndex(action: unknown): number | undefined {
  return indexByMember.get(action);
}

/**
 * Returns the position in `everyAction` of the action with these parameters; one that is left out
 * has its default. `nameOf` says under which names they are given. Throws InvalidInputError.
 */
export function actionIndex(
  type: ActionType,
  given: Fields,
  nameOf: (name: string) => string,
): number {
  const { first, parameters } = indexesByType.get(type) as ActionIndexes;
  let index = first;
  for (const { name, stride, values, defaultPosition } of parameters) {
    const value = given[nameOf(name)];
    const position = value === undefined ? defaultPosition : values.indexOf(value);
    if (position < 0) throwFirst(member(nameOf(name), value, values));
    index += position * stride;
  }
  return index;
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

const actionCount = everyAction.length;
const { current, named, otherGeneration } = observationVariants;

/** Returns the index of an observation of this deployment; both must be well-formed. */
export function observationIndex(
  { generation, checkpoint }: Deployment,
  seen: SeenObservation,
): number {
  const first = actionCount + observationPosition(seen.type) * observationVariantCount;
  if ((seen.generation ?? generation) !== generation) return first + otherGeneration;
  const isHigher = seen.checkpoint !== undefined && seen.checkpoint > (checkpoint ?? -1);
  // In generation 0 there was no deployment to name.
  return first + (seen.generation ? named : current) + (isHigher ? 1 : 0);
}

/** The number of event indexes. */
export const eventIndexCount =
  everyAction.length + observationTypes.length * observationVariantCount;

const capabilitiesAt = new Map(everyCapabilities.map((each, position) => [each, position]));

/** Returns the position of a member of `everyCapabilities`; undefined for anything else. */
export function capabilityIndex(capabilities: Partial<Capabilities>): number | undefined {
  return capabilities === fullCapabilities ? 0 : capabilitiesAt.get(capabilities as Capabilities);
}

/**
 * The index of an event: the finite part of actions and observations as a small integer.
 *
 * The answer of the machine to an observation depends on its type, on whether its checkpoint is
 * higher than the known one, and on its generation: named or not, the current one or another; never
 * on the contents of its error or on how high its numbers are. An index stands for such a class of
 * events.
 */

import { type Fields, keysOf, member, throwFirst } from '../../input';
import { everyAction, parametersOf } from '../action';
import type { Deployment } from '../deployment';
import {
  type ActionType,
  type Capabilities,
  everyCapabilities,
  observationTypes,
} from '../vocabulary';
import { actionPosition, parameterStep } from './positions';
import type { SeenObservation } from './read-event';

/**
 * Returns the position in `everyAction` of the action with these parameters; one that is left out
 * has its default. `nameOf` says under which names they are given. Throws InvalidInputError.
 */
export function actionIndex(
  type: ActionType,
  given: Fields,
  nameOf: (name: string) => string,
): number {
  let index = actionPosition(type);
  for (const [name, { values }] of Object.entries(parametersOf(type))) {
    const field = nameOf(name);
    const value = given[field];
    if (value !== undefined) throwFirst(member(field, value, values));
    index += parameterStep(type, name, value);
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

const variants = keysOf(observationVariants);

/** By event index: the type of the event. */
export const eventTypes: readonly string[] = [
  ...everyAction.map(({ type }) => type),
  ...observationTypes.flatMap((type) => variants.map(() => type)),
];

/** Returns the index of an observation of this deployment; both must be well-formed. */
export function observationIndex(
  { generation, checkpoint }: Deployment,
  seen: SeenObservation,
): number {
  const { current, named, otherGeneration } = observationVariants;
  const first = everyAction.length + seen.position * variants.length;
  if ((seen.generation ?? generation) !== generation) return first + otherGeneration;
  const isHigher = seen.checkpoint !== undefined && seen.checkpoint > (checkpoint ?? -1);
  // In generation 0 there was no deployment to name.
  return first + (seen.generation ? named : current) + (isHigher ? 1 : 0);
}

/** Returns the position of a member of `everyCapabilities`; -1 for anything else. */
export function capabilityIndex(capabilities: Partial<Capabilities>): number {
  return everyCapabilities.indexOf(capabilities as Capabilities);
}

/**
 * Parsing the input of untyped callers: actions, observations, capabilities.
 *
 * The parsers are strict, because to ignore a misspelled field can turn a forced stop into a
 * graceful one. A field that is `undefined` counts as left out.
 */

import {
  count,
  type Fields,
  fieldsOf,
  member,
  type Problem,
  throwFirst,
  unknownFields,
} from '../input';
import { type CompleteAction, everyAction, markedPosition, parametersOf } from './action';
import {
  actionIndex,
  capabilityIndex,
  markedSeen,
  markSeen,
  type SeenObservation,
  seenIn,
  usualActionIndex,
  usualObservation,
} from './compiled';
import { errorCopy } from './error-response';
import type { Observation } from './observation';
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  capabilityNames,
  everyCapabilities,
  type ObservationType,
  observations,
  observationTypes,
} from './vocabulary';

/** Returns the member of `everyAction` that equals this action. Pure. Throws InvalidInputError. */
export function parseAction(value: unknown): CompleteAction {
  return everyAction[indexOfAction(value)] as CompleteAction;
}

/** Returns the position of an action in `everyAction`. Throws InvalidInputError. */
export function indexOfAction(value: unknown): number {
  const known = markedPosition(value);
  const usual = known < 0 ? usualActionIndex(value) : known;
  if (usual >= 0) return usual;
  const given = typed(value, 'action', actionTypes);
  const type = given.type as ActionType;
  const fields = ['type', ...Object.keys(parametersOf(type))];
  throwFirst(unknownFields(given, fields, `action ${type}`));
  return actionIndex(type, given, ownName);
}

const ownName = (name: string) => name;

/**
 * Returns the member of `everyAction` with these parameters; one that is left out has its default.
 * They are read and reported under the names that `nameOf` gives them. Pure. Throws
 * InvalidInputError.
 */
export function actionWith<Type extends ActionType>(
  type: Type,
  given: Fields,
  nameOf: (name: string) => string,
): CompleteAction<Type> {
  return everyAction[actionIndex(type, given, nameOf)] as CompleteAction<Type>;
}

/** Returns a frozen copy of an observation; such a copy itself. Pure. Throws InvalidInputError. */
export function parseObservation(value: unknown): Observation {
  if (markedSeen(value) !== undefined) return value as Observation;
  return markSeen({ ...ownObservation(value) });
}

/** Returns what an observation says, each field read once. Throws InvalidInputError. */
export function seenObservation(value: unknown): SeenObservation {
  const known = markedSeen(value);
  if (known !== undefined) return known;
  const usual = usualObservation(value);
  if (usual === undefined) return seenIn(ownObservation(value));
  if (usual.error === undefined) return usual;
  const problems: Problem[] = [];
  const error = errorCopy('error', usual.error, problems);
  throwFirst(problems);
  const { type, position, generation, checkpoint } = usual;
  return { type, position, generation, checkpoint, error };
}

/** Returns the fields of an observation, each read once. Throws InvalidInputError. */
function ownObservation(value: unknown): Observation {
  const given = typed(value, 'observation', observationTypes);
  const type = given.type as ObservationType;
  const { carries } = observations[type];
  const fields = carries === null ? ['type', 'generation'] : ['type', carries, 'generation'];
  const problems = unknownFields(given, fields, `observation ${type}`);
  if (carries === 'checkpoint') problems.push(...count('checkpoint', given.checkpoint));
  if (carries === 'error') given.error = errorCopy('error', given.error, problems);
  if (given.generation !== undefined) problems.push(...count('generation', given.generation));
  throwFirst(problems);
  // JSON can express a negative zero.
  if (given.checkpoint === 0) given.checkpoint = 0;
  if (given.generation === 0) given.generation = 0;
  return given as Observation;
}

/**
 * Returns the member of `everyCapabilities` that equals these; a capability that is left out is
 * present. Pure. Throws InvalidInputError. A host saves time if it parses once and passes the
 * result on.
 */
export function parseCapabilities(value: unknown): Capabilities {
  return everyCapabilities[indexOfCapabilities(value)] as Capabilities;
}

/** Returns the position of capabilities in `everyCapabilities`. Throws InvalidInputError. */
export function indexOfCapabilities(value: unknown): number {
  const known = capabilityIndex(value as Capabilities);
  if (known >= 0) return known;
  const given = fieldsOf(value, 'capabilities', 'a plain object');
  throwFirst([
    ...unknownFields(given, capabilityNames, 'a pipeline'),
    ...capabilityNames.flatMap((name) =>
      given[name] === undefined ? [] : member(name, given[name], [true, false]),
    ),
  ]);
  return everyCapabilities.findIndex((each) =>
    capabilityNames.every((name) => each[name] === (given[name] ?? true)),
  );
}

function typed(value: unknown, field: string, types: readonly string[]) {
  const given = fieldsOf(value, field, 'an object with a type');
  throwFirst(member('type', given.type, types));
  return given;
}

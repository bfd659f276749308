/**
 * Parsing the input of untyped callers: actions, observations, capabilities.
 *
 * The parsers are strict, because to ignore a misspelled field can turn a forced stop into a
 * graceful one. A field that is `undefined` counts as left out.
 */

import {
  count,
  frozenCopy,
  InvalidInputError,
  isFields,
  member,
  throwFirst,
  unknownFields,
} from '../input';
import { type Action, type CompleteAction, everyAction, parametersOf } from './action';
import { actionIndex, capabilityIndex } from './compiled';
import { errorProblems } from './error-response';
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
  const known = everyAction[actionIndex(value as Action)];
  if (known !== undefined) return known;
  const given = typed(value, 'action', actionTypes);
  const type = given.type as ActionType;
  throwFirst(unknownFields(given, ['type', ...Object.keys(parametersOf(type))], `action ${type}`));
  return actionWith(type, given);
}

/**
 * Returns the member of `everyAction` with these parameters; one that is left out has its default.
 * They are read and reported under the names that `nameOf` gives them. Pure. Throws
 * InvalidInputError.
 */
export function actionWith<Type extends ActionType>(
  type: Type,
  given: Readonly<Record<string, unknown>>,
  nameOf = (name: string) => name,
): CompleteAction<Type> {
  const action: Record<string, unknown> = { type };
  for (const [name, { values }] of Object.entries(parametersOf(type))) {
    const value = given[nameOf(name)];
    if (value !== undefined) throwFirst(member(nameOf(name), value, values));
    action[name] = value;
  }
  return everyAction[actionIndex(action as unknown as Action)] as CompleteAction<Type>;
}

/** Returns the observation, frozen, its payload copied. Pure. Throws InvalidInputError. */
export function parseObservation(value: unknown): Observation {
  const given = typed(value, 'observation', observationTypes);
  const type = given.type as ObservationType;
  const { carries } = observations[type];
  const known = ['type', ...(carries === null ? [] : [carries]), 'generation'];
  throwFirst([
    ...unknownFields(given, known, `observation ${type}`),
    ...(carries === 'checkpoint' ? count('checkpoint', given.checkpoint) : []),
    ...(carries === 'error' ? errorProblems('error', given.error) : []),
    ...(given.generation === undefined ? [] : count('generation', given.generation)),
  ]);
  return frozenCopy(given) as Observation;
}

/**
 * Returns the member of `everyCapabilities` that equals these; a capability that is left out is
 * present. Pure. Throws InvalidInputError. A host saves time if it parses once and passes the
 * result on.
 */
export function parseCapabilities(value: unknown): Capabilities {
  if (capabilityIndex(value as Capabilities) !== undefined) return value as Capabilities;
  if (!isFields(value)) {
    throw new InvalidInputError({ field: 'capabilities', value, allowed: 'a plain object' });
  }
  throwFirst([
    ...unknownFields(value, capabilityNames, 'a pipeline'),
    ...capabilityNames.flatMap((name) =>
      value[name] === undefined ? [] : member(name, value[name], [true, false]),
    ),
  ]);
  return everyCapabilities.find((each) =>
    capabilityNames.every((name) => each[name] === (value[name] ?? true)),
  ) as Capabilities;
}

function typed(value: unknown, field: string, types: readonly string[]) {
  if (!isFields(value)) {
    throw new InvalidInputError({ field, value, allowed: 'an object with a type' });
  }
  throwFirst(member('type', value.type, types));
  return value;
}

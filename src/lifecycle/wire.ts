/** Actions as requests on the wire: `stop?force=true`. */

import {
  fieldsOf,
  InvalidInputError,
  member,
  oneOf,
  type QueryParameters,
  queryFields,
  text,
  throwFirst,
  unknownFields,
  unknownNames,
} from '../input';
import { type Action, type CompleteAction, everyAction, parametersOf } from './action';
import { usualRequestIndex } from './compiled';
import { actionWith, parseAction } from './parse';
import { type ActionType, actions, actionTypes } from './vocabulary';

/**
 * Returns the name of an action, a parameter or a code on the wire: snake_case. Pure. Throws
 * InvalidInputError unless it is a string.
 */
export function wireName(name: string): string {
  throwFirst(text('name', name));
  return snakeCase(name);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

const ownNames = new Map<string, string>();

/** The name on the wire of something in the vocabulary. Those are few, so each is made once. */
function ownWireName(name: string): string {
  const wire = ownNames.get(name) ?? snakeCase(name);
  ownNames.set(name, wire);
  return wire;
}

/**
 * Returns the action as a request, with the parameters that differ from their defaults. Pure.
 * Throws InvalidInputError.
 */
export function toRequest(action: Action): string {
  const { type, ...parameters } = parseAction(action);
  const defaults = parametersOf(type);
  const query = Object.entries(parameters)
    .filter(([name, value]) => value !== defaults[name]?.default)
    .map(([name, value]) => `${ownWireName(name)}=${value}`);
  return ownWireName(type) + (query.length > 0 ? `?${query.join('&')}` : '');
}

/**
 * Returns the query of an action with every parameter, as `fromRequest` takes it. Pure. Throws
 * InvalidInputError.
 */
export function toQuery(action: CompleteAction): Record<string, unknown> {
  const { type: _, ...parameters } = parseAction(action);
  const query = Object.entries(parameters).map(([name, value]) => [ownWireName(name), value]);
  return Object.fromEntries(query);
}

/**
 * Returns the action that a request names, such as `start?initial=paused`. Pure. Throws
 * InvalidInputError.
 */
export function parseRequest(request: string): CompleteAction {
  throwFirst(text('request', request));
  const [endpoint, search = ''] = request.replace(/^\//, '').split(/\?(.*)/s);
  return parseQuery(actionTypeOf(endpoint), new URLSearchParams(search));
}

/**
 * Returns the action of this type with the parameters of a URL's query, each given at most once.
 * Pure. Throws InvalidInputError.
 */
export function parseQuery<Type extends ActionType>(
  type: Type,
  search: QueryParameters,
): CompleteAction<Type> {
  throwFirst(member('type', type, actionTypes));
  const fields = queryFields(search);
  throwFirst(unknownNames(fields, parameterNames(type), ownWireName(type)));
  for (const name of Object.keys(fields)) fields[name] = typedValue(fields[name]);
  return actionWith(type, fields, ownWireName);
}

/**
 * Returns the action of an endpoint and its query, if the query's values are typed as in JSON
 * (`{ force: true }`). Pure. Throws InvalidInputError.
 */
export function fromRequest(
  endpoint: unknown,
  query: Readonly<Record<string, unknown>> = {},
): CompleteAction {
  const usual = usualRequestIndex(typesByName.get(endpoint), query, namesByWireName);
  if (usual >= 0) return everyAction[usual] as CompleteAction;
  const fields = fieldsOf(query, 'query', 'a plain object');
  const type = actionTypeOf(endpoint);
  throwFirst(unknownFields(fields, parameterNames(type), ownWireName(type)));
  return actionWith(type, fields, ownWireName);
}

const typesByName: ReadonlyMap<unknown, ActionType> = namedTypes();

/* @__NO_SIDE_EFFECTS__ */
function namedTypes() {
  return new Map(actionTypes.map((type) => [snakeCase(type), type]));
}

/** The names of all parameters by those on the wire. */
const namesByWireName = everyParameterName();

/* @__NO_SIDE_EFFECTS__ */
function everyParameterName(): ReadonlyMap<string, string> {
  const names = actionTypes.flatMap((type) => Object.keys(actions[type].parameters));
  return new Map(names.map((name) => [snakeCase(name), name]));
}

function actionTypeOf(endpoint: unknown): ActionType {
  const type = typesByName.get(endpoint);
  if (type !== undefined) return type;
  const allowed = oneOf(actionTypes.map(ownWireName));
  throw new InvalidInputError({ field: 'action', value: endpoint, allowed });
}

function parameterNames(type: ActionType): string[] {
  return Object.keys(parametersOf(type)).map(ownWireName);
}

function typedValue(value: unknown): unknown {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** Actions as requests on the wire: `stop?force=true`. */

import {
  InvalidInputError,
  isFields,
  member,
  oneOf,
  text,
  throwFirst,
  unknownFields,
} from '../input';
import { type Action, type CompleteAction, parametersOf } from './action';
import { parseAction } from './parse';
import { actionTypes } from './vocabulary';

/** The name of an action, a parameter or a code on the wire: snake_case. Pure. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/**
 * The action as a request, with the parameters that differ from their defaults. Pure. Throws
 * InvalidInputError.
 */
export function toRequest(action: Action): string {
  const complete = parseAction(action);
  const known = requests.get(complete) ?? requestOf(complete);
  requests.set(complete, known);
  return known;
}

const requests = new Map<CompleteAction, string>();

function requestOf(action: CompleteAction): string {
  const given = action as Readonly<Record<string, unknown>>;
  const query = Object.entries(parametersOf(action.type))
    .filter(([name, parameter]) => given[name] !== parameter.default)
    .map(([name]) => `${wireName(name)}=${given[name]}`);
  return wireName(action.type) + (query.length > 0 ? `?${query.join('&')}` : '');
}

/** The query of an action, with every parameter, as `fromRequest` takes it. Pure. */
export function toQuery({ type: _, ...parameters }: CompleteAction): Record<string, unknown> {
  const query = Object.entries(parameters).map(([name, value]) => [wireName(name), value]);
  return Object.fromEntries(query);
}

/**
 * The action of an endpoint and its query, whose keys are the wire's and whose values are typed as
 * in JSON (`{ force: true }`). Pure. Throws InvalidInputError.
 */
export function fromRequest(
  endpoint: unknown,
  query: Readonly<Record<string, unknown>> = {},
): CompleteAction {
  if (!isFields(query)) {
    throw new InvalidInputError({ field: 'query', value: query, allowed: 'a plain object' });
  }
  const type = actionTypes.find((each) => wireName(each) === endpoint);
  if (type === undefined) {
    const allowed = oneOf(actionTypes.map(wireName));
    throw new InvalidInputError({ field: 'action', value: endpoint, allowed });
  }
  const action: Record<string, unknown> = { type };
  const parameters = Object.entries(parametersOf(type));
  throwFirst([
    ...unknownFields(
      query,
      parameters.map(([name]) => wireName(name)),
      wireName(type),
    ),
    ...parameters.flatMap(([name, { values }]) => {
      const value = query[wireName(name)];
      action[name] = value;
      return value === undefined ? [] : member(wireName(name), value, values);
    }),
  ]);
  return parseAction(action);
}

/** The action that a request names, such as `start?initial=paused`. Pure. Throws InvalidInputError. */
export function parseRequest(request: string): CompleteAction {
  throwFirst(text('request', request));
  const [endpoint, search = ''] = request.replace(/^\//, '').split(/\?(.*)/s);
  const query: Record<string, unknown> = Object.create(null);
  for (const [field, value] of new URLSearchParams(search)) {
    if (field in query) {
      throw new InvalidInputError({ field, value, allowed: 'given at most once' });
    }
    query[field] = value === 'true' || value === 'false' ? value === 'true' : value;
  }
  return fromRequest(endpoint, query);
}

/** Actions as the command line names them, with suggestions for what is misspelled. */
import { InvalidInputError, isInstanceOf } from '../input';
import {
  type ActionType,
  actionTypes,
  type CompleteAction,
  type Deployment,
  type ParameterDeclaration,
  parametersOf,
  parseRequest,
  wireName,
} from '../lifecycle';
import { suggesting } from './suggestions';

/** The names of the actions on the wire. */
export const actionNames: readonly string[] = actionTypes.map(wireName);

/** Returns the action that a request names, such as `stop?force=true`. Throws InvalidInputError. */
export function requestedAction(request: string): CompleteAction {
  try {
    return parseRequest(request);
  } catch (error) {
    if (!isInstanceOf(error, InvalidInputError)) throw error;
    const { field, value } = error;
    if (field === 'action') throw suggesting(error, value, actionNames);
    const parameters = parametersOn(typeIn(request));
    const known = parameters.get(field);
    if (known === undefined) throw suggesting(error, field, [...parameters.keys()]);
    throw suggesting(error, value, known.values.map(String));
  }
}

/** Returns the type of the action that a request names, whatever its query. */
function typeIn(request: string): ActionType {
  return parseRequest(request.replace(/\?.*/s, '')).type;
}

/** An action, and the deployment that it was decided in. */
export interface DecidedRequest {
  readonly action: CompleteAction;
  readonly deployment: Deployment;
}

/**
 * Returns requests of one action as one text: `start?initial=standby or paused`. A parameter that
 * may have any value is left out; one that must be, or must not be, as in the deployment under way
 * is `(same)` or `(other)`. Pure.
 */
export function requestsText(requests: readonly DecidedRequest[]): string {
  const [first] = requests;
  if (first === undefined) return '';
  const { type } = first.action;
  const shown = Object.entries(parametersOf(type)).flatMap(([name, { values }]) => {
    const asked = new Set(requests.map(({ action }) => parameterIn(action, name)));
    const used = values.filter((value) => asked.has(value));
    const words = used.length < values.length ? used : relationsOf(requests, name);
    return words.length === 0 ? [] : [`${wireName(name)}=${words.join(' or ')}`];
  });
  return [wireName(type), ...(shown.length > 0 ? [shown.join('&')] : [])].join('?');
}

/** Returns how a parameter relates to the deployment under way, if in all requests alike. */
function relationsOf(requests: readonly DecidedRequest[], name: string): string[] {
  const relations = requests.map(({ action, deployment }) => {
    const underWay = parameterIn(deployment, name);
    if (underWay === undefined || underWay === null) return '';
    return parameterIn(action, name) === underWay ? '(same)' : '(other)';
  });
  const [relation = '', ...others] = new Set(relations);
  return relation === '' || others.length > 0 ? [] : [relation];
}

function parameterIn(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Returns the parameters of an action, by their names on the wire. */
function parametersOn(type: ActionType): ReadonlyMap<string, ParameterDeclaration> {
  const parameters = Object.entries(parametersOf(type));
  return new Map(parameters.map(([each, declaration]) => [wireName(each), declaration]));
}

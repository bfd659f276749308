/**
 * Actions and deletions, on condition of what was read. A conditional one that is sent again, or
 * late, cannot hit another deployment or another pipeline of the name.
 */
import { count, fieldsOf, text, throwFirst } from '../input';
import { type Action, type ActionType, actionTypes, parseAction, toRequest } from '../lifecycle';
import type { Accepted, Answer } from './answers';
import type { PipelineBody } from './bodies';
import type { ClientSettings } from './options';
import { answerTo, type CallOptions, pipelinePath, signalOf } from './requests';

/**
 * The state that a pipeline must have: the body of a poll, for its deployment; or the `etag` of an
 * answer, for exactly what was read. Otherwise the action is refused with PreconditionFailed.
 */
export type OnlyIf =
  | Pick<PipelineBody, 'id' | 'generation'>
  | { readonly etag: string; readonly id?: undefined; readonly generation?: undefined };

/** The options of an action or a deletion. */
export interface ActOptions extends CallOptions {
  /** Without it the request hits whatever there is, and is never sent twice. */
  readonly onlyIf?: OnlyIf | undefined;
}

/** The parameters of an action; an action without any takes an empty object. */
export type ActionParameters<Type extends ActionType> = keyof Action<Type> extends 'type'
  ? Readonly<Record<string, never>>
  : Omit<Action<Type>, 'type'>;

/** A method for each action; parameters that are left out have their documented defaults. */
export type ActionMethods = {
  readonly [Type in ActionType]: (
    pipelineName: string,
    parameters?: ActionParameters<Type>,
    options?: ActOptions,
  ) => Promise<Answer<Accepted>>;
};

/** Returns the methods of the actions. */
export function actionMethods(settings: ClientSettings): ActionMethods {
  const methods = actionTypes.map((type) => [
    type,
    async (pipelineName: string, parameters: object = {}, options: ActOptions = {}) => {
      const given = fieldsOf(parameters, 'parameters');
      const action = parseAction({ ...given, type });
      const signal = signalOf(options, ['onlyIf']);
      const condition = conditionOf(options.onlyIf);
      const path = pipelinePath(pipelineName, toRequest(action));
      return answerTo(settings, {
        ...{ method: 'POST', path: withCondition(path, condition), signal },
        headers: condition.headers,
        isRepeatable: condition.isExact || (condition.isGiven && repeatable.includes(type)),
        bodyOf: acceptedIn,
      });
    },
  ]);
  return Object.freeze(Object.fromEntries(methods)) as ActionMethods;
}

/**
 * The actions that ask for nothing new within their deployment if they are repeated. Any other
 * could undo what somebody has done meanwhile.
 */
const repeatable: readonly ActionType[] = ['start', 'stop'];

/** Deletes a pipeline. */
export async function deletePipeline(
  settings: ClientSettings,
  pipelineName: string,
  options: ActOptions = {},
): Promise<Answer<null>> {
  const signal = signalOf(options, ['onlyIf']);
  const condition = conditionOf(options.onlyIf);
  return answerTo(settings, {
    ...{ method: 'DELETE', path: withCondition(pipelinePath(pipelineName), condition), signal },
    headers: condition.headers,
    isRepeatable: condition.isGiven,
    bodyOf: () => null,
  });
}

/** A condition on the wire. */
interface WireCondition {
  readonly isGiven: boolean;
  /** True if the pipeline must not have been written since. */
  readonly isExact: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
}

function conditionOf(onlyIf: OnlyIf | undefined): WireCondition {
  if (onlyIf === undefined) return { isGiven: false, isExact: false, headers: {}, query: '' };
  const { etag, id, generation } = fieldsOf(onlyIf, 'onlyIf', 'the body of a poll, or { etag }');
  if (etag !== undefined) {
    throwFirst(text('onlyIf.etag', etag));
    return { isGiven: true, isExact: true, headers: { 'if-match': etag as string }, query: '' };
  }
  throwFirst([...text('onlyIf.id', id), ...count('onlyIf.generation', generation)]);
  const query = new URLSearchParams({ id: String(id), generation: String(generation) });
  return { isGiven: true, isExact: false, headers: {}, query: query.toString() };
}

function withCondition(path: string, { query }: WireCondition): string {
  if (query === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function acceptedIn(body: unknown): Accepted | undefined {
  if (body === null) return { checkpoint: null };
  const checkpoint = (body as { readonly checkpoint_sequence_number?: unknown } | undefined)
    ?.checkpoint_sequence_number;
  return typeof checkpoint === 'number' ? { checkpoint } : undefined;
}

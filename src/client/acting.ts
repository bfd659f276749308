/**
 * Actions and deletions, on condition of what was read. A conditional one that is sent again, or
 * late, cannot hit another deployment or another pipeline of the name.
 */
import { count, fieldsOf, text, throwFirst } from '../input';
import {
  type Action,
  type ActionType,
  actionTypes,
  type ErrorResponse,
  parseAction,
  toRequest,
} from '../lifecycle';
import { type Accepted, type Answer, refusalOf, successOf } from './answers';
import type { PipelineBody } from './bodies';
import type { ClientSettings } from './options';
import { type CallOptions, pipelinePath, signalOf } from './requests';
import { type Outgoing, sendRepeatedly } from './sending';

/**
 * The state that a pipeline must have: the body of a poll, for its deployment; or the `etag` of an
 * answer, for exactly what was read. Otherwise the action is refused with PreconditionFailed.
 */
export type OnlyIf =
  | Pick<PipelineBody, 'id' | 'generation'>
  | { readonly etag: string; readonly id?: undefined; readonly generation?: undefined };

/** The options of an action. */
export interface ActOptions extends CallOptions {
  /** Without it the action hits whatever there is, and is never sent twice. */
  readonly onlyIf?: OnlyIf | undefined;
}

/** The options of a deletion: a deployment is no condition for it. */
export interface DeletionOptions extends CallOptions {
  readonly onlyIf?: { readonly etag: string } | undefined;
}

/** A method for each action; parameters that are left out have their documented defaults. */
export type ActionMethods = {
  readonly [Type in ActionType]: (
    pipelineName: string,
    parameters?: Omit<Action<Type>, 'type'>,
    options?: ActOptions,
  ) => Promise<Answer<Accepted>>;
};

type Poll = (
  pipelineName: string,
  options: CallOptions,
) => Promise<Answer<Pick<PipelineBody, 'id' | 'generation'>>>;

/** Returns the methods of the actions. */
export function actionMethods(settings: ClientSettings, poll: Poll): ActionMethods {
  const methods = actionTypes.map((type) => [
    type,
    (pipelineName: string, parameters: object = {}, options: ActOptions = {}) => {
      const given = fieldsOf(parameters, 'parameters');
      const action = parseAction({ ...given, type });
      return sendAction(settings, { pipelineName, action, options, poll });
    },
  ]);
  return Object.freeze(Object.fromEntries(methods)) as ActionMethods;
}

/**
 * The actions that ask for nothing new within their deployment if they are repeated. Any other
 * could undo what somebody has done meanwhile.
 */
const repeatable: readonly ActionType[] = ['start', 'stop'];

async function sendAction(
  settings: ClientSettings,
  {
    pipelineName,
    action,
    options,
    poll,
  }: {
    readonly pipelineName: string;
    readonly action: Action;
    readonly options: ActOptions;
    readonly poll: Poll;
  },
): Promise<Answer<Accepted>> {
  const signal = signalOf(options, ['onlyIf']);
  const condition = conditionOf(options.onlyIf);
  const request = toRequest(action);
  const isRepeatable =
    condition.etag !== undefined ||
    (condition.id !== undefined && repeatable.includes(action.type));
  const outgoing = (etag: string | undefined): Outgoing => ({
    ...{ method: 'POST', signal, headers: etag === undefined ? {} : { 'if-match': etag } },
    path: withGeneration(pipelinePath(pipelineName, request), condition.generation),
  });
  const response = await sendRepeatedly<Answer<Accepted>>(
    settings,
    { isRepeatable, signal },
    async (attempts) => {
      if (attempts === 1 || condition.id === undefined) return outgoing(condition.etag);
      // An earlier attempt may have waited long: another pipeline may have the name by now, and as
      // many deployments.
      const now = await poll(pipelineName, { signal });
      if (!now.ok) return { early: { ...now, attempts } };
      const { id, generation } = now.value;
      if (id === condition.id && generation === condition.generation && now.etag !== null) {
        return outgoing(now.etag);
      }
      return { early: conflictWith({ pipelineName, id, generation, etag: now.etag }, attempts) };
    },
  );
  if ('early' in response) return response.early;
  if (response.httpStatus >= 300) return refusalOf(response);
  return successOf(response, acceptedIn, `POST ${pipelinePath(pipelineName, request)}`);
}

/** Deletes a pipeline. */
export async function deletePipeline(
  settings: ClientSettings,
  pipelineName: string,
  options: DeletionOptions = {},
): Promise<Answer<null>> {
  const signal = signalOf(options, ['onlyIf']);
  const { etag } = conditionOf(options.onlyIf as OnlyIf | undefined);
  const path = pipelinePath(pipelineName);
  const headers: Record<string, string> = etag === undefined ? {} : { 'if-match': etag };
  const isRepeatable = etag !== undefined;
  const response = await sendRepeatedly(settings, { isRepeatable, signal }, async () => ({
    ...{ method: 'DELETE', path, headers, signal },
  }));
  if ('early' in response) return response.early;
  if (response.httpStatus >= 300) return refusalOf(response);
  return successOf(response, () => null, `DELETE ${path}`);
}

interface Condition {
  readonly etag?: string | undefined;
  readonly id?: string | undefined;
  readonly generation?: number | undefined;
}

function conditionOf(onlyIf: OnlyIf | undefined): Condition {
  if (onlyIf === undefined) return {};
  const { etag, id, generation } = fieldsOf(onlyIf, 'onlyIf', 'the body of a poll, or { etag }');
  if (etag !== undefined) {
    throwFirst(text('onlyIf.etag', etag));
    return { etag: etag as string };
  }
  throwFirst([...text('onlyIf.id', id), ...count('onlyIf.generation', generation)]);
  return { id: id as string, generation: generation as number };
}

function withGeneration(path: string, generation: number | undefined): string {
  if (generation === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}generation=${generation}`;
}

/** Returns the refusal that the server would answer: another deployment has begun. */
function conflictWith(
  now: {
    readonly pipelineName: string;
    readonly id: string;
    readonly generation: number;
    readonly etag: string | null;
  },
  attempts: number,
): Answer<never> {
  const { pipelineName, ...rest } = now;
  const body: ErrorResponse = {
    message: `Pipeline '${pipelineName}' has another deployment than the one that was read, or is another pipeline. It was left alone.`,
    error_code: 'PreconditionFailed',
    details: { pipeline_name: pipelineName, ...rest },
  };
  const text = JSON.stringify(body);
  return refusalOf({ httpStatus: 412, headers: new Headers(), text, attempts });
}

function acceptedIn(body: unknown): Accepted | undefined {
  if (body === null) return { checkpoint: null };
  const checkpoint = (body as { readonly checkpoint_sequence_number?: unknown } | undefined)
    ?.checkpoint_sequence_number;
  return typeof checkpoint === 'number' ? { checkpoint } : undefined;
}

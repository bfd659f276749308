/** The endpoints of the seven actions, as their documents describe them. */

import { applyAction } from '../../host';
import {
  type ActionType,
  actions,
  actionTypes,
  type Decision,
  parseRequest,
  wireName,
  withPipelineName,
} from '../../lifecycle';
import { requireEmptyBody, orInvalidRequest, spacedJson, unknownPipeline } from '../answers';
import { type DocumentedAnswer, type Endpoint, type HandlerContext, permittedName } from './endpoint';
import { actionQuery, checkpointResponseSchema } from './schemas';
import type { Services } from './services';

/** The two whose 202 has a body, as their documents have it. */
const answersWithCheckpoint: readonly ActionType[] = ['activate', 'approve'];

const accepted: DocumentedAnswer = { description: 'Action is accepted and is being performed' };
const initiated: DocumentedAnswer = {
  description: 'Pipeline activation initiated',
  schema: checkpointResponseSchema,
};

/** An endpoint for each action. */
export const actionEndpoints: readonly Endpoint[] = actionTypes.map((type) => ({
  method: 'POST',
  path: `/pipelines/:pipeline_name/${wireName(type)}`,
  operationId: wireName(type),
  summary: actions[type].meaning,
  description:
    'Only sets what is desired. What is accepted is performed later: poll the pipeline to see it happen.',
  query: actionQuery(type),
  answers: { 202: answersWithCheckpoint.includes(type) ? initiated : accepted },
  errors: ['UnknownPipelineName', 'PayloadTooLarge'],
  serve: (context, host) => serve(type, context, host),
}));

async function serve(type: ActionType, context: HandlerContext, host: Services): Promise<Response> {
  const pipelineName = permittedName(context, 'act');
  const { search } = new URL(context.req.url);
  const action = orInvalidRequest(() => parseRequest(`${wireName(type)}${search}`));
  const allowed = `left out: ${wireName(type)} has its parameters in the query`;
  await requireEmptyBody(context.req.raw, allowed);
  const capabilities = await host.capabilitiesOf(pipelineName);
  const { store, clock, decide } = host;
  const decision = await store.update(pipelineName, (pipeline) =>
    applyAction(pipeline, action, { capabilities, now: clock.now(), decide }),
  );
  if (decision === undefined) throw unknownPipeline(pipelineName);
  const caller = context.get('caller');
  // At once, so that what is told is in the order in which the store decided.
  host.tell({ type: 'decided', pipelineName, action, decision, caller });
  if (decision.accepted) host.onAccepted({ pipelineName, action, decision, caller });
  return answerTo(type, decision, pipelineName, context);
}

function answerTo(
  type: ActionType,
  decision: Decision,
  pipelineName: string,
  context: HandlerContext,
): Response {
  if (!decision.accepted) {
    const error = withPipelineName(decision.error, pipelineName);
    context.set('errorCode', error.error_code);
    context.set('errorMessage', error.message);
    return json(context, decision.httpStatus, error);
  }
  if (!answersWithCheckpoint.includes(type)) return context.body(null, 202);
  const { checkpoint } = decision.deployment;
  return json(context, 202, { checkpoint_sequence_number: checkpoint ?? 0 });
}

function json(
  context: HandlerContext,
  httpStatus: 202 | 400 | 405 | 501 | 503,
  body: object,
): Response {
  return context.body(spacedJson(body), httpStatus, { 'content-type': 'application/json' });
}

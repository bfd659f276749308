/** The endpoints of the seven actions, as their documents describe them. */

import type { Pipeline } from '../../host';
import {
  type ActionType,
  actionMeanings,
  actionTypes,
  answersWithCheckpoint,
  type Capabilities,
  type CompleteAction,
  canBeAcceptedLater,
  type RefusedDecision,
  wireName,
  withPipelineName,
} from '../../lifecycle';
import { etagOf, jsonAnswer, ownHeaders, unknownPipeline } from '../answers';
import { requireEmptyBody } from '../requests';
import {
  type DocumentedAnswer,
  type Endpoint,
  endpoint,
  errorAnswer,
  type HandlerContext,
  type ParsedRequest,
} from './endpoint';
import { preconditionFailed } from './preconditions';
import { actionQuery } from './queries';
import { checkpointResponseSchema } from './schemas';
import type { Services } from './services';
import { pipelineExample } from './success-examples';

const etag = { ETag: 'The version of the pipeline after the action, for If-Match.' };

const accepted: DocumentedAnswer = {
  description: 'Action is accepted and is being performed',
  headers: { 'Content-Length': '0, because the answer has no body.', ...etag },
};
const initiated: DocumentedAnswer = {
  description: 'Pipeline activation initiated',
  body: {
    schema: checkpointResponseSchema,
    example: () => checkpointOf(pipelineExample()),
  },
  headers: etag,
};

const method = 'POST';

/** The endpoint of each action. */
export const actionEndpoints: readonly Endpoint[] = actionTypes.map((type) =>
  endpoint<CompleteAction>({
    method,
    path: `/pipelines/:pipeline_name/${wireName(type)}`,
    operationId: wireName(type),
    tag: 'Actions',
    summary: actionMeanings[type],
    description:
      'Only sets the desired status. An accepted action is performed later: poll the pipeline to watch it.',
    permission: 'act',
    query: actionQuery(type),
    answers: { 202: answersWithCheckpoint.includes(type) ? initiated : accepted },
    isConditional: true,
    errors: ['UnknownPipelineName', 'PreconditionFailed', 'PayloadTooLarge'],
    serve: act,
  }),
);

async function act(
  { context, pipelineName, query: action, precondition }: ParsedRequest<CompleteAction>,
  { service, capabilitiesOf, tell, onAccepted }: Services,
): Promise<Response> {
  const allowed = `empty: ${wireName(action.type)} takes its parameters in the query`;
  await requireEmptyBody(context.req.raw, allowed);
  const capabilities = await capabilitiesOf(pipelineName);
  const answer = await service.act(pipelineName, { action, capabilities, precondition });
  if (answer === undefined) throw unknownPipeline(pipelineName);
  const { pipeline, decision } = answer;
  if (decision === null) throw preconditionFailed(pipeline, capabilities);
  const caller = context.get('caller');
  // Before anything else happens, so that events come in the order of the decisions.
  tell({ type: 'decided', pipelineName, action, decision, caller });
  if (!decision.accepted) return refusalAnswer(context, action, decision, capabilities);
  onAccepted({ pipelineName, action, decision, caller });
  return acceptedAnswer(context, action.type, pipeline, etagOf(pipeline, capabilities));
}

/** How soon to try again what passes by itself. */
const retryAfterSeconds = '1';

function refusalAnswer(
  context: HandlerContext,
  action: CompleteAction,
  decision: RefusedDecision,
  capabilities: Partial<Capabilities>,
): Response {
  const { httpStatus, deployment } = decision;
  const headers: Record<string, string> = {};
  // RFC 9110 wants the header with each 405, although the method is not what is refused.
  if (httpStatus === 405) headers.allow = method;
  if (httpStatus === 503 && canBeAcceptedLater(deployment, action, capabilities)) {
    headers['retry-after'] = retryAfterSeconds;
  }
  const error = withPipelineName(decision.error, context.req.param('pipeline_name') ?? '');
  return errorAnswer(context, httpStatus, error, headers);
}

function acceptedAnswer(
  context: HandlerContext,
  type: ActionType,
  pipeline: Pipeline,
  etag: string,
): Response {
  if (!answersWithCheckpoint.includes(type)) {
    // Without a length, some servers send the empty body in chunks, and generated clients try to
    // parse it as JSON.
    return context.body(null, 202, ownHeaders({ 'content-length': '0', etag }));
  }
  return jsonAnswer(context, 202, checkpointOf(pipeline), { etag });
}

/** Returns the body that `checkpointResponseSchema` describes. */
function checkpointOf({ deployment }: Pipeline) {
  return { checkpoint_sequence_number: deployment.checkpoint ?? 0 };
}

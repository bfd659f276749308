/** The endpoints of the seven actions, as their documents describe them. */

import { applyAction } from '../../host';
import {
  type ActionType,
  actions,
  actionTypes,
  type CompleteAction,
  type Decision,
  wireName,
  withPipelineName,
} from '../../lifecycle';
import { jsonAnswer, unknownPipeline } from '../answers';
import { requireEmptyBody } from '../requests';
import {
  type DocumentedAnswer,
  type Endpoint,
  endpoint,
  errorAnswer,
  type HandlerContext,
  type ParsedRequest,
} from './endpoint';
import { actionQuery } from './queries';
import { checkpointResponseSchema } from './schemas';
import type { Services } from './services';

/** The actions whose 202 has a body, as their documents say. */
const answersWithCheckpoint: readonly ActionType[] = ['activate', 'approve'];

const accepted: DocumentedAnswer = {
  description: 'Action is accepted and is being performed',
  headers: { 'Content-Length': '0, because the answer has no body.' },
};
const initiated: DocumentedAnswer = {
  description: 'Pipeline activation initiated',
  schema: checkpointResponseSchema,
};

const method = 'POST';

/** The endpoint of each action. */
export const actionEndpoints: readonly Endpoint[] = actionTypes.map((type) =>
  endpoint<CompleteAction>({
    method,
    path: `/pipelines/:pipeline_name/${wireName(type)}`,
    operationId: wireName(type),
    summary: actions[type].meaning,
    description:
      'Only sets the desired status. An accepted action is performed later: poll the pipeline to watch it.',
    permission: 'act',
    query: actionQuery(type),
    answers: { 202: answersWithCheckpoint.includes(type) ? initiated : accepted },
    errors: ['UnknownPipelineName', 'PayloadTooLarge'],
    serve: act,
  }),
);

async function act(
  { context, pipelineName, query: action }: ParsedRequest<CompleteAction>,
  { store, clock, decide, capabilitiesOf, tell, onAccepted }: Services,
): Promise<Response> {
  const allowed = `empty: ${wireName(action.type)} takes its parameters in the query`;
  await requireEmptyBody(context.req.raw, allowed);
  const capabilities = await capabilitiesOf(pipelineName);
  const decision = await store.update(pipelineName, (pipeline) =>
    applyAction(pipeline, action, { capabilities, now: clock.now(), decide }),
  );
  if (decision === undefined) throw unknownPipeline(pipelineName);
  const caller = context.get('caller');
  // Before anything else happens, so that events come in the order in which the store decided.
  tell({ type: 'decided', pipelineName, action, decision, caller });
  if (decision.accepted) onAccepted({ pipelineName, action, decision, caller });
  return decisionAnswer(context, action.type, decision, pipelineName);
}

function decisionAnswer(
  context: HandlerContext,
  type: ActionType,
  decision: Decision,
  pipelineName: string,
): Response {
  if (!decision.accepted) {
    const error = withPipelineName(decision.error, pipelineName);
    // RFC 9110 wants the header with each 405, although the method is not what is refused.
    const headers = decision.httpStatus === 405 ? { allow: method } : {};
    return errorAnswer(context, decision.httpStatus, error, headers);
  }
  if (!answersWithCheckpoint.includes(type)) {
    // Without a length, some servers send the empty body in chunks, and generated clients try to
    // parse it as JSON.
    return context.body(null, 202, { 'content-length': '0' });
  }
  const { checkpoint } = decision.deployment;
  return jsonAnswer(context, 202, { checkpoint_sequence_number: checkpoint ?? 0 });
}

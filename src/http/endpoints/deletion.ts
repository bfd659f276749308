/** The endpoint that deletes a pipeline, which must be fully stopped. */
import type { RemovalAnswer } from '../../host';
import { HostError, unknownPipeline } from '../answers';
import { requireEmptyBody } from '../requests';
import { endpoint, type ParsedRequest } from './endpoint';
import { preconditionFailed } from './preconditions';
import { noQuery } from './queries';
import type { Services } from './services';

/** The endpoint of the deletion. */
export const deletionEndpoint = endpoint({
  method: 'DELETE',
  path: '/pipelines/:pipeline_name',
  operationId: 'delete_pipeline',
  tag: 'Pipelines',
  summary: 'Delete a pipeline that is fully stopped.',
  description:
    'Its status and its desired status must both be Stopped. A later pipeline of the name is another one, with another `id`.',
  permission: 'delete',
  query: noQuery,
  answers: { 204: { description: 'The pipeline is deleted.' } },
  isConditional: true,
  errors: [
    ...(['UnknownPipelineName', 'DeleteRestrictedToFullyStopped'] as const),
    ...(['PreconditionFailed', 'PayloadTooLarge'] as const),
  ],
  serve: remove,
});

async function remove(
  { context, pipelineName, precondition }: ParsedRequest<unknown>,
  { service, capabilitiesOf, tell }: Services,
): Promise<Response> {
  await requireEmptyBody(context.req.raw, 'empty: a deletion has no body');
  const removed = await service.remove(pipelineName, precondition);
  if (removed === undefined) throw unknownPipeline(pipelineName);
  if (removed.result === 'preconditionFailed') {
    throw preconditionFailed(removed.pipeline, await capabilitiesOf(pipelineName));
  }
  if (removed.result !== 'removed') throw notFullyStopped(removed);
  tell({ type: 'deleted', pipelineName, caller: context.get('caller') });
  return context.body(null, 204);
}

function notFullyStopped({ pipeline }: RemovalAnswer): HostError {
  const { status, desiredStatus } = pipeline.deployment;
  const hint = 'Stop it with /stop?force=true, and wait until it is Stopped.';
  return new HostError('DeleteRestrictedToFullyStopped', {
    message: `Cannot delete a pipeline that is not fully stopped (status: '${status}', desired: '${desiredStatus}'). ${hint}`,
    details: { status, desired_status: desiredStatus, hint },
  });
}

/** The answers of a service, as pure changes of one pipeline, for engines that keep pipelines. */
import { fieldsOf } from '../input';
import type { Deployment, Observation, Outcome } from '../lifecycle';
import { fullyStopped } from '../lifecycle/rules';
import type { PipelineReference } from './executor';
import { applyAction, applyObservation, type Change, type Pipeline } from './pipeline';
import { isMet, type Precondition, unconditional } from './precondition';
import type { ActionAnswer, ActionRequest, RemovalAnswer } from './service';
import { ownReference } from './tasks';

/**
 * Decides the action of a request, if the pipeline is as its precondition says. Pure. `now` is in
 * milliseconds since 1970. Throws InvalidInputError as `applyAction` does.
 */
export function answerAction(
  pipeline: Pipeline,
  request: ActionRequest,
  context: Omit<Parameters<typeof applyAction>[2], 'capabilities'>,
): Change<ActionAnswer> {
  const {
    action,
    capabilities,
    precondition = unconditional,
  } = fieldsOf(request, 'request') as unknown as ActionRequest;
  const own = fieldsOf(context, 'context') as typeof context;
  if (!isMet(precondition, pipeline)) return { pipeline, result: { pipeline, decision: null } };
  const changed = applyAction(pipeline, action, { ...own, capabilities });
  const after = changed.pipeline ?? pipeline;
  return { pipeline: after, result: { pipeline: after, decision: changed.result } };
}

/**
 * Applies an observation if it is about this very pipeline; the result is undefined if it is not.
 * Pure. Throws InvalidInputError as `applyObservation` does.
 */
export function answerReport(
  pipeline: Pipeline,
  reference: PipelineReference,
  observation: Observation,
  context: Parameters<typeof applyObservation>[2],
): Change<Outcome | undefined> {
  // Another pipeline of this name has its own generations, which begin anew.
  const { id } = fieldsOf(pipeline, 'pipeline');
  if (id !== ownReference(reference).pipelineId) return { pipeline, result: undefined };
  return applyObservation(pipeline, observation, context);
}

/** Removes a pipeline that is fully stopped, and as the precondition says. Pure. */
export function answerRemoval(
  pipeline: Pipeline,
  precondition: Precondition = unconditional,
): Change<RemovalAnswer> {
  const { deployment } = fieldsOf(pipeline, 'pipeline');
  if (!isMet(precondition, pipeline)) {
    return { pipeline, result: { pipeline, result: 'preconditionFailed' } };
  }
  const own = fieldsOf(deployment, 'deployment') as unknown as Deployment;
  if (!fullyStopped(own)) return { pipeline, result: { pipeline, result: 'notFullyStopped' } };
  return { pipeline: null, result: { pipeline, result: 'removed' } };
}

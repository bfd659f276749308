/** The reference to a pipeline in a report, which may come from an untyped executor. */
import { InvalidInputError, ownField } from '../../input';
import type { PipelineReference } from '../executor';

/** Returns a copy of a reference to a pipeline. Throws InvalidInputError. */
export function ownReference(value: unknown): PipelineReference {
  const pipelineName = ownField(value, 'pipelineName');
  const pipelineId = ownField(value, 'pipelineId');
  if (typeof pipelineName === 'string' && typeof pipelineId === 'string') {
    return { pipelineName, pipelineId };
  }
  const allowed = 'the task that the report came from, or { pipelineName, pipelineId }';
  throw new InvalidInputError({ field: 'pipeline', value, allowed });
}

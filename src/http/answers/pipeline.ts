/** Pipelines as clients see them. */
import { type Pipeline, pipelineVersion, wireFieldNames, wireFields } from '../../host';
import { readResult } from '../../input';

/**
 * Returns the entity tag of a pipeline as clients see it. It is made of the record alone, so that
 * no body is made only to be compared. Pure.
 */
export function etagOf(pipeline: Pipeline): string {
  return `"${pipelineVersion(pipeline)}"`;
}

/**
 * Returns a pipeline as clients see it; `pipelineSchema` of the endpoints describes it. Pure.
 * Throws InvalidInputError for anything but a pipeline.
 */
export function toWire(pipeline: Pipeline): Record<string, unknown> {
  return readResult('pipeline', pipeline, 'a pipeline, as parsePipeline returns it', wireOf);
}

function wireOf(pipeline: Pipeline): Record<string, unknown> {
  const { name, id, revision, createdAt, deployment, since } = pipeline;
  const fields = wireFieldNames.flatMap((field) => [
    [field, wireFields[field](deployment)],
    [`${field}_since`, since[field]],
  ]);
  return {
    name,
    id,
    created_at: createdAt,
    revision,
    generation: deployment.generation,
    checkpoint_sequence_number: deployment.checkpoint,
    ...Object.fromEntries(fields),
  };
}

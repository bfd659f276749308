/** Pipelines as clients see them. */
import { type Pipeline, wireFieldNames, wireFields } from '../../host';

/** Returns a pipeline as clients see it; `pipelineSchema` of the endpoints describes it. Pure. */
export function toWire({ name, createdAt, deployment, since }: Pipeline): Record<string, unknown> {
  const fields = wireFieldNames.flatMap((field) => [
    [field, wireFields[field](deployment)],
    [`${field}_since`, since[field]],
  ]);
  return {
    name,
    created_at: createdAt,
    checkpoint_sequence_number: deployment.checkpoint,
    ...Object.fromEntries(fields),
  };
}

/** Pipelines as clients see them. */
import { type Pipeline, pipelineVersion, wireFieldNames, wireFields } from '../../host';
import { readResult } from '../../input';
import {
  type Capabilities,
  capabilityNames,
  fullCapabilities,
  parseCapabilities,
} from '../../lifecycle';

/** Begins, in an entity tag, the name of each capability that the pipeline lacks. */
const lacking = '~';

/**
 * Returns the entity tag of a pipeline as clients see it: its version, and the capabilities that it
 * lacks, because a host may change these without a write. It is made of the record alone, so that
 * no body is made only to be compared. Pure.
 */
export function etagOf(
  pipeline: Pipeline,
  capabilities: Partial<Capabilities> = fullCapabilities,
): string {
  const present = parseCapabilities(capabilities);
  const missing = capabilityNames.filter((name) => !present[name]);
  return `"${[pipelineVersion(pipeline), ...missing].join(lacking)}"`;
}

/** Returns the version in the opaque part of an entity tag. Pure. */
export function versionInTag(opaqueTag: string): string {
  return opaqueTag.split(lacking, 1)[0] as string;
}

/**
 * Returns a pipeline as clients see it; `pipelineSchema` of the endpoints describes it. A
 * capability that is left out is present. Pure. Throws InvalidInputError for anything but a
 * pipeline, and for malformed capabilities.
 */
export function toWire(
  pipeline: Pipeline,
  capabilities: Partial<Capabilities> = fullCapabilities,
): Record<string, unknown> {
  const present = parseCapabilities(capabilities);
  const read = (given: Pipeline) => wireOf(given, present);
  return readResult('pipeline', pipeline, 'a pipeline, as parsePipeline returns it', read);
}

function wireOf(pipeline: Pipeline, capabilities: Capabilities): Record<string, unknown> {
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
    bootstrap_approved: deployment.bootstrapApproved,
    capabilities,
  };
}

/** Pipelines as clients see them. */
import { type Pipeline, pipelineVersion, wireFieldNames, wireFields } from '../../host';
import { isFrozenData, readResult } from '../../input';
import {
  type Capabilities,
  capabilityNames,
  fullCapabilities,
  parseCapabilities,
} from '../../lifecycle';
import { spacedJson } from './json';

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

/**
 * Resolves with the entity tag of a list: a hash of the tags of its pipelines, which are several
 * times as short as their bodies.
 */
export async function listEtagOf(tags: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(tags.join());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `"${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
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

/** The texts of frozen pipelines, which nobody can change: one for each revision. */
const texts = new WeakMap<
  Pipeline,
  { readonly capabilities: Capabilities; readonly text: string }
>();

/** Returns a pipeline as clients see it, as the text that is sent. Throws as `toWire` does. */
export function wireText(pipeline: Pipeline, capabilities: Partial<Capabilities>): string {
  const present = parseCapabilities(capabilities);
  const known = texts.get(pipeline);
  if (known?.capabilities === present) return known.text;
  const text = spacedJson(toWire(pipeline, present));
  // Another object, or one that its store changes in place, is another revision.
  if (isFrozenData(pipeline)) texts.set(pipeline, { capabilities: present, text });
  return text;
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

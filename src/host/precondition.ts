/** The state that a caller has read, so that a late action cannot hit the next deployment. */
import { count, itemsOf, optionsOf, type Problem, readResult, text, throwFirst } from '../input';
import type { Pipeline } from './pipeline';

/** The state that a pipeline must have for a call to count; a field left out may have any value. */
export interface Precondition {
  /** The versions of which one must be the present one. */
  readonly versions?: readonly string[] | undefined;
  /** The id that the pipeline must have: a later one of the name has another. */
  readonly id?: string | undefined;
  /** The number that the deployment must have. */
  readonly generation?: number | undefined;
}

/** The precondition of a call that has none. */
export const unconditional: Precondition = Object.freeze({});

/** Returns the version of a pipeline: a new one after each write, which never comes again. Pure. */
export function pipelineVersion(pipeline: Pick<Pipeline, 'id' | 'revision'>): string {
  return readResult('pipeline', pipeline, 'a pipeline', ({ id, revision }) => `${id}.${revision}`);
}

/** Returns true if a pipeline is as the precondition says. Pure. Throws InvalidInputError. */
export function isMet(precondition: Precondition, pipeline: Pipeline): boolean {
  const { versions, id, generation } = ownPrecondition(precondition);
  const isGeneration = generation === undefined || generation === pipeline.deployment.generation;
  const isPipeline = id === undefined || id === pipeline.id;
  return (
    isPipeline &&
    isGeneration &&
    (versions === undefined || versions.includes(pipelineVersion(pipeline)))
  );
}

function ownPrecondition(value: Precondition): Precondition {
  const given = optionsOf(value, ['versions', 'id', 'generation'], 'a precondition');
  const { id, generation } = given;
  const versions = given.versions === undefined ? undefined : itemsOf(given.versions, 'versions');
  throwFirst([
    ...(id === undefined ? [] : text('id', id)),
    ...(generation === undefined ? [] : count('generation', generation)),
    ...versionProblems(given.versions, versions),
  ]);
  return { versions: versions as readonly string[] | undefined, id, generation };
}

function versionProblems(value: unknown, items: readonly unknown[] | undefined): Problem[] {
  if (value === undefined) return [];
  if (items === undefined) return [{ field: 'versions', value, allowed: 'a list of versions' }];
  return items.flatMap((item, index) => text(`versions[${index}]`, item));
}

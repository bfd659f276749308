/**
 * Representatives: one deployment for each class, one observation for each event index. An error, a
 * checkpoint number and a generation each stand for all others.
 */
import { count, deepFreeze, fieldsOf, isFields, throwFirst } from '../../input';
import type { Deployment } from '../deployment';
import { type ErrorResponse, errorCopy } from '../error-response';
import type { Observation } from '../observation';
import { type ObservationType, observations, observationTypes } from '../vocabulary';
import type { observationVariants } from './event-index';

/* @__NO_SIDE_EFFECTS__ */
function errorOf(message: string): ErrorResponse {
  return errorCopy('error', { message, error_code: 'PipelineFailed', details: {} }, []);
}

/** Two errors, so that a kept error differs from one that an observation carries. */
const error = errorOf('The pipeline failed.');
const nextError = errorOf('The pipeline failed again.');

/** The checkpoint of a representative that has one. */
const checkpoint = 1;
/** The generation of a representative. */
export const representativeGeneration = 1;

/**
 * Returns the deployment that stands for all that differ from this one only in data. Pure. Throws
 * InvalidInputError if that data is malformed; if the deployment can occur is not checked.
 */
export function representative(deployment: Deployment): Deployment {
  const given = fieldsOf(deployment, 'deployment') as unknown as Deployment;
  throwFirst([
    ...(given.error === null || isFields(given.error)
      ? []
      : [{ field: 'error', value: given.error, allowed: 'null or an object' }]),
    ...(given.checkpoint === null ? [] : count('checkpoint', given.checkpoint)),
    ...count('generation', given.generation),
  ]);
  return representativeOf(given);
}

/** Returns the representative of fields that are known to be valid, or will be checked. Pure. */
export function representativeOf(deployment: Omit<Deployment, 'generation'>): Deployment {
  return Object.freeze({
    ...deployment,
    error: deployment.error && error,
    checkpoint: deployment.checkpoint === null ? null : checkpoint,
    generation: representativeGeneration,
  });
}

/**
 * Returns the observation that stands for an event index, if a representative gets it. An
 * observation without a checkpoint is never of a variant with a higher one; any will do there.
 * Pure.
 */
export function sampleObservation(
  type: ObservationType,
  variant: keyof typeof observationVariants,
): Observation {
  const { carries } = observations[type];
  const payloads = {
    nothing: {},
    error: { error: nextError },
    checkpoint: { checkpoint: /higher/i.test(variant) ? checkpoint + 1 : checkpoint },
  };
  const others = variant === 'otherGeneration' ? { generation: representativeGeneration - 1 } : {};
  const fence = variant.startsWith('named') ? named : others;
  return deepFreeze({ type, ...payloads[carries ?? 'nothing'], ...fence }) as Observation;
}

const named = { generation: representativeGeneration };

/**
 * Every observation of a representative: with a lower, an equal and a higher checkpoint. Those with
 * a checkpoint are there again with the generation of the representative: a late one must name it.
 */
export const everyObservation: readonly Observation[] = everySample();

/* @__NO_SIDE_EFFECTS__ */
function everySample(): readonly Observation[] {
  return deepFreeze(
    observationTypes.flatMap((type) => {
      const current = sampleObservation(type, 'current');
      if (observations[type].carries !== 'checkpoint') return [current];
      const lower = { ...current, checkpoint: checkpoint - 1 } as Observation;
      const all = [lower, current, sampleObservation(type, 'higher')];
      return [...all, ...all.map((each) => ({ ...each, ...named }))];
    }),
  );
}

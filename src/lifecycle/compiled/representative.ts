/**
 * Representatives: one deployment for each class, one observation for each slot. Errors, checkpoint
 * numbers and generations are represented by one of their kind.
 */
import { deepFreeze, frozenCopy } from '../../input';
import type { Deployment } from '../deployment';
import type { ErrorResponse } from '../error-response';
import type { Observation } from '../observation';
import { type ObservationType, observations, observationTypes } from '../vocabulary';
import type { observationVariants } from './event-index';

/* @__NO_SIDE_EFFECTS__ */
function errorOf(message: string): ErrorResponse {
  return frozenCopy({ message, error_code: 'PipelineFailed', details: {} });
}

/** Two errors, so that one that is kept can be told from one that is taken. */
const error = errorOf('The pipeline failed.');
const nextError = errorOf('The pipeline failed again.');

/** The checkpoint of a representative, where it has one. */
const checkpoint = 1;
/** The generation of a representative. */
export const representativeGeneration = 1;

/** The deployment that stands for all that differ from this one only in their data. Pure. */
export function representative(deployment: Deployment): Deployment {
  return Object.freeze({
    ...deployment,
    error: deployment.error && error,
    checkpoint: deployment.checkpoint === null ? null : checkpoint,
    generation: representativeGeneration,
  });
}

/**
 * The observation that stands for a slot, as a message to a representative. One without a checkpoint is
 * never of the kind `higher`; what stands for that slot is as good as any. Pure.
 */
export function sampleObservation(
  type: ObservationType,
  kind: keyof typeof observationVariants,
): Observation {
  const { carries } = observations[type];
  const payloads = {
    nothing: {},
    error: { error: nextError },
    checkpoint: { checkpoint: kind === 'higher' ? checkpoint + 1 : checkpoint },
  };
  const payload = payloads[carries ?? 'nothing'];
  const fence = kind === 'otherGeneration' ? { generation: representativeGeneration - 1 } : {};
  return deepFreeze({ type, ...payload, ...fence }) as Observation;
}

const lower = { checkpoint: checkpoint - 1 };

/** Observations of every kind for a representative: those with a checkpoint lower, equal, higher. */
export const everyObservation: readonly Observation[] = deepFreeze(
  observationTypes.flatMap((type) => {
    const current = sampleObservation(type, 'current');
    if (observations[type].carries !== 'checkpoint') return [current];
    const higher = sampleObservation(type, 'higher');
    return [{ ...current, ...lower } as Observation, current, higher];
  }),
);

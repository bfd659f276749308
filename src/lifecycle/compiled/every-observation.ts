/** Every observation of a representative. The table does not load this file. */
import { deepFreeze } from '../../input';
import type { Observation } from '../observation';
import { type ObservationType, observations, observationTypes } from '../vocabulary';
import {
  representativeCheckpoint,
  representativeGeneration,
  sampleObservation,
} from './representative';

/**
 * Every observation of a representative: with a lower, an equal and a higher checkpoint. Those with
 * a checkpoint are there again with the generation of the representative: a late one must name it.
 */
export const everyObservation: readonly Observation[] = everyVariantOfAll();

/* @__NO_SIDE_EFFECTS__ */
function everyVariantOfAll(): readonly Observation[] {
  return deepFreeze(observationTypes.flatMap(everyVariantOf));
}

function everyVariantOf(type: ObservationType): Observation[] {
  const current = sampleObservation(type, 'current');
  if (observations[type].carries !== 'checkpoint') return [current];
  const lower = { ...current, checkpoint: representativeCheckpoint - 1 } as Observation;
  const unnamed = [lower, current, sampleObservation(type, 'higher')];
  const named = unnamed.map((each) => ({ ...each, generation: representativeGeneration }));
  return [...unnamed, ...named];
}

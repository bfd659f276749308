/**
 * The deployments that can occur, one for each class: errors, checkpoint numbers and generations are
 * represented by one of their kind.
 */
import { everyAction } from './action';
import { decide } from './decide';
import { createDeployment, type Deployment, type ErrorResponse } from './deployment';
import { deepFreeze } from './freeze';
import type { Observation } from './observation';
import { observe } from './observe';
import { type Capabilities, fullCapabilities, observations, observationTypes } from './vocabulary';

const error: ErrorResponse = deepFreeze({
  message: 'The pipeline failed.',
  error_code: 'PipelineFailed',
  details: {},
});

/** The checkpoint and the generation of a representative, where it has one. */
const checkpoint = 1;
const generation = 1;

/** The deployment that stands for all that differ from this one only in their data. Pure. */
export function representative(deployment: Deployment): Deployment {
  return deepFreeze({
    ...deployment,
    error: deployment.error && error,
    checkpoint: deployment.checkpoint === null ? null : checkpoint,
    generation,
  });
}

const samples = {
  nothing: [{}],
  error: [{ error }],
  checkpoint: [-1, 0, 1].map((step) => ({ checkpoint: checkpoint + step })),
};

/** Observations of every kind for a representative: those with a checkpoint lower, equal, higher. */
export const everyObservation: readonly Observation[] = deepFreeze(
  observationTypes.flatMap((type) => {
    const payloads = samples[observations[type].carries ?? 'nothing'];
    return payloads.map((payload) => ({ type, ...payload }) as Observation);
  }),
);

/**
 * Every deployment that can occur, by its representative, in the order of a breadth-first search
 * from a stopped pipeline: simple ones first. Pure. Throws InvalidInputError for malformed
 * capabilities.
 */
export function reachableDeployments(
  capabilities: Partial<Capabilities> = fullCapabilities,
): readonly Deployment[] {
  const found = new Map<string, Deployment>();
  const visit = (deployment: Deployment) => {
    const stands = representative(deployment);
    const key = Object.values(stands)
      .map((value) => JSON.stringify(value))
      .join();
    if (!found.has(key)) found.set(key, stands);
  };
  visit(createDeployment());
  // A Map can be extended while it is walked: what is added is visited in turn.
  for (const deployment of found.values()) {
    for (const action of everyAction) visit(decide(deployment, action, capabilities).deployment);
    for (const observation of everyObservation) visit(observe(deployment, observation).deployment);
  }
  return Object.freeze([...found.values()]);
}

/** Arbitraries of deployments that can occur, each state equally likely. */
import fc from 'fast-check';
import { optionsOf } from '../../input';
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  fullCapabilities,
  parseCapabilities,
  parseDeployment,
  reachableDeployments,
} from '../../lifecycle';
import { anyError } from './vocabulary';

/** The choice of deployments. */
export interface AnyDeploymentOptions {
  /** The capabilities of the pipelines. By default, all of them. */
  readonly capabilities?: Partial<Capabilities> | undefined;
}

/**
 * Generates deployments that can occur, deeply frozen. Each reachable state is equally likely; the
 * content of the error, the checkpoint and the generation vary. Shrinks to a pipeline that was
 * never started. Throws InvalidInputError if the options are invalid.
 */
export function anyDeployment(options: AnyDeploymentOptions = {}): fc.Arbitrary<Deployment> {
  const given = optionsOf(options, ['capabilities'], 'an arbitrary of deployments');
  const reachable = reachableDeployments(parseCapabilities(given.capabilities ?? fullCapabilities));
  return fc
    .record({
      // A bias towards small numbers would be one towards states near the start.
      state: fc.noBias(fc.nat({ max: reachable.length - 1 })),
      error: anyError(),
      checkpoint: fc.nat(),
      generation: fc.nat({ max: 99 }),
    })
    .map(({ state, error, checkpoint, generation }) => {
      const chosen = reachable[state] as Deployment;
      return parseDeployment({
        ...chosen,
        error: chosen.error && error,
        checkpoint: chosen.checkpoint === null ? null : checkpoint,
        generation: isFresh(chosen) ? generation : generation + 1,
      });
    });
}

/** True for a pipeline that was never started: only that has had no deployment. */
function isFresh(deployment: Deployment): boolean {
  const fresh = { ...createDeployment(), generation: deployment.generation };
  return Object.entries(fresh).every(
    ([field, value]) => deployment[field as keyof Deployment] === value,
  );
}

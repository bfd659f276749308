/** Arbitraries of deployments that can occur: any of them, each as likely as any other. */
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

/** Which deployments. */
export interface AnyDeploymentOptions {
  /** What the pipeline can do, where it is not everything. */
  readonly capabilities?: Partial<Capabilities> | undefined;
}

/**
 * Deployments that can occur: each of the reachable states is as likely as any other, and what its error
 * says, its checkpoint and its generation vary. Frozen. Shrinks to a pipeline that was never started.
 * Throws InvalidInputError.
 */
export function anyDeployment(options: AnyDeploymentOptions = {}): fc.Arbitrary<Deployment> {
  optionsOf(options, ['capabilities'], 'any deployment');
  const reachable = reachableDeployments(
    parseCapabilities(options.capabilities ?? fullCapabilities),
  );
  return fc
    .record({
      // Without a bias towards small numbers, which would be one towards states that are near the start.
      state: fc.noBias(fc.nat({ max: reachable.length - 1 })),
      error: anyError(),
      checkpoint: fc.nat(),
      generation: fc.nat({ max: 99 }),
    })
    .map(({ state, error, checkpoint, generation }) => {
      const stands = reachable[state] as Deployment;
      return parseDeployment({
        ...stands,
        error: stands.error && error,
        checkpoint: stands.checkpoint === null ? null : checkpoint,
        generation: isFresh(stands) ? generation : generation + 1,
      });
    });
}

/** Only a pipeline that was never started has had no deployment. */
function isFresh(deployment: Deployment): boolean {
  const fresh = { ...createDeployment(), generation: deployment.generation };
  return Object.entries(fresh).every(
    ([field, value]) => deployment[field as keyof Deployment] === value,
  );
}

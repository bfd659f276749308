/**
 * What is known of deployments that cannot change any more: their class, and the results that carry
 * no data of an event. So whoever asks again about the same object, as a user interface does at every
 * poll, is answered with the very same frozen result, and nothing is checked twice.
 */
import type { Deployment } from './deployment';
import { parseDeployment } from './parse-deployment';
import { classOf } from './replies';

/** What is known of one deployment. */
export interface Known {
  /** The class of the deployment. */
  readonly state: number;
  /** Results by question; null for a deployment that may change. */
  readonly results: (object | undefined)[] | null;
}

let memory = new WeakMap<Deployment, Known>();
let remembered = 0;

/**
 * A result leads to the next deployment, and that to its results: from a deployment that stays, such
 * as the one of `createDeployment`, memory would grow without end. So all is forgotten now and then.
 */
const rememberedMax = 10_000;

/** What is known of a deployment. Throws InvalidDeploymentError where it is malformed or cannot occur. */
export function knownOf(deployment: Deployment): Known {
  const found = memory.get(deployment);
  if (found !== undefined) return found;
  const state = classOf(deployment);
  if (state < 0) {
    parseDeployment(deployment);
    throw new Error('Impossible: a deployment of no class breaks an invariant.');
  }
  // An error may be frozen on its surface only.
  if (!Object.isFrozen(deployment) || deployment.error !== null) return { state, results: null };
  const known = { state, results: [] };
  memory.set(deployment, known);
  return known;
}

/** Remembers a result, and returns it frozen. */
export function remember<Result extends object>(
  known: Known,
  question: number,
  result: Result,
): Readonly<Result> {
  Object.freeze(result);
  if (known.results === null) return result;
  if (remembered === rememberedMax) {
    memory = new WeakMap();
    remembered = 0;
  }
  known.results[question] = result;
  remembered += 1;
  return result;
}

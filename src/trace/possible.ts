/**
 * The deployments that are still possible.
 *
 * A history does not record what the runner did between two lines, so after each line there is not
 * one deployment but a set. Before the next line, any sequence of observations may have happened;
 * the line then keeps those deployments that answer, or look, as it says.
 *
 * Deployments are represented by class (see `representative`), so a set is small and can be kept for
 * ever: memory does not grow with the history.
 */
import {
  type Capabilities,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  everyObservation,
  observe,
  reachableDeployments,
  representative,
} from '../lifecycle';
import type { Call } from './history';

/** A set of deployments that are possible. */
export type Possible = ReadonlySet<Candidate>;

/** The candidates of a pipeline with these capabilities: each deployment has exactly one. */
export interface Candidates {
  readonly of: (deployment: Deployment) => Candidate;
  /** Only a pipeline that was never started. */
  readonly fresh: () => Possible;
  /** Every deployment that can occur. */
  readonly anywhere: () => Possible;
}

/** Makes candidates as they are needed; keeps them, since there are at most a few hundred. */
export function candidatesOf(capabilities: Capabilities): Candidates {
  const known = new Map<string, Candidate>();
  const candidateOf = (deployment: Deployment): Candidate => {
    // Neither calls nor polls show the checkpoint, so it need not tell candidates apart.
    const stands = representative({ ...deployment, checkpoint: null });
    const key = JSON.stringify(stands);
    let candidate = known.get(key);
    if (candidate === undefined) {
      candidate = new Candidate(stands, capabilities, candidateOf);
      known.set(key, candidate);
    }
    return candidate;
  };
  return {
    of: candidateOf,
    fresh: () => new Set([candidateOf(createDeployment())]),
    anywhere: () => new Set(reachableDeployments(capabilities).map(candidateOf)),
  };
}

/** What is possible after any sequence of observations. */
export function unfold(possible: Possible): Possible {
  const unfolded = new Set<Candidate>();
  for (const candidate of possible) {
    // What is in the set is there with all it may become.
    if (unfolded.has(candidate)) continue;
    for (const later of candidate.later) unfolded.add(later);
  }
  return unfolded;
}

/** One possible deployment, with what is known of its future; asked for as needed, and kept. */
export class Candidate {
  readonly deployment: Deployment;
  readonly #capabilities: Capabilities;
  readonly #candidateOf: (deployment: Deployment) => Candidate;
  readonly #answers = new Map<string, Answer>();
  #later: readonly Candidate[] | undefined;

  constructor(
    deployment: Deployment,
    capabilities: Capabilities,
    candidateOf: (deployment: Deployment) => Candidate,
  ) {
    this.deployment = deployment;
    this.#capabilities = capabilities;
    this.#candidateOf = candidateOf;
  }

  /** Those that it may become, itself included, by any sequence of observations. */
  get later(): readonly Candidate[] {
    if (this.#later === undefined) {
      const found = new Set<Candidate>([this]);
      // A Set can be extended while it is walked: what is added is visited in turn.
      for (const { deployment } of found) {
        for (const observation of everyObservation) {
          found.add(this.#candidateOf(observe(deployment, observation).deployment));
        }
      }
      this.#later = [...found];
    }
    return this.#later;
  }

  /** What becomes of an action here; `request` identifies the action. */
  answer({ request, action }: Pick<Call, 'request' | 'action'>): Answer {
    let answer = this.#answers.get(request);
    if (answer === undefined) {
      const decision = decide(this.deployment, action, this.#capabilities);
      answer = { decision, next: this.#candidateOf(decision.deployment) };
      this.#answers.set(request, answer);
    }
    return answer;
  }
}

/** A decision, and the candidate that follows. */
interface Answer {
  readonly decision: Decision;
  readonly next: Candidate;
}

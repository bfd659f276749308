/**
 * Candidates: the deployments that are still possible after some lines of a history.
 *
 * A history does not record what the runner did between two lines, so after each line there is a
 * set of possible deployments. Before the next line, any sequence of observations may have
 * happened; the line then keeps the deployments that answer, or look, as it says.
 *
 * Deployments are represented by class (see `representative`), so there are few candidates and few
 * sets of them, and the effect of a line on a set is computed once. Memory does not grow with the
 * history, and most lines cost one look-up.
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
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import type { Call } from '../history';

/** The candidates of one pipeline, one for each class of deployments, and the sets of them. */
export class CandidatePool {
  readonly #capabilities: Capabilities;
  readonly #candidates = new Map<number, Candidate>();
  readonly #sets = new Map<string, CandidateSet>();

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
  }

  /** The set with only a pipeline that was never started. */
  neverStarted(): CandidateSet {
    return this.setOf([this.of(createDeployment())]);
  }

  /** The set of all deployments that can occur. */
  anywhere(): CandidateSet {
    return this.setOf(reachableDeployments(this.#capabilities).map((each) => this.of(each)));
  }

  /** The candidate of a deployment, created when first needed. */
  of(deployment: Deployment): Candidate {
    // Neither calls nor polls show the checkpoint, so it need not tell candidates apart.
    const standIn = representative({ ...deployment, checkpoint: null });
    const key = deploymentKey(standIn);
    let candidate = this.#candidates.get(key);
    if (candidate === undefined) {
      candidate = new Candidate(key, standIn, this.#capabilities, (each) => this.of(each));
      this.#candidates.set(key, candidate);
    }
    return candidate;
  }

  /** The set of these candidates: the same object for the same set. */
  setOf(candidates: Iterable<Candidate>): CandidateSet {
    // By key, and not in the order of discovery, which depends on the histories before this one.
    const members = [...new Set(candidates)].sort((one, other) => one.key - other.key);
    const key = members.map((each) => each.key).join();
    let set = this.#sets.get(key);
    if (set === undefined) {
      // Histories lead to few sets. One that is made to lead to many must not fill the memory.
      if (this.#sets.size >= setsMax) this.#sets.clear();
      set = new CandidateSet(members, this);
      this.#sets.set(key, set);
    }
    return set;
  }
}

const setsMax = 10_000;

/** A set of possible deployments, which remembers the effect of each kind of line. */
export class CandidateSet {
  readonly members: readonly Candidate[];
  readonly #pool: CandidatePool;
  readonly #next = new Map<string, CandidateSet>();

  constructor(members: readonly Candidate[], pool: CandidatePool) {
    this.members = members;
    this.#pool = pool;
  }

  /** The set that is possible after any sequence of observations. */
  afterAnyObservations(): CandidateSet {
    return this.next('', (members) => members.flatMap(({ later }) => later));
  }

  /**
   * The set that a change leaves possible; `key` identifies the change, of which there must be few.
   */
  next(key: string, change: (members: readonly Candidate[]) => Iterable<Candidate>): CandidateSet {
    let next = this.#next.get(key);
    if (next === undefined) {
      next = this.#pool.setOf(change(this.members));
      this.#next.set(key, next);
    }
    return next;
  }
}

/** One possible deployment, and what may become of it, computed when first needed. */
export class Candidate {
  /** The key of its class. */
  readonly key: number;
  readonly deployment: Deployment;
  readonly #capabilities: Capabilities;
  readonly #candidateOf: (deployment: Deployment) => Candidate;
  readonly #answers = new Map<string, CandidateAnswer>();
  #later: readonly Candidate[] | undefined;

  constructor(
    key: number,
    deployment: Deployment,
    capabilities: Capabilities,
    candidateOf: (deployment: Deployment) => Candidate,
  ) {
    this.key = key;
    this.deployment = deployment;
    this.#capabilities = capabilities;
    this.#candidateOf = candidateOf;
  }

  /** The candidates that any sequence of observations may lead to, itself included. */
  get later(): readonly Candidate[] {
    if (this.#later === undefined) {
      const found = new Set<Candidate>([this]);
      // The loop also visits the candidates that are added while it runs.
      for (const { deployment } of found) {
        for (const observation of everyObservation) {
          found.add(this.#candidateOf(observe(deployment, observation).deployment));
        }
      }
      this.#later = [...found];
    }
    return this.#later;
  }

  /** The answer to an action here; `request` identifies the action. */
  answer({ request, action }: Pick<Call, 'request' | 'action'>): CandidateAnswer {
    let answer = this.#answers.get(request);
    if (answer === undefined) {
      const decision = decide(this.deployment, action, this.#capabilities);
      answer = { decision, next: this.#candidateOf(decision.deployment) };
      this.#answers.set(request, answer);
    }
    return answer;
  }
}

/** A decision, and the candidate after it. */
interface CandidateAnswer {
  readonly decision: Decision;
  readonly next: Candidate;
}

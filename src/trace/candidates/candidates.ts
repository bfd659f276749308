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
  readonly #sets = new Map<bigint, CandidateSet>();

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
      const bit = 1n << BigInt(this.#candidates.size);
      candidate = new Candidate(key, bit, standIn, this.#capabilities, (each) => this.of(each));
      this.#candidates.set(key, candidate);
    }
    return candidate;
  }

  /** The set of these candidates: the same object for the same set. */
  setOf(candidates: Iterable<Candidate>): CandidateSet {
    let bits = 0n;
    for (const { bit } of candidates) bits |= bit;
    return this.setOfBits(bits);
  }

  /** The set of the candidates with these bits. */
  setOfBits(bits: bigint): CandidateSet {
    let set = this.#sets.get(bits);
    if (set === undefined) {
      // Histories lead to few sets. One that is made to lead to many must not fill the memory.
      if (this.#sets.size >= setsMax) this.#sets.clear();
      set = new CandidateSet(bits, this);
      this.#sets.set(bits, set);
    }
    return set;
  }

  /** The candidates with these bits. */
  membersOf(bits: bigint): readonly Candidate[] {
    const members = [...this.#candidates.values()].filter(({ bit }) => (bits & bit) !== 0n);
    // By key, and not in the order of discovery, which depends on the histories before this one.
    return members.sort((one, other) => one.key - other.key);
  }
}

const setsMax = 10_000;

/** A set of possible deployments, which remembers the effect of each kind of line. */
export class CandidateSet {
  readonly #bits: bigint;
  readonly #pool: CandidatePool;
  readonly #next = new Map<string, CandidateSet>();
  #members: readonly Candidate[] | undefined;

  /** `bits` has the bit of each member. */
  constructor(bits: bigint, pool: CandidatePool) {
    this.#bits = bits;
    this.#pool = pool;
  }

  get members(): readonly Candidate[] {
    this.#members ??= this.#pool.membersOf(this.#bits);
    return this.#members;
  }

  get isEmpty(): boolean {
    return this.#bits === 0n;
  }

  /** The set that is possible after any sequence of observations. */
  afterAnyObservations(): CandidateSet {
    let next = this.#next.get('');
    if (next === undefined) {
      next = this.#pool.setOfBits(this.members.reduce((bits, each) => bits | each.laterBits, 0n));
      this.#next.set('', next);
    }
    return next;
  }

  /** The set of everything that is in this set or in the other. */
  union(other: CandidateSet): CandidateSet {
    return this.#pool.setOfBits(this.#bits | other.#bits);
  }

  /** The set of everything in this set that is not in the other. */
  without(other: CandidateSet): CandidateSet {
    return this.#pool.setOfBits(this.#bits & ~other.#bits);
  }

  /** True if everything in the other set is in this one. */
  holds(other: CandidateSet): boolean {
    return (other.#bits & ~this.#bits) === 0n;
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
  /** Its bit in the sets of the pool. */
  readonly bit: bigint;
  readonly deployment: Deployment;
  readonly #capabilities: Capabilities;
  readonly #candidateOf: (deployment: Deployment) => Candidate;
  readonly #answers = new Map<string, CandidateAnswer>();
  #later: readonly Candidate[] | undefined;
  #laterBits: bigint | undefined;

  constructor(
    key: number,
    bit: bigint,
    deployment: Deployment,
    capabilities: Capabilities,
    candidateOf: (deployment: Deployment) => Candidate,
  ) {
    this.key = key;
    this.bit = bit;
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

  /** The bits of these candidates. */
  get laterBits(): bigint {
    this.#laterBits ??= this.later.reduce((bits, { bit }) => bits | bit, 0n);
    return this.#laterBits;
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

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
  type Deployment,
  reachableDeployments,
  representative,
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import { Candidate, type CandidateSource } from './candidate';
import { CandidateSet, type CandidateSetSource } from './candidate-set';
import { ordinaryProvenance, type Provenance, provenanceOf, provenances } from './provenance';

/** The candidates of one pipeline, one for each class of deployments, and the sets of them. */
export class CandidatePool implements CandidateSource, CandidateSetSource {
  readonly capabilities: Capabilities;
  /** True if candidates of the same class are told apart by how they came about. */
  readonly knowsProvenance: boolean;
  /** The deployment of each class: one object, however it came about. */
  readonly #deployments = new Map<number, Deployment>();
  readonly #candidates = new Map<number, Candidate>();
  readonly #sets = new Map<bigint, CandidateSet>();

  constructor(capabilities: Capabilities, knowsProvenance = false) {
    this.capabilities = capabilities;
    this.knowsProvenance = knowsProvenance;
  }

  /** The set with only a pipeline that was never started. */
  neverStarted(): CandidateSet {
    return this.setOf([this.of(createDeployment())]);
  }

  /** The set of all deployments that can occur, whatever was asked for before. */
  anywhere(): CandidateSet {
    const reachable = reachableDeployments(this.capabilities);
    return this.setOf(reachable.map((each) => this.of(each, provenanceOf('none', true))));
  }

  /** The candidate of a deployment, created when first needed. */
  of(deployment: Deployment, provenance: Provenance = ordinaryProvenance(deployment)): Candidate {
    // Neither calls nor polls show the checkpoint, so it need not tell candidates apart.
    const standIn = representative({ ...deployment, checkpoint: null });
    const known = this.knowsProvenance ? provenance : anyProvenance;
    const classKey = deploymentKey(standIn);
    const key = classKey * provenances.length + provenances.indexOf(known);
    let candidate = this.#candidates.get(key);
    if (candidate === undefined) {
      const bit = 1n << BigInt(this.#candidates.size);
      const own = this.#deployments.get(classKey) ?? standIn;
      this.#deployments.set(classKey, own);
      candidate = new Candidate(key, bit, own, known, this);
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
      const kept = this.knowsProvenance ? this.#withoutWorse(bits) : bits;
      set = kept === bits ? new CandidateSet(bits, this) : this.setOfBits(kept);
      // Histories lead to few sets. One that is made to lead to many must not fill the memory.
      if (this.#sets.size >= setsMax) this.#sets.clear();
      this.#sets.set(bits, set);
    }
    return set;
  }

  /** Leaves out the candidates of whose class there is another that came about no more oddly. */
  #withoutWorse(bits: bigint): bigint {
    const kept: Candidate[] = [];
    // Of a class, those that are less odd come first.
    for (const each of this.membersOf(bits)) {
      if (!kept.some((other) => other.isAsGoodAs(each))) kept.push(each);
    }
    return kept.reduce((all, { bit }) => all | bit, 0n);
  }

  /** The candidates with these bits. */
  membersOf(bits: bigint): readonly Candidate[] {
    const members = [...this.#candidates.values()].filter(({ bit }) => (bits & bit) !== 0n);
    // By key, and not in the order of discovery, which depends on the histories before this one.
    return members.sort((one, other) => one.key - other.key);
  }
}

const setsMax = 10_000;

const anyProvenance = provenanceOf('none', false);

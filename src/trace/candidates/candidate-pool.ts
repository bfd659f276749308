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
import { type Deviation, type Dialect, documents } from '../../dialect';
import { InvalidInputError } from '../../input';
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  type DesiredStatus,
  desiredStatuses,
  reachableDeployments,
  representative,
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import { Candidate, type CandidateSource, type Deviance, undeviating } from './candidate';
import { CandidateSet, type CandidateSetSource } from './candidate-set';
import { ordinaryProvenance, type Provenance, provenanceOf, provenances } from './provenance';

/** The candidates of one pipeline, one for each class of deployments, and the sets of them. */
export class CandidatePool implements CandidateSource, CandidateSetSource {
  readonly capabilities: Capabilities;
  readonly dialect: Dialect;
  /** True if candidates of the same class are told apart by how they came about. */
  readonly knowsProvenance: boolean;
  /** The bit of a deviation; 0 for null, and if the pool does not know provenance. */
  readonly bitOf: (deviation: Deviation | null) => number;
  /** The deployment of each class: one object, however it came about. */
  readonly #deployments = new Map<number, Deployment>();
  readonly #candidates = new Map<number, Candidate>();
  readonly #sets = new Map<bigint, CandidateSet>();
  /** The deviations by which candidates came about, each at the place of its bit. */
  readonly #deviations: Deviation[] = [];

  constructor(capabilities: Capabilities, knowsProvenance = false, dialect = documents) {
    this.capabilities = capabilities;
    this.knowsProvenance = knowsProvenance;
    this.dialect = dialect;
    this.bitOf = (deviation) =>
      deviation === null || !knowsProvenance ? 0 : this.#bitOfDeviation(deviation);
  }

  /** The deviations that these bits stand for. */
  deviationsOf(bits: number): readonly Deviation[] {
    return this.#deviations.filter((_, place) => (bits & (1 << place)) !== 0);
  }

  #bitOfDeviation({ id, statement, source }: Deviation): number {
    let place = this.#deviations.findIndex((each) => each.id === id);
    if (place === -1) place = this.#deviations.push({ id, statement, source }) - 1;
    if (place < deviationsMax) return 1 << place;
    const allowed = `a dialect with at most ${deviationsMax} deviations`;
    throw new InvalidInputError({ field: 'dialect', value: this.dialect.id, allowed });
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
  of(
    deployment: Deployment,
    provenance: Provenance = ordinaryProvenance(deployment),
    { lag, deviations }: Deviance = undeviating,
  ): Candidate {
    // Neither calls nor polls show the checkpoint, so it need not tell candidates apart.
    const standIn = representative({ ...deployment, checkpoint: null });
    const known = this.knowsProvenance ? provenance : anyProvenance;
    const classKey = deploymentKey(standIn);
    const place = (classKey * provenances.length + provenances.indexOf(known)) * lags.length;
    const key = (place + lags.indexOf(lag)) * 2 ** deviationsMax + deviations;
    let candidate = this.#candidates.get(key);
    if (candidate === undefined) {
      const bit = 1n << BigInt(this.#candidates.size);
      const own = this.#deployments.get(classKey) ?? standIn;
      this.#deployments.set(classKey, own);
      const identity = { key, classKey, bit, deployment: own, provenance: known, lag, deviations };
      candidate = new Candidate(identity, this);
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

  /** Leaves out each candidate if another one of its class came about no more oddly. */
  #withoutWorse(bits: bigint): bigint {
    const kept = new Map<number, Candidate[]>();
    let all = 0n;
    const members = this.membersOf(bits);
    for (const each of members) kept.set(each.classKey, [...(kept.get(each.classKey) ?? []), each]);
    for (const alike of kept.values()) {
      for (const each of alike) {
        const isWorse = alike.some((other) => other !== each && other.isAsGoodAs(each));
        if (!isWorse) all |= each.bit;
      }
    }
    return all;
  }

  /** The candidates with these bits. */
  membersOf(bits: bigint): readonly Candidate[] {
    const members = [...this.#candidates.values()].filter(({ bit }) => (bits & bit) !== 0n);
    // By key, and not in the order of discovery, which depends on the histories before this one.
    return members.sort((one, other) => one.key - other.key);
  }
}

const setsMax = 10_000;
/** As many as there are bits in a number that is combined bitwise. */
const deviationsMax = 30;
const lags: readonly (DesiredStatus | null)[] = [null, ...desiredStatuses];

const anyProvenance = provenanceOf('none', false);

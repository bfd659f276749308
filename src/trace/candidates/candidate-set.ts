/** A set of possible deployments. */

import type { Deployment } from '../../lifecycle';
import type { Candidate, Deviance } from './candidate';
import { type Oddity, oddities, type Provenance, provenanceOf } from './provenance';

/** The pool that a set belongs to. */
export interface CandidateSetSource {
  readonly knowsProvenance: boolean;
  /** The candidate of a deployment, created when first needed. */
  of(deployment: Deployment, provenance: Provenance, deviance: Deviance): Candidate;
  /** The set of these candidates: the same object for the same set. */
  setOf(candidates: Iterable<Candidate>): CandidateSet;
  /** The set of the candidates with these bits. */
  setOfBits(bits: bigint): CandidateSet;
  /** The candidates with these bits. */
  membersOf(bits: bigint): readonly Candidate[];
}

/** A set of possible deployments, which remembers the effect of each kind of line. */
export class CandidateSet {
  readonly isEmpty: boolean;
  readonly #bits: bigint;
  readonly #pool: CandidateSetSource;
  readonly #next = new Map<string, CandidateSet>();
  readonly #inPools = new WeakMap<CandidateSetSource, CandidateSet>();
  #members: readonly Candidate[] | undefined;
  #later: CandidateSet | undefined;
  #isFresh: boolean | undefined;
  #isPlain: boolean | undefined;
  #oddity: Oddity | undefined;
  #deviations: number | undefined;

  /** `bits` has the bit of each member. */
  constructor(bits: bigint, pool: CandidateSetSource) {
    this.isEmpty = bits === 0n;
    this.#bits = bits;
    this.#pool = pool;
  }

  get members(): readonly Candidate[] {
    this.#members ??= this.#pool.membersOf(this.#bits);
    return this.#members;
  }

  get knowsProvenance(): boolean {
    return this.#pool.knowsProvenance;
  }

  /** The set that is possible after any sequence of observations. */
  afterAnyObservations(): CandidateSet {
    this.#later ??= this.#pool.setOfBits(
      this.members.reduce((bits, each) => bits | each.laterBits, 0n),
    );
    return this.#later;
  }

  /** The set of everything that is in this set or in the other. */
  union(other: CandidateSet): CandidateSet {
    return this.#pool.setOfBits(this.#bits | other.#bits);
  }

  /** The set of everything in this set that is not in the other. */
  without(other: CandidateSet): CandidateSet {
    return this.#pool.setOfBits(this.#bits & ~other.#bits);
  }

  /** True if everything in the other set is in this one, or something as good. */
  holds(other: CandidateSet): boolean {
    const missing = other.#bits & ~this.#bits;
    if (missing === 0n) return true;
    if (!this.#pool.knowsProvenance) return false;
    return this.#pool
      .membersOf(missing)
      .every((each) => this.members.some((own) => own.isAsGoodAs(each)));
  }

  /** The oddity of the least odd member. The set must not be empty. */
  get oddity(): Oddity {
    this.#oddity ??= oddities.find((oddity) =>
      this.members.some((each) => each.provenance.oddity === oddity),
    );
    return this.#oddity ?? 'none';
  }

  /**
   * The bits of the deviations that must have led here: those of the member that needs the fewest,
   * which may be 0.
   */
  get deviations(): number {
    this.#deviations ??= this.members.reduce(
      (least, { deviations }) => fewer(least, deviations),
      this.members[0]?.deviations ?? 0,
    );
    return this.#deviations;
  }

  /** True if nothing odd and no deviation need have led here. The set must not be empty. */
  get isPlain(): boolean {
    this.#isPlain ??= this.oddity === 'none' && this.deviations === 0;
    return this.#isPlain;
  }

  /** The same deployments, as if they had come about without any deviation. */
  accounted(): CandidateSet {
    const accounted = this.next('accounted', (members) => members.map((each) => each.accounted()));
    return accounted.afterAnyObservations();
  }

  /** The members that came about without anything odd. */
  ordinary(): CandidateSet {
    return this.next('ordinary', (members) =>
      members.filter(({ provenance }) => provenance.oddity === 'none'),
    );
  }

  /** True if whatever is possible here can follow from the ordinary members. */
  get isFresh(): boolean {
    this.#isFresh ??= this.ordinary().afterAnyObservations() === this;
    return this.#isFresh;
  }

  /** The same deployments as if nothing odd had happened; then whatever the runner does. */
  forgiven(): CandidateSet {
    const forgiven = this.next('forgiven', (members) =>
      members.map((each) => each.along(provenanceOf('none', each.provenance.isOtherAsked))),
    );
    return forgiven.afterAnyObservations();
  }

  /** The same deployments in another pool, whatever came before and whatever the runner does. */
  inPool(pool: CandidateSetSource): CandidateSet {
    let found = this.#inPools.get(pool);
    if (found === undefined) {
      const unknown = provenanceOf('none', true);
      const members = this.members.map(({ deployment, lag }) =>
        pool.of(deployment, unknown, { lag, deviations: 0 }),
      );
      found = pool.setOf(members).afterAnyObservations();
      this.#inPools.set(pool, found);
    }
    return found;
  }

  /** The same deployments after something odd. */
  afterOddity(): CandidateSet {
    return this.next('odd', (members) =>
      members.map((each) => each.along(provenanceOf('odd', each.provenance.isOtherAsked))),
    );
  }

  /** The set that a change leaves possible, if it was made here before. */
  known(key: string): CandidateSet | undefined {
    return this.#next.get(key);
  }

  /**
   * The set that a change leaves possible; `key` identifies the change. There must be few of them.
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

/** The one of two sets of bits that has fewer; the first if they have equally many. Pure. */
export function fewer(one: number, other: number): number {
  return bitCount(other) < bitCount(one) ? other : one;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

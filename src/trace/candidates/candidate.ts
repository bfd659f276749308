/** One possible deployment, and what may become of it. */
import {
  type Capabilities,
  type Decision,
  type Deployment,
  decide,
  everyObservation,
  type Observation,
  observe,
} from '../../lifecycle';
import type { Call } from '../history';
import {
  afterAction,
  afterObservation,
  isAsGood,
  type Provenance,
  provenances,
  withShownError,
} from './provenance';

/** The pool that a candidate belongs to. */
export interface CandidateSource {
  readonly capabilities: Capabilities;
  /** The candidate of a deployment, created when first needed. */
  of(deployment: Deployment, provenance: Provenance): Candidate;
}

/** A candidate. What may become of it is computed when first needed. */
export class Candidate {
  /** The key of its class and provenance. */
  readonly key: number;
  /** Its bit in the sets of the pool. */
  readonly bit: bigint;
  readonly deployment: Deployment;
  readonly provenance: Provenance;
  readonly #pool: CandidateSource;
  readonly #answers = new Map<string, CandidateAnswer>();
  #observed: readonly ObservedCandidate[] | undefined;
  #later: readonly Candidate[] | undefined;
  #laterBits: bigint | undefined;

  constructor(
    key: number,
    bit: bigint,
    deployment: Deployment,
    provenance: Provenance,
    pool: CandidateSource,
  ) {
    this.key = key;
    this.bit = bit;
    this.deployment = deployment;
    this.provenance = provenance;
    this.#pool = pool;
  }

  /** The observations that may be applied here, and the candidates after them. */
  get observed(): readonly ObservedCandidate[] {
    this.#observed ??= everyObservation.flatMap((observation) => {
      const { accepted, deployment } = observe(this.deployment, observation);
      const provenance = afterObservation(
        this.provenance,
        this.deployment,
        observation,
        deployment,
      );
      return accepted ? [{ observation, next: this.#pool.of(deployment, provenance) }] : [];
    });
    return this.#observed;
  }

  /** The candidates that any sequence of observations may lead to, itself included. */
  get later(): readonly Candidate[] {
    if (this.#later === undefined) {
      const found = new Set<Candidate>([this]);
      // The loop also visits the candidates that are added while it runs.
      for (const { observed } of found) for (const { next } of observed) found.add(next);
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
      const decision = decide(this.deployment, action, this.#pool.capabilities);
      const provenance = afterAction(this.provenance, this.deployment, decision.deployment);
      answer = { decision, next: this.#pool.of(decision.deployment, provenance) };
      this.#answers.set(request, answer);
    }
    return answer;
  }

  /** The same deployment, as a line leaves it that shows its error. */
  withShownError(): Candidate {
    return this.along(withShownError(this.provenance));
  }

  /** The same deployment, if it came about along this provenance. */
  along(provenance: Provenance): Candidate {
    return this.#pool.of(this.deployment, provenance);
  }

  /** True for the same deployment, if it came about no more oddly. */
  isAsGoodAs(other: Candidate): boolean {
    const isSameClass =
      Math.floor(this.key / provenances.length) === Math.floor(other.key / provenances.length);
    return isSameClass && isAsGood(this.provenance, other.provenance);
  }
}

/** An observation that is applied, and the candidate after it. */
interface ObservedCandidate {
  readonly observation: Observation;
  readonly next: Candidate;
}

/** A decision, and the candidate after it. */
interface CandidateAnswer {
  readonly decision: Decision;
  readonly next: Candidate;
}

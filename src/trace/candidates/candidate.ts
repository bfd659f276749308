/** One possible deployment, and what may become of it. */
import {
  answersAs,
  type Deviation,
  type Dialect,
  type PossibleAnswer,
  possibleAnswers,
  possibleMoves,
} from '../../dialect';
import {
  type Capabilities,
  completedBy,
  type Decision,
  type Deployment,
  type DesiredStatus,
  decide,
  type Observation,
  reconcile,
} from '../../lifecycle';
import type { Call, Reading } from '../history';
import {
  afterAction,
  afterObservation,
  isAsGood,
  type Provenance,
  withShownError,
} from './provenance';

/** The part of a candidate that only a dialect adds. */
export interface Deviance {
  /**
   * The desired status that a poll may still show in place of the one that holds; null if it shows
   * that one.
   */
  readonly lag: DesiredStatus | null;
  /** The bits of the deviations that it came about by, since the last line that they explain. */
  readonly deviations: number;
}

/** The deviance of a candidate that came about without any deviation. */
export const undeviating: Deviance = Object.freeze({ lag: null, deviations: 0 });

/** The pool that a candidate belongs to. */
export interface CandidateSource {
  readonly capabilities: Capabilities;
  readonly dialect: Dialect;
  /** The candidate of a deployment, created when first needed. */
  of(deployment: Deployment, provenance: Provenance, deviance: Deviance): Candidate;
  /** The bit of a deviation; 0 for null. */
  bitOf(deviation: Deviation | null): number;
}

/** Tells a candidate apart from others. */
export interface CandidateIdentity extends Deviance {
  /** Its place in the order of candidates. */
  readonly key: number;
  /** The key of the class of its deployment. */
  readonly classKey: number;
  /** Its bit in the sets of the pool. */
  readonly bit: bigint;
  readonly deployment: Deployment;
  readonly provenance: Provenance;
}

/** A candidate. What may become of it is computed when first needed. */
export class Candidate implements CandidateIdentity {
  readonly key: number;
  readonly classKey: number;
  readonly bit: bigint;
  readonly deployment: Deployment;
  readonly provenance: Provenance;
  readonly lag: DesiredStatus | null;
  readonly deviations: number;
  readonly #pool: CandidateSource;
  readonly #answers = new Map<string, readonly CandidateAnswer[]>();
  #observed: readonly ObservedCandidate[] | undefined;
  #later: readonly Candidate[] | undefined;
  #laterBits: bigint | undefined;

  constructor(identity: CandidateIdentity, pool: CandidateSource) {
    this.key = identity.key;
    this.classKey = identity.classKey;
    this.bit = identity.bit;
    this.deployment = identity.deployment;
    this.provenance = identity.provenance;
    this.lag = identity.lag;
    this.deviations = identity.deviations;
    this.#pool = pool;
  }

  /** The observations that may be applied here, and the candidates after them. */
  get observed(): readonly ObservedCandidate[] {
    if (this.#observed !== undefined) return this.#observed;
    const awaited = completedBy[reconcile(this.deployment).type];
    this.#observed = possibleMoves(this.#pool.dialect, this.deployment).map(
      ({ observation, after, deviation }) => {
        const provenance =
          deviation === null
            ? afterObservation(this.provenance, this.deployment, observation, after)
            : this.provenance;
        // The runner has looked, so a poll shows what holds.
        const deviations = this.deviations | this.#pool.bitOf(deviation);
        const next = this.#pool.of(after, provenance, { lag: null, deviations });
        return { observation, next, deviation, isAwaited: awaited.includes(observation.type) };
      },
    );
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

  /**
   * The answers to an action here, that of the machine first; `request` identifies the action.
   */
  answers({ request, action }: Pick<Call, 'request' | 'action'>): readonly CandidateAnswer[] {
    let answers = this.#answers.get(request);
    if (answers === undefined) {
      const { capabilities, dialect } = this.#pool;
      const { deployment } = this;
      const decision = decide(deployment, action, capabilities);
      const possible = possibleAnswers(dialect, decision, { deployment, action, capabilities });
      answers = possible.map((answer) => {
        return { answer, decision, next: this.#after(answer, action) };
      });
      this.#answers.set(request, answers);
    }
    return answers;
  }

  /** The decision of the machine about an action. */
  decision(call: Pick<Call, 'request' | 'action'>): Decision {
    return (this.answers(call)[0] as CandidateAnswer).decision;
  }

  /** True if this answer is another one without the error of the deployment. */
  isAnsweredByError(call: Call): boolean {
    const { capabilities, dialect } = this.#pool;
    const { action } = call;
    const deployment = { ...this.deployment, error: null };
    const decision = decide(deployment, action, capabilities);
    const possible = possibleAnswers(dialect, decision, { deployment, action, capabilities });
    return !possible.some((each) => answersAs(each, call));
  }

  #after({ after, deviation }: PossibleAnswer, action: Call['action']): readonly Candidate[] {
    const deviations = this.deviations | this.#pool.bitOf(deviation);
    return after.flatMap((deployment) => {
      const provenance = afterAction(this.provenance, this.deployment, deployment);
      return this.#lagsAfter(deployment, action).map((lag) =>
        this.#pool.of(deployment, provenance, { lag, deviations }),
      );
    });
  }

  /** The desired statuses that a poll may show in place of the one after an action. */
  #lagsAfter({ desiredStatus }: Deployment, action: Call['action']): readonly Deviance['lag'][] {
    const { status, desiredStatus: before } = this.deployment;
    const { lag } = this.#pool.dialect.desired;
    const isLagging = lag?.after.has(action) === true && lag.statuses.includes(status);
    const isNew = before !== desiredStatus;
    const lags = isNew ? (isLagging ? [this.lag, before] : []) : [this.lag];
    const found = lags.filter((each) => each !== null && each !== desiredStatus);
    return found.length === 0 ? [null] : [...new Set(found)];
  }

  /** The candidate after a reading; null if the reading contradicts this one. */
  read({ statuses, desiredStatuses, error, words }: Reading): Candidate | null {
    const { deployment, lag } = this;
    const { status, desiredStatus } = deployment;
    const isShown = desiredStatuses.includes(desiredStatus);
    const isLagging = lag !== null && desiredStatuses.includes(lag);
    const isRead =
      statuses.includes(status) &&
      (isShown || isLagging) &&
      (error === undefined || error === (deployment.error !== null));
    if (!isRead) return null;
    const next = error === true ? this.withShownError() : this;
    if (lag === null && words === undefined) return next;
    const { bitOf, dialect } = this.#pool;
    let { deviations } = this;
    if (!isShown) deviations |= bitOf(dialect.desired.lag?.deviation ?? null);
    for (const { field, documented, deviation } of words ?? []) {
      const seen = field === 'status' ? status : isShown ? desiredStatus : lag;
      if (!documented.includes(seen as string)) deviations |= bitOf(deviation);
    }
    return this.#pool.of(deployment, next.provenance, { lag: isLagging ? lag : null, deviations });
  }

  /** The same deployment after a line that shows its error. */
  withShownError(): Candidate {
    return this.along(withShownError(this.provenance));
  }

  /** The same deployment with this provenance. */
  along(provenance: Provenance): Candidate {
    return this.#pool.of(this.deployment, provenance, this);
  }

  /** The same deployment, as if it had come about without any deviation. */
  accounted(): Candidate {
    const { lag } = this;
    return this.#pool.of(this.deployment, this.provenance, { lag, deviations: 0 });
  }

  /** True for the same deployment, if it came about no more oddly, and a poll may show as much. */
  isAsGoodAs(other: Candidate): boolean {
    return (
      this.classKey === other.classKey &&
      (this.lag === other.lag || other.lag === null) &&
      (this.deviations & ~other.deviations) === 0 &&
      isAsGood(this.provenance, other.provenance)
    );
  }
}

/** An observation that is applied, and the candidate after it. */
export interface ObservedCandidate {
  readonly observation: Observation;
  readonly next: Candidate;
  /** True if it completes the step of `reconcile`. */
  readonly isAwaited: boolean;
  /** The deviation without which the machine calls it stale; null if the machine applies it. */
  readonly deviation: Deviation | null;
}

/** An answer, the decision of the machine, and the candidates after the answer. */
interface CandidateAnswer {
  readonly answer: PossibleAnswer;
  readonly decision: Decision;
  readonly next: readonly Candidate[];
}

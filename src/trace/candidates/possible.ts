/**
 * The deployments that are still possible.
 *
 * A history does not record what the runner did between two lines, so after each line there is not
 * one deployment but a set. Before the next line, any sequence of observations may have happened;
 * the line then keeps those deployments that answer, or look, as it says.
 *
 * Deployments are represented by class (see `representative`), so there are few candidates, few sets
 * of them are ever met, and what a line makes of a set is worked out once: memory does not grow with
 * the history, and most lines cost a look-up.
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
import type { Call } from '../history';

/** The candidates of a pipeline: one for each class of deployments, and the sets of them. */
export class Candidates {
  readonly #capabilities: Capabilities;
  readonly #candidates = new Map<string, Candidate>();
  readonly #sets = new Map<string, Possible>();

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
  }

  /** Only a pipeline that was never started. */
  fresh(): Possible {
    return this.setOf([this.of(createDeployment())]);
  }

  /** Every deployment that can occur. */
  anywhere(): Possible {
    return this.setOf(reachableDeployments(this.#capabilities).map((each) => this.of(each)));
  }

  /** The candidate of a deployment; made when it is first needed. */
  of(deployment: Deployment): Candidate {
    // Neither calls nor polls show the checkpoint, so it need not tell candidates apart.
    const stands = representative({ ...deployment, checkpoint: null });
    const key = JSON.stringify(stands);
    let candidate = this.#candidates.get(key);
    if (candidate === undefined) {
      const number = this.#candidates.size;
      candidate = new Candidate(number, stands, this.#capabilities, (each) => this.of(each));
      this.#candidates.set(key, candidate);
    }
    return candidate;
  }

  /** The set of these candidates: the same object for the same set. */
  setOf(candidates: Iterable<Candidate>): Possible {
    const members = [...new Set(candidates)].sort((one, other) => one.number - other.number);
    const key = members.map(({ number }) => number).join();
    let set = this.#sets.get(key);
    if (set === undefined) {
      // A history meets few sets. One made to meet many must not fill the memory.
      if (this.#sets.size >= setsMax) this.#sets.clear();
      set = new Possible(members, this);
      this.#sets.set(key, set);
    }
    return set;
  }
}

const setsMax = 10_000;

/** A set of deployments that are possible, and what each kind of line makes of it, once asked. */
export class Possible {
  readonly members: readonly Candidate[];
  readonly #all: Candidates;
  readonly #next = new Map<string, Possible>();

  constructor(members: readonly Candidate[], all: Candidates) {
    this.members = members;
    this.#all = all;
  }

  /** What is possible after any sequence of observations. */
  unfolded(): Possible {
    return this.next('', (members) => members.flatMap(({ later }) => later));
  }

  /** What a change leaves possible; `key` identifies the change, of which there must be few. */
  next(key: string, change: (members: readonly Candidate[]) => Iterable<Candidate>): Possible {
    let next = this.#next.get(key);
    if (next === undefined) {
      next = this.#all.setOf(change(this.members));
      this.#next.set(key, next);
    }
    return next;
  }
}

/** One possible deployment, with what is known of its future; asked for as needed, and kept. */
export class Candidate {
  /** Its place among the candidates. */
  readonly number: number;
  readonly deployment: Deployment;
  readonly #capabilities: Capabilities;
  readonly #candidateOf: (deployment: Deployment) => Candidate;
  readonly #answers = new Map<string, Answer>();
  #later: readonly Candidate[] | undefined;

  constructor(
    number: number,
    deployment: Deployment,
    capabilities: Capabilities,
    candidateOf: (deployment: Deployment) => Candidate,
  ) {
    this.number = number;
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

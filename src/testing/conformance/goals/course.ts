/**
 * The course of one walk, as far as it is certain: which calls followed each other, and what was
 * seen of them.
 */
import type { CompleteAction, Deployment } from '../../../lifecycle';
import type { Agenda } from './agenda';
import { classOf } from './classes';
import { type Decided, decisionName, type Goals, restName, sequenceName, stayName } from './goals';
import { mustMoveOn } from './pairs';

/** Tells the agenda what a walk has exercised. */
export class Course {
  readonly #goals: Goals;
  readonly #agenda: Agenda;
  #calls = 0;
  /** The last call that was not refused. */
  #lastEffect = 0;
  /** The latest calls whose classes are certain, by number. */
  readonly #decided = new Map<number, Decided>();

  constructor(goals: Goals, agenda: Agenda) {
    this.#goals = goals;
    this.#agenda = agenda;
  }

  /** Notes a call. */
  called(isRefused: boolean): void {
    this.#calls += 1;
    if (!isRefused) this.#lastEffect = this.#calls;
    this.#decided.delete(this.#calls - callsMax);
  }

  /** Notes that a call was certainly decided in the class of a deployment. */
  decided(call: number, deployment: Deployment, action: CompleteAction): void {
    const decided = this.#goals.decidedIn(deployment, action);
    this.#decided.set(call, decided);
    this.#agenda.reached(decided.before);
    this.#agenda.exercised('decision', decisionName(decided));
  }

  /** Notes a poll that leaves these deployments possible. */
  read(possible: readonly Deployment[]): void {
    const first = this.#decided.get(this.#calls - 1);
    const second = this.#decided.get(this.#calls);
    if (first === undefined || second === undefined) return;
    if (classOf(first.after) !== classOf(second.before)) return;
    // No poll shows an approval: what became of it is only seen once the pipeline moves on.
    const isHidden = first.after.bootstrapApproved || second.after.bootstrapApproved;
    if (isHidden && possible.some(mustMoveOn)) return;
    this.#agenda.exercised('sequence', sequenceName(first, second));
  }

  /** Notes that the pipeline was left alone since the last call, and rests in a deployment. */
  stayed(possible: readonly Deployment[]): void {
    for (const each of possible) this.#agenda.exercised('stay', restName(each));
    // What is refused changes nothing: the calls before it were left alone as well.
    for (const [call, decided] of this.#decided) {
      if (call >= this.#lastEffect) this.#agenda.exercised('stay', stayName(decided));
    }
  }
}

/** How many calls are remembered: all that are refused in one place. */
const callsMax = 8;

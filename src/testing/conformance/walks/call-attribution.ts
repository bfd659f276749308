/**
 * Finds out in which deployment each call was decided, so that coverage claims nothing else.
 *
 * The pipeline moves by itself between two lines of a history, so a reading before the call is not
 * enough: a pipeline that was seen in Standby may have failed by the time `resume` is refused, and
 * the refusal then says nothing of Standby. A call therefore counts for a pair of statuses only if
 * all courses of events that explain its answer and the next reading have it decided in the same
 * pair, and for a class of deployments only if they have it decided in the same class. If they
 * disagree, it counts nowhere.
 *
 * The courses are those of a runner that does one step of `reconcile` after another, reports each
 * once, possibly late, and may fail at any time. Without that assumption nothing could ever be
 * known of Running and Paused, between which a runner might switch unasked. If a reading shows that
 * it is wrong, the calls in question count nowhere either.
 */
import { answersAs } from '../../../dialect';
import {
  type CompleteAction,
  completedBy,
  type Deployment,
  everyObservation,
  observe,
  reconcile,
  type StepType,
  steps,
} from '../../../lifecycle';
import type { Call, Reading } from '../../../trace';
import { type Candidate, type CandidatePool, consistentWith } from '../../../trace/candidates';
import { classOf, pairOf } from '../goals';

/** A deployment, and the step that the runner has begun and not reported yet. */
interface Situation {
  readonly candidate: Candidate;
  readonly begun: StepType | null;
}

type Situations = ReadonlySet<Situation>;

/** The possible next steps of such a runner, worked out once for each situation. */
export class ExpectedRunner {
  readonly #candidates: CandidatePool;
  readonly #situations = new Map<string, Situation>();
  readonly #next = new Map<Situation, Situations>();

  constructor(candidates: CandidatePool) {
    this.#candidates = candidates;
  }

  /** Every situation that is possible by the time of the next line. */
  later(situations: Situations): Situations {
    const found = new Set(situations);
    // A Set can be extended while it is walked: what is added is visited in turn.
    for (const situation of found) for (const next of this.#after(situation)) found.add(next);
    return found;
  }

  /** The situations that a line leaves possible. */
  kept(situations: Situations, entry: Call | Reading): Situations {
    const left = Array.from(situations, ({ candidate, begun }) =>
      consistentWith(this.#candidates.setOf([candidate]), entry).members.map((each) =>
        this.#situation(each, begun),
      ),
    );
    return new Set(left.flat());
  }

  /** The situations with any step under way, for when nothing is known of the runner. */
  anyStep(candidates: readonly Candidate[]): Situations {
    return new Set(
      candidates.flatMap((each) => [null, ...stepTypes].map((step) => this.#situation(each, step))),
    );
  }

  /** The situations without a step under way. */
  noStep(candidates: readonly Candidate[]): Situations {
    return new Set(candidates.map((each) => this.#situation(each, null)));
  }

  #after(situation: Situation): Situations {
    const known = this.#next.get(situation);
    if (known !== undefined) return known;
    const { candidate, begun } = situation;
    const { deployment } = candidate;
    const next = new Set([
      // A runner that is killed loses its step, and begins what is to be done now.
      this.#situation(candidate, null),
      this.#situation(candidate, reconcile(deployment).type),
      ...(begun === null ? [] : this.#reports(deployment, completedBy[begun], null)),
      ...this.#reports(deployment, ['failed'], begun),
      ...this.#candidates.dialect
        .moves(deployment)
        .map(({ after }) => this.#situation(this.#candidates.of(after), begun)),
    ]);
    this.#next.set(situation, next);
    return next;
  }

  #reports(
    deployment: Deployment,
    types: readonly string[],
    begun: StepType | null,
  ): readonly Situation[] {
    return everyObservation
      .filter(({ type }) => types.includes(type))
      .map((each) => observe(deployment, each).deployment)
      .map((after) => this.#situation(this.#candidates.of(after), begun));
  }

  /** The same object for the same situation. */
  #situation(candidate: Candidate, step: StepType | null): Situation {
    const begun = step === null || completedBy[step].length === 0 ? null : step;
    const key = `${candidate.key} ${begun}`;
    const situation = this.#situations.get(key) ?? { candidate, begun };
    this.#situations.set(key, situation);
    return situation;
  }
}

/** The rule by which a call was answered; null if only a deviation explains the answer. */
function ruleOfAnswer(candidate: Candidate, call: Call): string | null {
  const [own] = candidate.answers(call);
  return own !== undefined && answersAs(own.answer, call) ? own.decision.rule : null;
}

const stepTypes: readonly StepType[] = [...new Set(Object.values(steps).flatMap(Object.values))];

/** A call that is not certain yet, with what follows for each candidate that may have decided. */
interface OpenCall {
  readonly number: number;
  readonly call: Call;
  readonly origins: Map<Candidate, Situations>;
  isRuleTold: boolean;
  isPairTold: boolean;
}

/** The events of attribution. */
export interface AttributionEvents {
  /** A call was decided by this rule, for certain: perhaps nobody knows in which pair. */
  readonly onRuled: (rule: string) => void;
  /** A call was decided in this pair of statuses, for certain. */
  readonly onDecided: (pair: string, action: CompleteAction) => void;
  /** A call, the first is 1, was decided in the class of this deployment, for certain. */
  readonly onPlaced: (call: number, deployment: Deployment, action: CompleteAction) => void;
}

/** Follows the calls of one pipeline. */
export class CallAttribution {
  readonly #runner: ExpectedRunner;
  readonly #events: AttributionEvents;
  #now: Situations;
  #open: OpenCall[] = [];
  #calls = 0;

  constructor(runner: ExpectedRunner, fresh: readonly Candidate[], events: AttributionEvents) {
    this.#runner = runner;
    this.#now = runner.noStep(fresh);
    this.#events = events;
  }

  /** Takes the next line, and the candidates that it leaves if nothing is assumed of the runner. */
  take(entry: Call | Reading, possible: readonly Candidate[]): void {
    const before = this.#runner.later(this.#now);
    for (const { origins } of this.#open) {
      for (const [origin, situations] of origins) {
        origins.set(origin, this.#runner.kept(this.#runner.later(situations), entry));
      }
    }
    if (entry.kind === 'call') this.#begin(entry, before);
    this.#settle(entry.kind === 'seen');
    const now = this.#runner.kept(before, entry);
    this.#now = now.size > 0 ? now : this.#runner.anyStep(possible);
  }

  #begin(call: Call, before: Situations): void {
    this.#calls += 1;
    // After a 500 it is not known whether there was a decision at all.
    if (call.answer === 500) return;
    const groups = new Map<Candidate, Set<Situation>>();
    for (const situation of before) {
      const { candidate } = situation;
      groups.set(candidate, (groups.get(candidate) ?? new Set()).add(situation));
    }
    const origins = new Map(
      Array.from(groups, ([origin, each]) => [origin, this.#runner.kept(each, call)] as const),
    );
    this.#open.push({ number: this.#calls, call, origins, isRuleTold: false, isPairTold: false });
  }

  /**
   * Reports the calls that have become certain. Gives up the others after a reading: a later one
   * hardly helps.
   */
  #settle(isReading: boolean): void {
    for (const open of this.#open) {
      for (const [origin, { size }] of open.origins) if (size === 0) open.origins.delete(origin);
    }
    for (const open of this.#open) this.#tellRule(open);
    const isOpen = (open: OpenCall) =>
      open.origins.size > 0 && !this.#tellPlace(open) && !isReading;
    this.#open = this.#open.filter(isOpen);
  }

  /** Reports the rule by which a call was decided as soon as it is certain. */
  #tellRule(open: OpenCall): void {
    if (open.isRuleTold) return;
    const rules = Array.from(open.origins.keys(), (each) => ruleOfAnswer(each, open.call));
    const [rule = null] = rules;
    if (rule === null || rules.some((each) => each !== rule)) return;
    this.#events.onRuled(rule);
    open.isRuleTold = true;
  }

  /** Reports the pair and the place of a call as soon as they are certain; true for both. */
  #tellPlace(open: OpenCall): boolean {
    const { number, origins } = open;
    const { action } = open.call;
    const deployments = Array.from(origins.keys(), ({ deployment }) => deployment);
    const [deployment] = deployments;
    if (deployment === undefined) return true;
    const isSame = (nameOf: (each: Deployment) => string) =>
      deployments.every((each) => nameOf(each) === nameOf(deployment));
    if (!isSame(pairOf)) return false;
    if (!open.isPairTold) this.#events.onDecided(pairOf(deployment), action);
    open.isPairTold = true;
    if (!isSame(classOf)) return false;
    this.#events.onPlaced(number, deployment, action);
    return true;
  }
}

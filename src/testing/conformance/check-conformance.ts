/**
 * Testing a running implementation against the rules: walk after walk, until one breaks a rule or
 * the budget is used up.
 */
import { monotonicTime } from '../../host/time';
import { callable, isInstanceOf, memberOf, throwFirst } from '../../input';
import type { HistoryEntry } from '../../trace';
import { type Random, randomOf } from '../random';
import { TimeLimitError, UnreachableError } from '../timing';
import { ConformanceError } from './conformance-error';
import { Coverage, UnclearAnswers } from './coverage';
import { driverMethods, type LifecycleDriver } from './driver';
import {
  Failures,
  failureOfClients,
  failureOfRemark,
  failureOfWalk,
  type ReplayOptions,
  ruleBrokenBy,
} from './failures';
import { Course, goalsOf, type Routes, routesWith } from './goals';
import { judgedEntries, namedEntry } from './history';
import { type ConformanceOptions, type ConformancePlan, conformancePlan } from './options';
import { Budget, Pace, Stays } from './pace';
import { DeviationUses, RemarkGroups } from './remarks';
import type { ConformanceReport } from './report';
import { Troubles } from './troubles';
import {
  Clients,
  Session,
  type SessionEvents,
  type SessionSpace,
  sessionSpaceWith,
  TimeUpError,
  walk,
} from './walks';

/** The test gives up after this many failed walks in a row. */
const troublesMax = 5;
/** If more of the walks than this remain doubtful, too little is certain for a verdict. */
const doubtfulShareMax = 0.25;
/** If there are several clients, all of them call at once in one of this many walks. */
const episodeEvery = 3;

/**
 * Tests an implementation. Resolves with a report whatever the implementation does: the kit itself
 * never crashes. Rejects with InvalidInputError if the driver or the options are invalid.
 */
export async function checkConformance(
  driver: LifecycleDriver,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  throwFirst(driverMethods.flatMap((name) => callable(`driver.${name}`, memberOf(driver, name))));
  return new ConformanceTest(driver, conformancePlan(options)).run();
}

/** The subject of a test: one pipeline, which a walk or several clients call. */
interface Tested {
  readonly entries: readonly HistoryEntry[];
  readonly requests: number;
  end(): Promise<boolean>;
}

class ConformanceTest {
  readonly #driver: LifecycleDriver;
  readonly #plan: ConformancePlan;
  readonly #space: SessionSpace;
  readonly #routes: Routes;
  readonly #coverage: Coverage;
  readonly #budget: Budget;
  readonly #pace: Pace;
  readonly #stays: Stays;
  readonly #random: Random;
  readonly #clientRandom: Random;
  readonly #failures: Failures;
  readonly #remarks: RemarkGroups;
  readonly #deviations: DeviationUses;
  readonly #unclear = new UnclearAnswers();
  readonly #troubles = new Troubles();
  readonly #tally = {
    ...{ requests: 0, good: 0, doubtful: 0, failedInARow: 0, extra: 0 },
    ...{ episodes: 0, concurrentCalls: 0 },
  };
  #isUndecided = false;
  #quietUntil = 0;

  constructor(driver: LifecycleDriver, plan: ConformancePlan) {
    this.#driver = driver;
    this.#plan = plan;
    this.#space = sessionSpaceWith(plan.capabilities, plan.dialect);
    this.#routes = routesWith(plan.capabilities);
    this.#coverage = new Coverage(this.#routes);
    this.#budget = new Budget(plan);
    this.#pace = new Pace(plan);
    this.#stays = new Stays(plan, { pace: this.#pace, budget: this.#budget });
    this.#random = randomOf(plan.seed);
    // A source of their own, so that the walks are the same without them.
    this.#clientRandom = randomOf(~plan.seed);
    this.#failures = new Failures(plan.keepGoing);
    this.#remarks = new RemarkGroups(this.#space);
    this.#deviations = new DeviationUses(this.#space.candidates);
  }

  async run(): Promise<ConformanceReport> {
    while (this.#goesOn()) {
      if (!(await this.#clients())) await this.#walk();
      const { walks, elapsed } = this.#budget;
      const reached = { requests: this.#tally.requests, ...this.#coverage.progress };
      this.#plan.onProgress({ walks, ...reached, elapsed });
    }
    return this.#report();
  }

  #goesOn(): boolean {
    const { timeout, extraWalks, isInterrupted } = this.#plan;
    const { failedInARow } = this.#tally;
    if (this.#failures.isFull || isInterrupted() || failedInARow === troublesMax) return false;
    // With the budget spent, it is only tested whether the implementation can be reached again.
    if (failedInARow > 0) return !this.#budget.isLate(10 * timeout);
    if (this.#budget.isSpent) return false;
    if (!this.#coverage.agenda.isExhausted) return true;
    this.#tally.extra += 1;
    return this.#tally.extra <= extraWalks;
  }

  async #walk(): Promise<void> {
    const { agenda } = this.#coverage;
    const course = new Course(goalsOf(this.#routes), agenda);
    const session = new Session(this.#driver, this.#plan, this.#space, this.#events(course));
    await this.#attempt(session, false, async () => {
      await walk({
        ...this.#plan,
        driver: this.#driver,
        session,
        routes: this.#routes,
        agenda,
        course,
        random: this.#random,
        budget: this.#budget,
        pace: this.#pace,
        stays: this.#stays,
      });
      this.#remarkOn(session.entries);
    });
  }

  /** Lets several clients call at once, if there are several and it is their turn. */
  async #clients(): Promise<boolean> {
    const { clients } = this.#plan;
    if (clients === 1 || this.#budget.walks % episodeEvery !== 1) return false;
    const options = {
      ...{ driver: this.#driver, plan: this.#plan, space: this.#space, routes: this.#routes },
      ...{ budget: this.#budget, random: this.#clientRandom },
    };
    const crowd = new Clients(options, {
      onTrouble: (summary, message) => this.#troubles.add(summary, message),
      onCall: (action, isClear) => this.#unclear.called(action, isClear),
    });
    this.#tally.episodes += 1;
    await this.#attempt(crowd, true, async () => {
      await crowd.run();
      this.#remarkOn(crowd.entries);
    });
    this.#tally.concurrentCalls += crowd.calls;
    return true;
  }

  /** Tests one new pipeline, and cleans up. */
  async #attempt(pipeline: Tested, isOfClients: boolean, test: () => Promise<void>): Promise<void> {
    this.#budget.walks += 1;
    try {
      await test();
      this.#tally.failedInARow = 0;
      this.#tally.good += 1;
      this.#failures.walked(null);
    } catch (error) {
      await this.#wentWrong(error, pipeline, isOfClients);
    }
    this.#tally.requests += pipeline.requests;
    if (!(await pipeline.end())) this.#beQuiet();
  }

  #events(course: Course): SessionEvents {
    let before: string | null = null;
    return {
      onTrouble: (summary, message) => this.#troubles.add(summary, message),
      onCall: (action, isClear, isAccepted) => {
        if (!isClear || isAccepted) before = null;
        course.called(isClear && !isAccepted);
        this.#unclear.called(action, isClear);
      },
      onRuled: (rule) => this.#coverage.ruled(rule),
      onDecided: (pair, action) => this.#coverage.exercised(pair, action),
      onPlaced: (call, deployment, action) => course.decided(call, deployment, action),
      onRead: (possible) => {
        before = this.#coverage.saw(possible, before);
        course.read(possible);
      },
    };
  }

  async #wentWrong(error: unknown, pipeline: Tested, isOfClients: boolean): Promise<void> {
    const { clock, pollEvery } = this.#plan;
    if (isInstanceOf(error, ConformanceError) && !this.#isQuiet) {
      await this.#violated(error, pipeline, isOfClients);
      return;
    }
    this.#tally.failedInARow += 1;
    this.#isUndecided ||= isInstanceOf(error, TimeUpError);
    if (isInstanceOf(error, ConformanceError)) {
      this.#tally.doubtful += 1;
      this.#troubles.add(
        'a violation may be due to a request that was given up before: not counted',
      );
    } else if (isInstanceOf(error, UnreachableError)) {
      this.#troubles.add(error.message);
    } else {
      throw error;
    }
    if (isInstanceOf(error, TimeLimitError)) this.#beQuiet();
    await clock.sleep(pollEvery);
  }

  /** Adds the violation, unless the same rule was seen to be broken before. */
  async #violated(
    { kind, message, line }: ConformanceError,
    pipeline: Tested,
    isOfClients: boolean,
  ): Promise<void> {
    const after = this.#budget.elapsed;
    this.#tally.failedInARow = 0;
    this.#failures.walked(kind);
    const entries = line === null ? pipeline.entries : [...pipeline.entries, namedEntry(line)];
    const finding = { kind, message, entries };
    const { dialect, strict } = this.#plan;
    const judging = { dialect, strict: isOfClients && strict };
    const found = { kind, rule: ruleBrokenBy(finding, judging) };
    if (this.#failures.isKnown(found)) return;
    await pipeline.end();
    const failure = isOfClients
      ? failureOfClients(finding, judging)
      : await failureOfWalk(finding, this.#routes, this.#replayOptions);
    this.#failures.add(Object.freeze({ ...failure, after }), found);
  }

  /** Keeps the remarks on a pipeline that broke no rule. */
  #remarkOn(entries: readonly HistoryEntry[]): void {
    // A request that was given up before may explain what looks strange.
    if (this.#isQuiet) return;
    const judged = judgedEntries(entries, this.#plan.dialect);
    this.#deviations.add(judged, entries);
    const remark = this.#remarks.judge(entries, judged);
    if (remark === null || !this.#plan.strict || this.#failures.isFull) return;
    const failed = failureOfRemark(remark, entries, this.#space);
    this.#failures.add(Object.freeze({ ...failed, after: this.#budget.elapsed }));
  }

  get #replayOptions(): ReplayOptions {
    return {
      ...{ driver: this.#driver, plan: this.#plan, space: this.#space },
      // As long as a stay, unless that would leave no time for other replays.
      waitMax: Math.min(Math.max(1_000, 1.5 * this.#stays.time), this.#plan.again / 4),
    };
  }

  get #isQuiet(): boolean {
    return monotonicTime(this.#plan.clock) < this.#quietUntil;
  }

  /** A request that was given up may still be on its way, and take effect unexpectedly. */
  #beQuiet(): void {
    this.#quietUntil = monotonicTime(this.#plan.clock) + 10 * this.#plan.timeout;
  }

  #report(): ConformanceReport {
    const { walks, calls, elapsed } = this.#budget;
    const { requests, episodes, concurrentCalls } = this.#tally;
    const { seed, clients, dialect } = this.#plan;
    const failures = this.#failures.all;
    return Object.freeze({
      outcome: this.#outcome(),
      ...{ seed, walks, calls, requests, elapsed },
      ...{ failure: failures[0] ?? null, failures, remarks: this.#remarks.report },
      ...{ dialect: dialect.id, deviations: this.#deviations.report },
      concurrent: clients === 1 ? null : { clients, episodes, calls: concurrentCalls },
      troubles: [...this.#troubles.report, ...this.#unclear.report, ...this.#pace.report],
      coverage: this.#coverage.report(),
    });
  }

  #outcome(): ConformanceReport['outcome'] {
    if (this.#failures.all.length > 0) return 'violates';
    const { good, doubtful, failedInARow } = this.#tally;
    // An implementation that cannot be reached any more was not tested to the end.
    const isCertain = doubtful <= doubtfulShareMax * this.#budget.walks;
    const isReached = good > 0 && failedInARow === 0 && isCertain && !this.#isUndecided;
    const isTested = this.#coverage.progress.covered > 0 && this.#unclear.report.length === 0;
    return isReached && isTested ? 'conforms' : 'unreachable';
  }
}

/**
 * Testing a running implementation against the rules: walk after walk, until one breaks a rule or
 * the budget is used up.
 */
import { monotonicTime } from '../../host/time';
import { callable, isInstanceOf, memberOf, throwFirst } from '../../input';
import { type HistoryEntry, parseEntry } from '../../trace';
import { type Random, randomOf } from '../random';
import { TimeLimitError, UnreachableError } from '../timing';
import { Budget } from './budget';
import { ConformanceError } from './conformance-error';
import { Course } from './course';
import { Coverage } from './coverage';
import type { LifecycleDriver } from './driver';
import { goalsOf } from './goals';
import { lineOf } from './history-entries';
import { type ConformanceOptions, type ConformancePlan, conformancePlan } from './options';
import { Pace } from './pace';
import type { ConformanceReport, Failure } from './report';
import { reproduced } from './reproduce';
import { type Routes, routesWith } from './routes';
import { Session, type SessionEvents, type SessionSpace, sessionSpaceWith } from './session';
import { breaksAtTheEnd, storyOf } from './shrink';
import { Stays } from './stays';
import { Troubles } from './troubles';
import { UnclearAnswers } from './unclear-answers';
import { TimeUpError } from './waiting';
import { walk } from './walk';

/** The test gives up after this many failed walks in a row. */
const troublesMax = 5;
/** If more of the walks than this remain doubtful, too little is certain for a verdict. */
const doubtfulShareMax = 0.25;

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

const driverMethods = ['create', 'call', 'read', 'destroy'] as const;

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
  readonly #unclear = new UnclearAnswers();
  readonly #troubles = new Troubles();
  readonly #tally = { requests: 0, good: 0, doubtful: 0, failedInARow: 0, extra: 0 };
  #isUndecided = false;
  #quietUntil = 0;
  #failure: Failure | null = null;

  constructor(driver: LifecycleDriver, plan: ConformancePlan) {
    this.#driver = driver;
    this.#plan = plan;
    this.#space = sessionSpaceWith(plan.capabilities);
    this.#routes = routesWith(plan.capabilities);
    this.#coverage = new Coverage(this.#routes);
    this.#budget = new Budget(plan);
    this.#pace = new Pace(plan);
    this.#stays = new Stays(plan, { pace: this.#pace, budget: this.#budget });
    this.#random = randomOf(plan.seed);
  }

  async run(): Promise<ConformanceReport> {
    while (this.#goesOn()) {
      await this.#walk();
      const { walks, elapsed } = this.#budget;
      const { covered, total } = this.#coverage.progress;
      const { requests } = this.#tally;
      this.#plan.onProgress({ walks, requests, covered, total, elapsed });
    }
    return this.#report();
  }

  #goesOn(): boolean {
    const { timeout, extraWalks, isInterrupted } = this.#plan;
    const { failedInARow } = this.#tally;
    if (this.#failure !== null || isInterrupted() || failedInARow === troublesMax) return false;
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
    this.#budget.walks += 1;
    try {
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
      this.#tally.failedInARow = 0;
      this.#tally.good += 1;
    } catch (error) {
      await this.#wentWrong(error, session);
    }
    this.#tally.requests += session.requests;
    if (!(await session.end())) this.#beQuiet();
  }

  #events(course: Course): SessionEvents {
    return {
      onTrouble: (summary, message) => this.#troubles.add(summary, message),
      onCall: (action, isClear, isAccepted) => {
        course.called(isClear && !isAccepted);
        this.#unclear.called(action, isClear);
      },
      onDecided: (pair, action) => this.#coverage.exercised(pair, action),
      onPlaced: (call, deployment, action) => course.decided(call, deployment, action),
      onRead: (possible) => {
        this.#coverage.saw(possible);
        course.read(possible);
      },
    };
  }

  async #wentWrong(error: unknown, session: Session): Promise<void> {
    const { clock, pollEvery } = this.#plan;
    const isDoubtful = monotonicTime(clock) < this.#quietUntil;
    if (isInstanceOf(error, ConformanceError) && !isDoubtful) {
      this.#failure = await this.#failureIn(session, error);
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

  /** The failure, with a history that is as short as can be had. */
  async #failureIn(session: Session, { kind, message, line }: ConformanceError): Promise<Failure> {
    const after = this.#budget.elapsed;
    await session.end();
    const found = line === null ? session.entries : [...session.entries, entryOf(line)];
    const { history, again } = await reproduced(kind, found, this.#routes, {
      driver: this.#driver,
      plan: this.#plan,
      space: this.#space,
      // As long as a stay, unless that would leave no time for other replays.
      waitMax: Math.min(Math.max(1_000, 1.5 * this.#stays.time), this.#plan.again / 4),
    });
    const isIllegal = kind === 'illegal' && breaksAtTheEnd(history, this.#space.candidates);
    return Object.freeze({
      kind,
      message: isIllegal ? `no course of events explains line ${history.length}` : message,
      history: history.map(lineOf),
      story: isIllegal ? storyOf(history) : message,
      after,
      again,
    });
  }

  /**
   * A request that was given up may still be on its way, and take effect when nobody expects it.
   */
  #beQuiet(): void {
    this.#quietUntil = monotonicTime(this.#plan.clock) + 10 * this.#plan.timeout;
  }

  #report(): ConformanceReport {
    const { walks, calls, elapsed } = this.#budget;
    return Object.freeze({
      outcome: this.#outcome(),
      seed: this.#plan.seed,
      walks,
      calls,
      requests: this.#tally.requests,
      elapsed,
      failure: this.#failure,
      troubles: [...this.#troubles.report, ...this.#unclear.report, ...this.#pace.report],
      coverage: this.#coverage.report(),
    });
  }

  #outcome(): ConformanceReport['outcome'] {
    if (this.#failure !== null) return 'violates';
    const { good, doubtful, failedInARow } = this.#tally;
    // An implementation that cannot be reached any more was not tested to the end.
    const isCertain = doubtful <= doubtfulShareMax * this.#budget.walks;
    const isReached = good > 0 && failedInARow === 0 && isCertain && !this.#isUndecided;
    const isTested = this.#coverage.progress.covered > 0 && this.#unclear.report.length === 0;
    return isReached && isTested ? 'conforms' : 'unreachable';
  }
}

/** A custom driver may name a line that is not an entry of the history. */
function entryOf(line: string): HistoryEntry {
  try {
    return parseEntry(line);
  } catch {
    return { kind: 'note', text: line };
  }
}

/**
 * Holding a running implementation against the rules: walk after walk, until one breaks a rule or the
 * budget is used up.
 */
import { InvalidInputError } from '../../input';
import { type Random, randomOf } from '../random';
import { TimeLimitError, UnreachableError } from '../timing';
import { Atlas } from './atlas';
import { Clarity } from './clarity';
import { ConformanceError } from './conformance-error';
import { Coverage, type CoverageReport } from './coverage';
import type { LifecycleDriver } from './driver';
import { type ConformanceOptions, type Plan, planOf } from './plan';
import { reproduced } from './reproduce';
import { Session } from './session';
import { breaksAtTheEnd, storyOf } from './shrink';
import { walk } from './walker';

/** What an implementation did that it must not do. */
export interface Failure {
  /**
   * A history that no rule allows; an answer of another shape; a pipeline that does not move on; or one
   * that cannot even be stopped by force, which must always be possible.
   */
  readonly kind: ConformanceError['kind'];
  readonly message: string;
  /** The lines of a history, oldest first; the last one is what breaks the rule. */
  readonly history: readonly string[];
  /** In words, by which rule. */
  readonly story: string;
  /** How long it took to find, in milliseconds. */
  readonly after: number;
  /** How often the history was tried again, and how often it failed again. */
  readonly again: { readonly tried: number; readonly failed: number };
}

/** What could not be understood, or did not come, and how often. */
export interface Trouble {
  readonly message: string;
  readonly count: number;
}

/** The result of a conformance test. */
export interface ConformanceReport {
  /** Whether no rule was broken; where too little could be tested to tell, `unreachable`. */
  readonly outcome: 'conforms' | 'violates' | 'unreachable';
  readonly seed: number;
  readonly walks: number;
  /** How many calls and polls were made, all in all. */
  readonly requests: number;
  readonly elapsed: number;
  readonly failure: Failure | null;
  readonly troubles: readonly Trouble[];
  readonly coverage: CoverageReport;
}

/** After so many walks in a row that came to nothing, it is given up. */
const troublesMax = 5;
/** Where more of the walks than this remain doubtful, too little is certain. */
const doubtfulShareMax = 0.25;

/**
 * Tests an implementation. Resolves with a report whatever the implementation does: it is never the kit
 * that crashes. Rejects with InvalidInputError for malformed options.
 */
export async function checkConformance(
  driver: LifecycleDriver,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  checkDriver(driver);
  return new Test(driver, planOf(options)).run();
}

class Test {
  readonly #driver: LifecycleDriver;
  readonly #plan: Plan;
  readonly #coverage: Coverage;
  readonly #atlas: Atlas;
  readonly #random: Random;
  readonly #clarity = new Clarity();
  readonly #troubles = new Map<string, number>();
  readonly #began: number;
  readonly #deadline: number;
  readonly #tally = { walks: 0, requests: 0, good: 0, doubtful: 0, inARow: 0, extra: 0 };
  #quietUntil = 0;
  #failure: Failure | null = null;

  constructor(driver: LifecycleDriver, plan: Plan) {
    this.#driver = driver;
    this.#plan = plan;
    this.#coverage = new Coverage(plan.capabilities);
    this.#atlas = new Atlas(plan.capabilities);
    this.#random = randomOf(plan.seed);
    this.#began = plan.clock.now();
    this.#deadline = this.#began + plan.budget;
  }

  async run(): Promise<ConformanceReport> {
    while (this.#goesOn()) {
      await this.#walk();
      const { walks, requests } = this.#tally;
      const { covered, total } = this.#coverage.report();
      this.#plan.onProgress({ walks, requests, covered, total, elapsed: this.#elapsed });
    }
    return this.#report();
  }

  get #elapsed(): number {
    return this.#plan.clock.now() - this.#began;
  }

  #goesOn(): boolean {
    const { clock, timeout, walks, isInterrupted } = this.#plan;
    const { inARow } = this.#tally;
    if (this.#failure !== null || isInterrupted() || inARow === troublesMax) return false;
    // After the deadline it is only seen whether it can be reached again.
    if (inARow > 0) return clock.now() < this.#deadline + 10 * timeout;
    if (clock.now() >= this.#deadline) return false;
    if (!this.#coverage.isExhausted) return true;
    this.#tally.extra += 1;
    return this.#tally.extra <= walks;
  }

  async #walk(): Promise<void> {
    const onCall = this.#clarity.called.bind(this.#clarity);
    const onTrouble = (message: string) => this.#trouble(message);
    const options = { ...this.#plan, onTrouble, onCall };
    const session = new Session(this.#driver, options, this.#coverage);
    const [driver, atlas, coverage] = [this.#driver, this.#atlas, this.#coverage];
    const [random, deadline] = [this.#random, this.#deadline];
    this.#tally.walks += 1;
    try {
      await walk({ ...this.#plan, driver, session, atlas, coverage, random, deadline });
      this.#tally.inARow = 0;
      this.#tally.good += 1;
    } catch (error) {
      await this.#wentWrong(error, session);
    }
    this.#tally.requests += session.requests;
    if (!(await session.end())) this.#beQuiet();
  }

  async #wentWrong(error: unknown, session: Session): Promise<void> {
    const { clock, pollEvery } = this.#plan;
    const isDoubtful = clock.now() < this.#quietUntil;
    if (error instanceof ConformanceError && !isDoubtful) {
      this.#failure = await failureOf(error, session, this.#driver, this.#plan, this.#elapsed);
      return;
    }
    this.#tally.inARow += 1;
    if (error instanceof ConformanceError) {
      this.#tally.doubtful += 1;
      this.#trouble('what was seen may come of a request that was given up before: not counted');
    } else if (error instanceof UnreachableError) {
      this.#trouble(error.message);
    } else {
      throw error;
    }
    if (error instanceof TimeLimitError) this.#beQuiet();
    await clock.sleep(pollEvery);
  }

  /** A request that was given up may still be on its way, and do what nobody asks for any more. */
  #beQuiet(): void {
    this.#quietUntil = this.#plan.clock.now() + 10 * this.#plan.timeout;
  }

  #trouble(message: string): void {
    this.#troubles.set(message, (this.#troubles.get(message) ?? 0) + 1);
  }

  #report(): ConformanceReport {
    const { walks, requests } = this.#tally;
    for (const { message, count } of this.#clarity.unclear) this.#troubles.set(message, count);
    return Object.freeze({
      outcome: this.#outcome(),
      seed: this.#plan.seed,
      walks,
      requests,
      elapsed: this.#elapsed,
      failure: this.#failure,
      troubles: [...this.#troubles].map(([message, count]) => ({ message, count })),
      coverage: this.#coverage.report(),
    });
  }

  #outcome(): ConformanceReport['outcome'] {
    if (this.#failure !== null) return 'violates';
    const { walks, good, doubtful, inARow } = this.#tally;
    // One that cannot be reached any more was not tested to the end.
    const isReached = good > 0 && inARow === 0 && doubtful <= doubtfulShareMax * walks;
    const isTested = this.#coverage.report().covered > 0 && this.#clarity.unclear.length === 0;
    return isReached && isTested ? 'conforms' : 'unreachable';
  }
}

/** The failure with a history as short as can be had. */
async function failureOf(
  { kind, message, line }: ConformanceError,
  session: Session,
  driver: LifecycleDriver,
  plan: Plan,
  after: number,
): Promise<Failure> {
  await session.end();
  const found = line === null ? session.lines : [...session.lines, line];
  const { history, again } = await reproduced(kind, found, driver, plan);
  const isIllegal = kind === 'illegal' && breaksAtTheEnd(history);
  return Object.freeze({
    kind,
    message: isIllegal ? `no course of events explains line ${history.length}` : message,
    history,
    story: isIllegal ? storyOf(history) : message,
    after,
    again,
  });
}

function checkDriver(driver: unknown): void {
  for (const name of ['create', 'call', 'read', 'destroy']) {
    const value = (driver as Record<string, unknown> | null | undefined)?.[name];
    if (typeof value !== 'function') {
      throw new InvalidInputError({ field: `driver.${name}`, value, allowed: 'a function' });
    }
  }
}

/**
 * Several clients of one new pipeline, which call and poll at once.
 *
 * A walk waits for each answer, so no race of the server shows in it. Here each client goes its own
 * way, by what it has read itself, and writes down when its requests began and ended. Nobody knows
 * in which order overlapping requests were decided: the history is legal if one order is.
 */
import { monotonicTime } from '../../../host/time';
import { isInstanceOf } from '../../../input';
import { type CompleteAction, everyAction, toRequest } from '../../../lifecycle';
import type { HistoryEntry, LineTimes } from '../../../trace';
import { type Random, randomOf } from '../../random';
import { ConformanceError } from '../conformance-error';
import {
  contentOf,
  type LifecycleDriver,
  type MappedReading,
  pauseAfter,
  Requests,
  UnclearError,
} from '../driver';
import { coverageColumnOf, coverageColumns, pairOf, type Routes } from '../goals';
import { callEntry, entryTimes, judgedEntries, readingEntry } from '../history';
import type { ConformancePlan } from '../options';
import type { Budget } from '../pace';
import { Session, type SessionSpace } from './session';

/** The requests of one client. */
const requestsMax = 10;

/** The surroundings of clients. */
export interface ClientsOptions {
  readonly driver: LifecycleDriver;
  readonly plan: ConformancePlan;
  readonly space: SessionSpace;
  readonly routes: Routes;
  readonly budget: Budget;
  readonly random: Random;
}

/** The events of clients. */
export interface ClientsEvents {
  readonly onTrouble: (summary: string, message?: string) => void;
  readonly onCall: (action: CompleteAction, isClear: boolean) => void;
}

/** The clients of one pipeline. */
export class Clients {
  readonly #options: ClientsOptions;
  readonly #events: ClientsEvents;
  readonly #session: Session;
  readonly #asked: Requests;
  readonly #timed: HistoryEntry[] = [];
  #error: unknown = null;
  #polls = 0;
  calls = 0;

  constructor(options: ClientsOptions, events: ClientsEvents) {
    const { driver, plan, space } = options;
    this.#options = options;
    this.#events = events;
    this.#session = new Session(driver, plan, space, { onTrouble: events.onTrouble });
    this.#asked = new Requests(driver, plan, events.onTrouble);
  }

  /** Calls and polls so far. */
  get requests(): number {
    return this.#session.requests + this.calls + this.#polls;
  }

  /** The history so far, in the order in which its lines began. */
  get entries(): readonly HistoryEntry[] {
    const sorted = this.#timed.toSorted((one, other) => beginOf(one) - beginOf(other));
    return [...this.#session.entries, ...sorted];
  }

  /**
   * Lets all of them call, and judges what they have seen. Throws ConformanceError and, if a
   * request may still be on its way, UnreachableError.
   */
  async run(): Promise<void> {
    const { plan, random } = this.#options;
    await this.#session.begin();
    const seeds = Array.from({ length: plan.clients }, () => random.next() * 2 ** 32);
    await Promise.all(seeds.map((seed) => this.#client(randomOf(seed))));
    if (this.#error !== null) throw this.#error;
    await this.#poll();
    // What was lost may show only once the runner has moved on.
    await plan.clock.sleep(plan.pollEvery * 8);
    await this.#poll();
    this.#judge();
  }

  /** Cleans up; false if a request may still be on its way. */
  end(): Promise<boolean> {
    return this.#session.end();
  }

  #judge(): void {
    const { dialect, strict } = this.#options.plan;
    const { verdict } = judgedEntries(this.entries, dialect, strict);
    if (verdict === 'illegal') {
      throw new ConformanceError('illegal', 'no order of the calls that overlap is possible');
    }
    if (verdict === 'legal') return;
    this.#events.onTrouble(
      'the calls of several clients overlap in too many orders to judge them: not counted',
    );
  }

  async #client(random: Random): Promise<void> {
    const { clock, pollEvery } = this.#options.plan;
    let pair = 'Stopped/Stopped';
    for (let requests = 0; requests < requestsMax && !this.#isOver; requests += 1) {
      try {
        if (random.chance(0.5)) await clock.sleep(pollEvery * 8 * random.next() ** 3);
        if (random.chance(0.35)) pair = pairIn(await this.#poll());
        else await this.#call(this.#pick(pair, random));
      } catch (error) {
        // The first one counts. The others end too, so that nothing is under way any more.
        this.#error ??= error;
      }
    }
  }

  get #isOver(): boolean {
    const { budget, plan } = this.#options;
    return this.#error !== null || budget.isWalkOver || plan.isInterrupted();
  }

  /** Rather an action that changes something in this pair: else the order does not matter. */
  #pick(pair: string, random: Random): CompleteAction {
    const { routes } = this.#options;
    const accepted = routes.deployments
      .filter((each) => pairOf(each) === pair)
      .flatMap((each) => routes.legsFrom(each))
      .flatMap((leg) => (leg.kind === 'call' ? [leg.action] : []));
    const actions = accepted.length > 0 && random.chance(0.8) ? accepted : everyAction;
    // By column, so that the many parameters of a start do not outweigh the others.
    const groups = coverageColumns
      .map((column) => actions.filter((each) => coverageColumnOf(each) === column))
      .filter((group) => group.length > 0);
    return random.pick(random.pick(groups));
  }

  async #poll(): Promise<MappedReading> {
    this.#polls += 1;
    const began = this.#now();
    const reading = await this.#asked.poll();
    this.#timed.push({ ...readingEntry(reading), times: timesFrom(began, this.#now()) });
    return reading;
  }

  async #call(action: CompleteAction): Promise<void> {
    const { budget, plan } = this.#options;
    budget.calls += 1;
    this.calls += 1;
    const began = this.#now();
    try {
      const answer = await this.#asked.call(action);
      const times = timesFrom(began, this.#now());
      const { problem, errorCode } = contentOf(toRequest(action), action, answer);
      this.#timed.push({ ...callEntry(action, answer.httpStatus, errorCode), times });
      this.#events.onCall(action, true);
      if (problem !== null) throw new ConformanceError('malformed', problem);
    } catch (error) {
      if (isInstanceOf(error, ConformanceError)) throw error;
      const gaveUp = this.#now();
      const times: LineTimes = { began, ended: Infinity, gaveUp, notation: 'number' };
      this.#timed.push({ ...callEntry(action, 500), answer: null, times });
      this.#events.onCall(action, false);
      if (!isInstanceOf(error, UnclearError)) throw error;
      if (error.retryAfter > 0) await plan.clock.sleep(pauseAfter(error, 0));
    }
  }

  #now(): number {
    return monotonicTime(this.#options.plan.clock);
  }
}

function timesFrom(began: number, ended: number): LineTimes {
  return { began, ended, gaveUp: null, notation: 'number' };
}

function beginOf(entry: HistoryEntry): number {
  return entryTimes(entry)?.began ?? 0;
}

/** The pair that a reading shows, or the first that it may stand for. */
function pairIn({ statuses, desiredStatuses }: MappedReading): string {
  return pairOf({ status: statuses[0], desiredStatus: desiredStatuses[0] });
}

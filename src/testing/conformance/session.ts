/**
 * One pipeline under test: its history so far, and the deployments that are still possible.
 *
 * The pipeline moves by itself between two lines, so a set of deployments is kept, as the checker
 * of histories does. The first line that no deployment allows ends the session.
 */

import type { Clock } from '../../host';
import { isInstanceOf } from '../../input';
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  toRequest,
  wireName,
} from '../../lifecycle';
import type { Call, ForeignStatuses, HistoryEntry, Reading } from '../../trace';
import {
  type Candidate,
  CandidatePool,
  type CandidateSet,
  consistentWith,
} from '../../trace/candidates';
import { TimeLimitError, UnreachableError, within } from '../timing';
import { checkedAnswer, pauseAfter, reached, UnclearError } from './answers';
import { bodyProblem } from './bodies';
import { type AttributionEvents, CallAttribution, ExpectedRunner } from './call-attribution';
import { ConformanceError } from './conformance-error';
import type { DriverAnswer, LifecycleDriver } from './driver';
import { callEntry, readingEntry } from './history-entries';
import { type MappedReading, parseReading } from './mapped-reading';

/** The circumstances of a session. */
export interface SessionOptions {
  readonly capabilities: Capabilities;
  readonly statuses: ForeignStatuses;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** How long the runner may take for one step, in milliseconds. */
  readonly patience: number;
  readonly clock: Clock;
}

/** The events of a session. */
export interface SessionEvents extends AttributionEvents {
  /** An answer did not come, or could not be understood: the kind of trouble, and all of it. */
  readonly onTrouble: (summary: string, message: string) => void;
  /** An action was called; the answer says what became of it, or does not. */
  readonly onCall: (action: CompleteAction, isClear: boolean, isAccepted: boolean) => void;
  /** A poll has left these deployments possible. */
  readonly onRead: (possible: readonly Deployment[]) => void;
}

const nobody: SessionEvents = {
  onTrouble: () => {},
  onCall: () => {},
  onDecided: () => {},
  onPlaced: () => {},
  onRead: () => {},
};

/** Shared by sessions, because it takes time to work out and never changes. */
export interface SessionSpace {
  readonly candidates: CandidatePool;
  readonly runner: ExpectedRunner;
}

const known = new Map<string, SessionSpace>();

/** The space of pipelines with these capabilities. */
export function sessionSpaceWith(capabilities: Capabilities): SessionSpace {
  const key = JSON.stringify(capabilities);
  const space = known.get(key) ?? sessionSpaceOf(new CandidatePool(capabilities));
  known.set(key, space);
  return space;
}

function sessionSpaceOf(candidates: CandidatePool): SessionSpace {
  return { candidates, runner: new ExpectedRunner(candidates) };
}

const pollsMax = 4;

/** A pipeline under test. */
export class Session {
  readonly #driver: LifecycleDriver;
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #entries: HistoryEntry[] = [];
  readonly #attribution: CallAttribution;
  #possible: CandidateSet;
  #requests = 0;
  #failedPolls = 0;

  constructor(
    driver: LifecycleDriver,
    options: SessionOptions,
    { candidates, runner }: SessionSpace,
    events: SessionEvents = nobody,
  ) {
    this.#driver = driver;
    this.#options = options;
    this.#events = events;
    this.#possible = candidates.neverStarted();
    this.#attribution = new CallAttribution(runner, this.possible, events);
    const lacking = Object.entries(options.capabilities).filter(([, has]) => !has);
    if (lacking.length > 0) {
      this.#entries.push({ kind: 'capabilities', capabilities: Object.fromEntries(lacking) });
    }
  }

  /** The number of calls and polls so far. */
  get requests(): number {
    return this.#requests;
  }

  /** The number of polls so far that got no answer that can be understood. */
  get failedPolls(): number {
    return this.#failedPolls;
  }

  /** The history so far. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** The deployments that were possible when the last line was answered. */
  get possible(): readonly Candidate[] {
    return this.#possible.members;
  }

  /** Creates a fully stopped pipeline, and reads it. */
  async begin(): Promise<void> {
    const { timeout, patience, clock } = this.#options;
    // Stopping what is there takes several steps of the runner.
    const limit = 4 * patience + 4 * timeout;
    const create = () => this.#driver.create();
    await reached('creating the pipeline', within(limit, 'create', create, clock));
    const reading = await this.#poll();
    const { statuses, desiredStatuses, hasError } = reading;
    const isStopped = statuses.includes('Stopped') && desiredStatuses.includes('Stopped');
    if (isStopped && !hasError) return this.#saw(reading);
    throw new UnreachableError('create did not provide a stopped pipeline without an error');
  }

  /**
   * Cleans up. A driver that fails to is not what is tested; but a request that was given up may
   * still be on its way, and then this resolves with false.
   */
  async end(): Promise<boolean> {
    const { timeout, clock } = this.#options;
    try {
      await within(timeout, 'destroy', () => this.#driver.destroy(), clock);
      return true;
    } catch (error) {
      return !isInstanceOf(error, TimeLimitError);
    }
  }

  /**
   * Calls an action. If no answer comes that can be understood, the call may have taken effect or
   * not, and both remain possible. Throws ConformanceError; UnreachableError if it may still take
   * effect later.
   */
  async call(action: CompleteAction): Promise<void> {
    this.#requests += 1;
    const request = toRequest(action);
    const answer = await this.#answerTo(action);
    // In a history, 500 says that the outcome is not known.
    const httpStatus = answer?.httpStatus ?? 500;
    this.#events.onCall(action, answer !== null, httpStatus < 400);
    this.#take(callEntry(action, httpStatus, this.#errorCodeIn(answer, request, action)));
  }

  /** The answer, or null if there was none that can be understood. */
  async #answerTo(action: CompleteAction): Promise<DriverAnswer | null> {
    const { timeout, clock } = this.#options;
    const name = wireName(action.type);
    const called = within(timeout, name, () => this.#driver.call(action), clock);
    try {
      return checkedAnswer(name, await reached(name, called));
    } catch (error) {
      // A request that was given up may still be on its way; access that is denied stays denied.
      if (!isInstanceOf(error, UnclearError)) throw error;
      this.#events.onTrouble(error.summary, error.message);
      this.note(`the outcome of the next call is not known: ${error.message}`);
      if (error.retryAfter > 0) await clock.sleep(pauseAfter(error, 0));
      return null;
    }
  }

  /** The code of an error. Throws ConformanceError if the body is not as documented. */
  #errorCodeIn(
    answer: DriverAnswer | null,
    request: string,
    action: CompleteAction,
  ): string | undefined {
    if (answer === null) return undefined;
    const { httpStatus, body } = answer;
    const problem = bodyProblem(request, action.type, answer);
    if (problem !== null) {
      this.#entries.push(callEntry(action, httpStatus));
      throw new ConformanceError('malformed', problem);
    }
    if (httpStatus < 400) return undefined;
    return (body as { readonly error_code: string }).error_code;
  }

  /** Polls the pipeline. Throws ConformanceError, UnreachableError. */
  async read(): Promise<MappedReading> {
    const reading = await this.#poll();
    this.#saw(reading);
    return reading;
  }

  /** Adds a note to the history. */
  note(text: string): void {
    this.#entries.push({ kind: 'note', text });
  }

  /** A poll changes nothing, so it is tried again if it fails. */
  async #poll(): Promise<MappedReading> {
    const { timeout, statuses, clock } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        const read = within(timeout, 'a poll', () => this.#driver.read(), clock);
        return parseReading(await reached('a poll', read), statuses);
      } catch (error) {
        if (!isInstanceOf(error, UnreachableError) || tries === pollsMax) throw error;
        this.#failedPolls += 1;
        const summary = isInstanceOf(error, UnclearError) ? error.summary : error.message;
        this.#events.onTrouble(summary, error.message);
        await clock.sleep(pauseAfter(error, timeout / 20));
      }
    }
  }

  #saw(reading: MappedReading): void {
    this.#requests += 1;
    const entry = readingEntry(reading);
    // The same reading again says nothing new, and would only make the history long.
    if (isSameReading(entry, this.#entries.at(-1))) return;
    this.#take(entry);
    this.#events.onRead(this.possible.map(({ deployment }) => deployment));
  }

  /** Keeps what an entry leaves possible. Throws ConformanceError if that is nothing. */
  #take(entry: Call | Reading): void {
    this.#entries.push(entry);
    const kept = consistentWith(this.#possible.afterAnyObservations(), entry);
    if (kept.members.length === 0) {
      throw new ConformanceError('illegal', `no deployment allows line ${this.#entries.length}`);
    }
    this.#possible = kept;
    this.#attribution.take(entry, kept.members);
  }
}

function isSameReading(one: Reading, other: HistoryEntry | undefined): boolean {
  return (
    other?.kind === 'seen' &&
    one.statuses.join() === other.statuses.join() &&
    one.desiredStatuses.join() === other.desiredStatuses.join() &&
    one.error === other.error
  );
}

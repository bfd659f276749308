/**
 * One pipeline under test: its history so far, and the deployments that are still possible.
 *
 * The pipeline moves by itself between two lines, so a set of deployments is kept, as the checker
 * of histories does. The first line that no deployment allows ends the session.
 */

import { type Dialect, documents } from '../../../dialect';
import { isInstanceOf } from '../../../input';
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  toRequest,
} from '../../../lifecycle';
import type { Call, HistoryEntry, Reading } from '../../../trace';
import {
  type Candidate,
  CandidatePool,
  type CandidateSet,
  consistentWith,
} from '../../../trace/candidates';
import { TimeLimitError, UnreachableError, within } from '../../timing';
import { ConformanceError } from '../conformance-error';
import {
  contentOf,
  type DriverAnswer,
  type LifecycleDriver,
  type MappedReading,
  type OnTrouble,
  pauseAfter,
  type RequestOptions,
  Requests,
  reached,
  UnclearError,
} from '../driver';
import { callEntry, readingEntry } from '../history';
import { type AttributionEvents, CallAttribution, ExpectedRunner } from './call-attribution';

/** The circumstances of a session. */
export interface SessionOptions extends RequestOptions {
  readonly capabilities: Capabilities;
  /** How long the runner may take for one step, in milliseconds. */
  readonly patience: number;
}

/** The events of a session. */
export interface SessionEvents extends AttributionEvents {
  readonly onTrouble: OnTrouble;
  /** An action was called; the answer says what became of it, or does not. */
  readonly onCall: (action: CompleteAction, isClear: boolean, isAccepted: boolean) => void;
  /** A poll has left these deployments possible. */
  readonly onRead: (possible: readonly Deployment[]) => void;
}

const nobody: SessionEvents = {
  onTrouble: () => {},
  onCall: () => {},
  onRuled: () => {},
  onDecided: () => {},
  onPlaced: () => {},
  onRead: () => {},
};

/** Shared by sessions, because it takes time to work out and never changes. */
export interface SessionSpace {
  readonly candidates: CandidatePool;
  readonly runner: ExpectedRunner;
}

const known = new WeakMap<Dialect, Map<string, SessionSpace>>();

/** The space of pipelines with these capabilities, on a server with this dialect. */
export function sessionSpaceWith(
  capabilities: Capabilities,
  dialect: Dialect = documents,
): SessionSpace {
  const ofDialect = known.get(dialect) ?? new Map<string, SessionSpace>();
  known.set(dialect, ofDialect);
  const key = JSON.stringify(capabilities);
  const space =
    ofDialect.get(key) ?? sessionSpaceOf(new CandidatePool(capabilities, false, dialect));
  ofDialect.set(key, space);
  return space;
}

function sessionSpaceOf(candidates: CandidatePool): SessionSpace {
  return { candidates, runner: new ExpectedRunner(candidates) };
}

/** A pipeline under test. */
export class Session {
  readonly #driver: LifecycleDriver;
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #entries: HistoryEntry[] = [];
  readonly #attribution: CallAttribution;
  readonly #asked: Requests;
  #possible: CandidateSet;
  #requests = 0;

  constructor(
    driver: LifecycleDriver,
    options: SessionOptions,
    { candidates, runner }: SessionSpace,
    events: Partial<SessionEvents> = {},
  ) {
    this.#driver = driver;
    this.#options = options;
    this.#events = { ...nobody, ...events };
    this.#asked = new Requests(driver, options, this.#events.onTrouble);
    this.#possible = candidates.neverStarted();
    this.#attribution = new CallAttribution(runner, this.possible, this.#events);
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
    return this.#asked.failedPolls;
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
    const reading = await this.#asked.poll();
    const { statuses, desiredStatuses, hasError } = reading;
    const isStopped = statuses.includes('Stopped') && desiredStatuses.includes('Stopped');
    if (isStopped && !hasError) return this.#saw(reading);
    throw new UnreachableError('create did not provide a stopped pipeline without an error');
  }

  /**
   * Cleans up. A failing clean-up is not counted against the implementation; but if it takes too
   * long, its requests may still be on their way, and then this resolves with false.
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
    const answer = await this.#answerTo(action);
    // In a history, 500 says that the outcome is not known.
    const httpStatus = answer?.httpStatus ?? 500;
    this.#events.onCall(action, answer !== null, httpStatus < 400);
    this.#take(callEntry(action, httpStatus, this.#errorCodeIn(answer, action)));
  }

  /** The answer, or null if there was none that can be understood. */
  async #answerTo(action: CompleteAction): Promise<DriverAnswer | null> {
    try {
      return await this.#asked.call(action);
    } catch (error) {
      // A request that was given up may still be on its way; access that is denied stays denied.
      if (!isInstanceOf(error, UnclearError)) throw error;
      this.note(`the outcome of the next call is not known: ${error.message}`);
      if (error.retryAfter > 0) await this.#options.clock.sleep(pauseAfter(error, 0));
      return null;
    }
  }

  /** The code of an error. Throws ConformanceError if the body is not as documented. */
  #errorCodeIn(answer: DriverAnswer | null, action: CompleteAction): string | undefined {
    if (answer === null) return undefined;
    const { errorCode, problem } = contentOf(toRequest(action), action, answer);
    if (problem === null) return errorCode;
    this.#entries.push(callEntry(action, answer.httpStatus));
    throw new ConformanceError('malformed', problem);
  }

  /** Polls the pipeline. Throws ConformanceError, UnreachableError. */
  async read(): Promise<MappedReading> {
    const reading = await this.#asked.poll();
    this.#saw(reading);
    return reading;
  }

  /** Adds a note to the history. */
  note(text: string): void {
    this.#entries.push({ kind: 'note', text });
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

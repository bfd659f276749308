/**
 * One pipeline under test: what was called and read so far, and which deployments are still possible.
 *
 * The pipeline moves by itself between two lines, so the kit keeps a set of deployments, as the checker of
 * histories does. It is written down as a history all along, and the first line that no deployment allows
 * ends the session.
 */
import { type Capabilities, type CompleteAction, toRequest, wireName } from '../../lifecycle';
import { parseEntry } from '../../trace';
import {
  type Candidate,
  CandidatePool,
  type CandidateSet,
  consistentWith,
} from '../../trace/candidates';
import { type Clock, TimeLimitError, UnreachableError, within } from '../timing';
import { callLine, checkedAnswer, missingIn, reached, UnclearError } from './answers';
import { pairOf, restingPair } from './atlas';
import { ConformanceError } from './conformance-error';
import type { Coverage } from './coverage';
import type { DriverAnswer, LifecycleDriver } from './driver';
import { type ForeignStatuses, type Reading, readingOf } from './foreign';

/** What a session needs to know. */
export interface SessionOptions {
  readonly capabilities: Capabilities;
  readonly statuses: ForeignStatuses;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** How long the runner may take for one step, in milliseconds. */
  readonly patience: number;
  readonly clock: Clock;
  /** Told of what could not be understood, or did not come. */
  readonly onTrouble: (message: string) => void;
  /** Told of each call, and whether its answer says what came of it. */
  readonly onCall?: (action: CompleteAction, isClear: boolean) => void;
}

/** A call: where it was decided is known once the next line is. */
interface Pending {
  readonly action: CompleteAction;
  readonly line: string;
  /** All that was possible when it was decided. */
  readonly before: CandidateSet;
  /** Where it was at rest before; null where it was not, or where that is not known. */
  readonly restsAt: string | null;
}

/** A pipeline under test. */
export class Session {
  readonly #driver: LifecycleDriver;
  readonly #options: SessionOptions;
  readonly #all: CandidatePool;
  readonly #lines: string[] = [];
  #possible: CandidateSet;
  #requests = 0;
  #pending: Pending | null = null;
  readonly #coverage: Coverage | null;

  constructor(driver: LifecycleDriver, options: SessionOptions, coverage: Coverage | null = null) {
    this.#driver = driver;
    this.#options = options;
    this.#coverage = coverage;
    this.#all = new CandidatePool(options.capabilities);
    this.#possible = this.#all.neverStarted();
    const lacking = Object.entries(options.capabilities).filter(([, has]) => !has);
    if (lacking.length > 0) {
      this.#lines.push(JSON.stringify({ capabilities: Object.fromEntries(lacking) }));
    }
  }

  /** How many calls and polls there were. */
  get requests(): number {
    return this.#requests;
  }

  /** The history so far, one JSON object a line. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The deployments that were possible when the last line was answered. */
  get possible(): readonly Candidate[] {
    return this.#possible.members;
  }

  /** Brings about a pipeline that is fully stopped, and reads it. */
  async begin(): Promise<void> {
    const { timeout, patience } = this.#options;
    // Stopping what is there takes several steps of the runner.
    const limit = 4 * patience + 4 * timeout;
    await reached(
      'creating the pipeline',
      within(limit, 'create', () => this.#driver.create()),
    );
    const reading = await this.#poll();
    const isNew =
      reading.statuses.includes('Stopped') &&
      reading.desiredStatuses.includes('Stopped') &&
      !reading.hasError;
    if (isNew) return this.#saw(reading);
    throw new UnreachableError('create did not bring about a stopped pipeline without an error');
  }

  /**
   * Leaves nothing behind. A driver that cannot even do that is not what is tested; but what it was given up
   * at may still be on its way, and then this says false.
   */
  async end(): Promise<boolean> {
    try {
      await within(this.#options.timeout, 'destroy', () => this.#driver.destroy());
      return true;
    } catch (error) {
      return !(error instanceof TimeLimitError);
    }
  }

  /**
   * Calls an action. Where no answer comes that can be understood, the call may have taken effect or not,
   * and both remain possible. Throws ConformanceError, and UnreachableError where it may still do so.
   */
  async call(action: CompleteAction): Promise<void> {
    this.#requests += 1;
    const request = toRequest(action);
    const answer = await this.#answerOf(request, action);
    // A 500 is an outcome that is not known as well.
    const httpStatus = answer?.httpStatus ?? 500;
    const isClear = httpStatus !== 500;
    this.#options.onCall?.(action, isClear);
    if (answer !== null && !isClear) {
      this.#options.onTrouble(`${wireName(action.type)}: answered with 500`);
    }
    const line: Record<string, unknown> = callLine(action, httpStatus);
    if (answer !== null && answer.httpStatus >= 400) {
      const missing = missingIn(answer.body);
      if (missing.length > 0) this.#malformed(request, line, missing);
      line.error_code = (answer.body as { error_code: string }).error_code;
    }
    const text = JSON.stringify(line);
    this.#pending = null;
    const before = this.#possible.afterAnyObservations();
    const restsAt = restingPair(this.possible.map(({ deployment }) => deployment));
    this.#take(text);
    this.#pending = isClear ? { action, line: text, before, restsAt } : null;
  }

  /** The answer, or null where there was none that can be understood. */
  async #answerOf(request: string, action: CompleteAction): Promise<DriverAnswer | null> {
    const called = within(this.#options.timeout, request, () => this.#driver.call(action));
    try {
      return checkedAnswer(request, await reached(request, called));
    } catch (error) {
      // What was given up may still be on its way; what is refused by a guard, always will be.
      if (!(error instanceof UnclearError)) throw error;
      this.#options.onTrouble(error.message);
      this.note(`the outcome of the next call is not known: ${error.message}`);
      return null;
    }
  }

  #malformed(request: string, line: object, missing: readonly string[]): never {
    this.#lines.push(JSON.stringify(line));
    throw new ConformanceError(
      'malformed',
      `${request} is refused with a body without a proper ${missing.join(', ')}: every error is documented to have message, error_code and details`,
    );
  }

  /** Polls the pipeline. Throws ConformanceError, UnreachableError. */
  async read(): Promise<Reading> {
    const reading = await this.#poll();
    this.#saw(reading);
    return reading;
  }

  /** Says in the history what is not a call or a poll. */
  note(text: string): void {
    this.#lines.push(JSON.stringify({ note: text }));
  }

  /** A poll changes nothing, so it is tried again where it fails. */
  async #poll(): Promise<Reading> {
    const { timeout, statuses, clock, onTrouble } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        const read = within(timeout, 'a poll', () => this.#driver.read());
        return readingOf(await reached('a poll', read), statuses);
      } catch (error) {
        if (!(error instanceof UnreachableError) || tries === pollsMax) throw error;
        onTrouble(error.message);
        await clock.sleep(timeout / 20);
      }
    }
  }

  #saw({ statuses, desiredStatuses, hasError }: Reading): void {
    const single = (all: readonly string[]) => (all.length === 1 ? all[0] : all);
    const line = JSON.stringify({
      seen: {
        deployment_status: single(statuses),
        deployment_desired_status: single(desiredStatuses),
        deployment_error: hasError ? true : null,
      },
    });
    this.#requests += 1;
    // What is read again says nothing new, and would only make the history long.
    if (line === this.#lines.at(-1)) return;
    const pending = this.#pending;
    this.#take(line);
    for (const { deployment } of this.possible) this.#coverage?.sawPair(deployment);
    this.#pending = null;
    if (pending !== null) this.#cover(pending, line);
  }

  /** Keeps what a line leaves possible. Throws where that is nothing. */
  #take(text: string): void {
    const entry = parseEntry(text);
    this.#lines.push(text);
    if (entry.kind !== 'call' && entry.kind !== 'seen') return;
    const kept = consistentWith(this.#possible.afterAnyObservations(), entry);
    if (kept.members.length === 0) {
      throw new ConformanceError('illegal', `no deployment allows line ${this.#lines.length}`);
    }
    this.#possible = kept;
  }

  /**
   * Which deployments a call was decided in, by what was read after it. One that was at rest before is taken
   * to have stayed there, where that explains all: else only a failure, or a runner that does what nobody
   * asked for, would have moved it.
   */
  #cover({ action, line, before, restsAt }: Pending, next: string): void {
    const [callEntry, seenEntry] = [parseEntry(line), parseEntry(next)];
    if (callEntry.kind !== 'call' || seenEntry.kind !== 'seen') return;
    const sure = before.members.filter((member) => {
      const after = consistentWith(this.#all.setOf([member]), callEntry);
      return (
        after.members.length > 0 &&
        consistentWith(after.afterAnyObservations(), seenEntry).members.length > 0
      );
    });
    const pairs = new Set(sure.map(({ deployment }) => pairOf(deployment)));
    const [first] = sure;
    const stayed = sure.find(({ deployment }) => pairOf(deployment) === restsAt);
    const found = pairs.size === 1 ? first : stayed;
    if (found !== undefined) this.#coverage?.count(found.deployment, action);
  }
}

const pollsMax = 4;

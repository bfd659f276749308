/**
 * Requests to the pipeline under test: each has a limit, and a poll that fails is repeated.
 */
import type { Dialect, Words } from '../../../dialect';
import type { Clock } from '../../../host';
import { isInstanceOf } from '../../../input';
import { type CompleteAction, wireName } from '../../../lifecycle';
import { UnreachableError, within } from '../../timing';
import { checkedAnswer, pauseAfter, reached, UnclearError } from './answers';
import { bodyProblem } from './bodies';
import type { DriverAnswer, LifecycleDriver } from './driver';
import { type MappedReading, parseReading } from './mapped-reading';

/** The circumstances of requests. */
export interface RequestOptions {
  readonly dialect: Dialect;
  readonly words: Words;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
}

/** Told of an answer that did not come, or could not be understood: its kind, and all of it. */
export type OnTrouble = (summary: string, message: string) => void;

const pollsMax = 4;

/** Sends requests to one pipeline. */
export class Requests {
  readonly #driver: LifecycleDriver;
  readonly #options: RequestOptions;
  readonly #onTrouble: OnTrouble;
  #failedPolls = 0;

  constructor(driver: LifecycleDriver, options: RequestOptions, onTrouble: OnTrouble) {
    this.#driver = driver;
    this.#options = options;
    this.#onTrouble = onTrouble;
  }

  /** The number of polls so far that got no answer that can be understood. */
  get failedPolls(): number {
    return this.#failedPolls;
  }

  /**
   * Calls an action. Rejects with UnclearError if the call is over and nobody knows what became of
   * it; with UnreachableError if it may still be on its way, or access is denied.
   */
  async call(action: CompleteAction): Promise<DriverAnswer> {
    const { timeout, clock, dialect } = this.#options;
    const name = wireName(action.type);
    const called = within(timeout, name, () => this.#driver.call(action), clock);
    try {
      return checkedAnswer(name, await reached(name, called), dialect);
    } catch (error) {
      if (isInstanceOf(error, UnclearError)) this.#onTrouble(error.summary, error.message);
      throw error;
    }
  }

  /** Polls. A poll changes nothing, so it is tried again if it fails. */
  async poll(): Promise<MappedReading> {
    const { timeout, words, clock } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        const read = within(timeout, 'a poll', () => this.#driver.read(), clock);
        return parseReading(await reached('a poll', read), words);
      } catch (error) {
        if (!isInstanceOf(error, UnreachableError) || tries === pollsMax) throw error;
        this.#failedPolls += 1;
        const summary = isInstanceOf(error, UnclearError) ? error.summary : error.message;
        this.#onTrouble(summary, error.message);
        await clock.sleep(pauseAfter(error, timeout / 20));
      }
    }
  }
}

/** The code of an error in an answer, if there is one, or the problem with its body. */
export interface AnswerContent {
  readonly errorCode: string | undefined;
  readonly problem: string | null;
}

/** Reads the body of an answer. Pure. */
export function contentOf(
  request: string,
  { type }: CompleteAction,
  answer: DriverAnswer,
): AnswerContent {
  const problem = bodyProblem(request, type, answer);
  if (problem !== null || answer.httpStatus < 400) return { errorCode: undefined, problem };
  const { error_code: errorCode } = answer.body as { readonly error_code: string };
  return { errorCode, problem };
}

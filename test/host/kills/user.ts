/** Users of pipelines over HTTP, who write down every call and what was seen after it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { monotonicTime } from '../../../src/host/time';
import { systemClock } from '../../../src/host/time/clock';
import { actionTypes, errorCodes, everyAction, toRequest } from '../../../src/lifecycle';
import { type Random, randomOf } from '../../../src/testing/random';
import { checkHistory, describeViolation } from '../../../src/trace';

type Body = Readonly<Record<string, unknown>>;

/** The server was asked, and has answered. */
interface Answer {
  readonly status: number;
  readonly body: Body | null;
  /** The revision of the pipeline that was read; undefined if none was. */
  readonly revision: number | undefined;
}

/** A user of one pipeline. */
export class User {
  readonly name: string;
  readonly #lines: string[] = [];
  readonly #urlOf: () => string;
  readonly #random: Random;
  #revision = 0;

  /** `urlOf` returns the address of a server, which may change. */
  constructor(name: string, urlOf: () => string, seed: number) {
    this.name = name;
    this.#urlOf = urlOf;
    this.#random = randomOf(seed);
  }

  /**
   * Calls a random action, and looks. Resolves with true if the action was answered; one that was
   * not may take effect all the same.
   */
  async act(): Promise<boolean> {
    const type = this.#random.pick(actionTypes);
    const action = this.#random.pick(everyAction.filter((each) => each.type === type));
    const call = toRequest(action);
    const began = monotonicTime(systemClock);
    const answer = await this.#ask('POST', `/${call}`);
    const ended = monotonicTime(systemClock);
    const given = answer && { answer: answer.status, error_code: answer.body?.error_code, ended };
    this.#lines.push(JSON.stringify({ call, began, ...given }));
    await this.look();
    return answer !== undefined;
  }

  /** Reads the pipeline, however often it takes. */
  async look(): Promise<void> {
    for (;;) {
      const began = monotonicTime(systemClock);
      const answer = await this.#ask('GET', '');
      const ended = monotonicTime(systemClock);
      if (answer === undefined) {
        await sleep(10);
        continue;
      }
      const { body, revision = -1 } = answer;
      if (revision < this.#revision) {
        throw new Error(`${this.name} has revision ${revision}, after ${this.#revision} was seen.`);
      }
      this.#revision = revision;
      this.#lines.push(JSON.stringify({ seen: body, began, ended }));
      return;
    }
  }

  /** Expects that all answers, and all that was seen, follow from the rules. */
  async expectLegal(): Promise<void> {
    const { verdict, violation } = await checkHistory(this.#lines);
    const words = violation === null ? '' : describeViolation(violation);
    expect(verdict, `${words}\n${this.#lines.slice(-40).join('\n')}`).toBe('legal');
  }

  /** Resolves with undefined if nobody answers, or nobody who knows. */
  async #ask(method: string, path: string): Promise<Answer | undefined> {
    try {
      const response = await fetch(`${this.#urlOf()}/v0/pipelines/${this.name}${path}`, { method });
      const text = await response.text();
      const body = text === '' ? null : (JSON.parse(text) as Body);
      const { status } = response;
      // Any other 5xx says that the server itself is in trouble.
      const isKnown = (errorCodes as readonly unknown[]).includes(body?.error_code);
      if (status >= 500 && !isKnown) return undefined;
      const [, revision] = /\.(\d+)"$/.exec(response.headers.get('etag') ?? '') ?? [];
      return { status, body, revision: revision === undefined ? undefined : Number(revision) };
    } catch {
      return undefined;
    }
  }
}

/** Users who act at the same time. */
export class Crowd {
  readonly #users: readonly User[];
  readonly #acting = new Set<User>();
  #answered = 0;
  #goal = 0;
  #reached = () => {};
  #fail: (error: unknown) => void = () => {};
  /** Rejects once a user has seen what must not be. */
  readonly #failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(users: readonly User[]) {
    this.#users = users;
    this.#failed.catch(() => {});
  }

  /** Lets them act until this many more calls are answered. Some may be under way after that. */
  async load(calls: number): Promise<void> {
    this.#goal = this.#answered + calls;
    const reached = new Promise<void>((resolve) => {
      this.#reached = resolve;
    });
    for (const user of this.#users) {
      if (this.#acting.has(user)) continue;
      this.#acting.add(user);
      this.#act(user).catch(this.#fail);
    }
    await Promise.race([reached, this.#failed]);
  }

  /** Resolves once no call is under way. */
  async rest(): Promise<void> {
    while (this.#acting.size > 0) await Promise.race([sleep(5), this.#failed]);
  }

  async #act(user: User): Promise<void> {
    while (this.#answered < this.#goal) {
      if (!(await user.act())) continue;
      this.#answered += 1;
      if (this.#answered >= this.#goal) this.#reached();
    }
    this.#acting.delete(user);
  }
}

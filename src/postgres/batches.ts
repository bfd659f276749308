/**
 * Batches: requests that come while others are under way share a statement, and so a round trip and
 * a wait for the disk. A request that comes alone is sent at once.
 */
import { fieldOf } from '../input';

/** The most statements of a kind that are under way at once, and requests in a statement. */
const limits = { underWay: 2, requests: 100 };

interface WaitingRequest<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests of one kind. */
export class Batches<Request, Answer> {
  readonly #keyOf: (request: Request) => string;
  readonly #send: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  #waiting: WaitingRequest<Request, Answer>[] = [];
  #underWay = 0;

  /** `send` answers each request in its place. No two with the same key are sent together. */
  constructor(
    keyOf: (request: Request) => string,
    send: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  ) {
    this.#keyOf = keyOf;
    this.#send = send;
  }

  /** Settles as the request does in the statement that it is sent with. */
  request(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      // Requests of the same turn are sent with it.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#sendNext());
    });
  }

  #sendNext(): void {
    if (this.#waiting.length === 0 || this.#underWay === limits.underWay) return;
    const batch = this.#takeBatch();
    this.#underWay += 1;
    void this.#sendBatch(batch).finally(() => {
      this.#underWay -= 1;
      this.#sendNext();
    });
    this.#sendNext();
  }

  #takeBatch(): readonly WaitingRequest<Request, Answer>[] {
    const batch = new Map<string, WaitingRequest<Request, Answer>>();
    const left: WaitingRequest<Request, Answer>[] = [];
    for (const each of this.#waiting) {
      const key = this.#keyOf(each.request);
      if (batch.size === limits.requests || batch.has(key)) left.push(each);
      else batch.set(key, each);
    }
    this.#waiting = left;
    return [...batch.values()];
  }

  /** Settles every request of a batch. Never rejects. */
  async #sendBatch(batch: readonly WaitingRequest<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#send(batch.map(({ request }) => request));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      // One value that the database refuses must not fail the others. Nothing was written.
      if (batch.length > 1 && isOfOneRequest(error)) {
        await Promise.all(batch.map((each) => this.#sendBatch([each])));
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }
}

/** Returns true for an error of the data, or of two statements that met: class 22 or 40. */
function isOfOneRequest(error: unknown): boolean {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' && /^(22|40)...$/.test(code);
}

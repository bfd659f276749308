/** Calls of the engine, by HTTP: all that servers need. */
import { fieldOf, parseJson, readThrown } from '../input';
import { type Message, type RequestAnswers, type RequestKind, writtenMessage } from './messages';

/** Restate could not be reached, or has answered with an error. */
export class RestateCallError extends Error {
  override readonly name = 'RestateCallError';
  /** The HTTP status of the answer; null if there was none. */
  readonly httpStatus: number | null;

  constructor(message: string, httpStatus: number | null, options?: ErrorOptions) {
    super(message, options);
    this.httpStatus = httpStatus;
  }
}

/** The address of the engine, and how to call it. */
export interface IngressOptions {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** A call of the handler that takes a message. */
export interface IngressCall<Kind extends RequestKind = RequestKind> {
  readonly service: string;
  readonly key: string;
  readonly kind: Kind;
  readonly message: Message<Kind>;
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
}

/** Calls handlers. Resolves with their answers: plain JSON, or undefined for none. */
export class Ingress {
  readonly #options: IngressOptions;

  constructor(options: IngressOptions) {
    this.#options = options;
  }

  async call<Kind extends RequestKind>(call: IngressCall<Kind>): Promise<RequestAnswers[Kind]> {
    const { service, key, kind } = call;
    const { address } = this.#options;
    const path = [service, encodeURIComponent(key), kind].join('/');
    const { status, text } = await this.#fetch(`${address.href.replace(/\/$/, '')}/${path}`, call);
    if (status >= 200 && status < 300) {
      return (text === '' ? undefined : parseJson(text)) as RequestAnswers[Kind];
    }
    throw new RestateCallError(
      `Restate has answered ${status} to ${kind} of ${key}: ${messageIn(text)}`,
      status,
    );
  }

  async #fetch(url: string, { message, timeout, signal }: IngressCall) {
    const limit = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...this.#options.headers, 'content-type': 'application/json' },
        body: JSON.stringify(writtenMessage(message)),
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      const { origin } = this.#options.address;
      const reason = limit.aborted
        ? `no answer within ${timeout} ms`
        : readThrown(fieldOf(error, 'cause') ?? error).message;
      throw new RestateCallError(`Restate cannot be reached at ${origin}: ${reason}`, null, {
        cause: error,
      });
    }
  }
}

/** The message in the body of an error. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text);
    if (typeof message === 'string') return message;
  } catch {
    // Something else than the engine has answered.
  }
  return text.slice(0, 200);
}

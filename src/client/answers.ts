/** Answers as values: successes and refusals. */
import { fieldOf, isFields } from '../input';
import type { ErrorCode } from '../lifecycle';
import { UnexpectedAnswerError } from './errors';

/** A request that succeeded. */
export interface Success<Value> {
  readonly ok: true;
  /** The HTTP status code of the answer. */
  readonly httpStatus: number;
  readonly value: Value;
  /** The version of the pipeline, for `onlyIf`; null if the answer has none. */
  readonly etag: string | null;
  /** How often the request was sent. */
  readonly attempts: number;
}

/** A request that was refused: by the lifecycle, by the server, or by a gateway before it. */
export interface RefusedRequest {
  readonly ok: false;
  /** The HTTP status code of the answer. */
  readonly httpStatus: number;
  /** The code of the error; null if the answer is not that of a server of this API. */
  readonly code: ErrorCode | (string & {}) | null;
  readonly message: string;
  /** The next thing to try; null if the answer has none. */
  readonly hint: string | null;
  /** Data whose fields depend on the code; empty if the answer has none. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The seconds after which to try again; null if the answer does not say so. */
  readonly retryAfter: number | null;
  /**
   * How often the request was sent. If it is more than one, a refusal may be due to an earlier
   * attempt that took effect though its answer was lost.
   */
  readonly attempts: number;
}

/** The answer to a request. */
export type Answer<Value> = Success<Value> | RefusedRequest;

/** The value of an accepted action. */
export interface Accepted {
  /** The checkpoint from which the pipeline continues; null if the action has none. */
  readonly checkpoint: number | null;
}

/** A response whose body is read. */
export interface ReadResponse {
  readonly httpStatus: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly text: string;
  readonly attempts: number;
}

/** Returns the refusal that a response is. */
export function refusalOf({ httpStatus, headers, text, attempts }: ReadResponse): RefusedRequest {
  const body = jsonIn(text);
  const [code, message, details] = ['error_code', 'message', 'details'].map((name) =>
    fieldOf(body, name),
  );
  const isOurs = typeof code === 'string' && typeof message === 'string';
  const known = isOurs && isFields(details) ? details : {};
  const hint = fieldOf(known, 'hint');
  const type = headers.get('content-type') ?? 'nothing';
  return Object.freeze({
    ok: false,
    httpStatus,
    code: isOurs ? code : null,
    message: isOurs ? message : `The answer ${httpStatus} is not from the server: it has ${type}.`,
    hint: typeof hint === 'string' ? hint : null,
    details: known,
    retryAfter: secondsIn(headers.get('retry-after')),
    attempts,
  });
}

/** Returns the success that a response is, if its body can be read. */
export function successOf<Value>(
  response: ReadResponse,
  bodyOf: (body: unknown) => Value | undefined,
  request: string,
): Success<Value> {
  const { httpStatus, headers, text, attempts } = response;
  const value = bodyOf(text === '' ? null : jsonIn(text));
  if (value === undefined) {
    const type = headers.get('content-type') ?? 'no type';
    throw new UnexpectedAnswerError(request, httpStatus, `has another body (${type})`);
  }
  return Object.freeze({ ok: true, httpStatus, value, etag: headers.get('etag'), attempts });
}

/** Returns the seconds of a Retry-After; null for a date, which depends on two clocks. */
function secondsIn(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

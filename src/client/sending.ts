/**
 * Sending requests. One that may be sent twice is tried again after a lost connection, and after
 * answers that may pass by themselves; any other is sent once, unless it was turned away unread.
 */
import { type ReadResponse, refusalOf } from './answers';
import { ConnectionError } from './errors';
import type { ClientSettings } from './options';

/** A request to send. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path below the base address, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** How often a request is sent at most. */
const attemptsMax = 4;
const pauseMin = 250;
const pauseMax = 8_000;
/** A server that asks for more time than this is not waited for: the answer says how long. */
const patience = 30;

/** Returns the pause before another attempt, in milliseconds: longer each time. Pure. */
export function attemptPause(attempts: number): number {
  return Math.min(pauseMax, pauseMin * 2 ** Math.min(attempts - 1, 10));
}

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/**
 * Sends a request until there is an answer to keep. Rejects with ConnectionError, and with the
 * reason of the signal once it aborts.
 */
export async function sendRepeatedly(
  settings: ClientSettings,
  outgoing: Outgoing,
  isRepeatable: boolean,
): Promise<ReadResponse> {
  const { method, path, signal } = outgoing;
  for (let attempts = 1; ; attempts += 1) {
    const isLast = attempts >= attemptsMax;
    let pause = attemptPause(attempts);
    try {
      const response = { ...(await readWhole(settings, outgoing)), attempts };
      if (isLast || !isPassing(response, isRepeatable)) return response;
      const { retryAfter } = refusalOf(response);
      if (retryAfter !== null && retryAfter > patience) return response;
      pause = Math.max(pause, (retryAfter ?? 0) * 1_000);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LostError)) throw error;
      const request = `${method} ${settings.baseUrl}${path}`;
      const facts = { request, attempts, mayHaveChanged: method !== 'GET' };
      if (isLast || !isRepeatable) throw new ConnectionError(facts, error.cause);
    }
    await untilAborted(settings.sleep(pause, signal), signal);
  }
}

/** True if another attempt may be answered otherwise, and does no harm. */
function isPassing({ httpStatus, headers, text, attempts }: ReadResponse, isRepeatable: boolean) {
  // Turned away before anything was done.
  if (httpStatus === 429) return true;
  if (!isRepeatable) return false;
  if (httpStatus === 502 || httpStatus === 504) return true;
  if (httpStatus !== 503) return false;
  const { code } = refusalOf({ httpStatus, headers, text, attempts });
  // A refusal of the lifecycle is an answer, even if it passes once the pipeline has moved.
  return code === null || code === 'Unavailable';
}

/** The connection broke off, or none came about. */
class LostError extends Error {}

/** Sends a request once. Throws LostError if no answer comes. */
export async function sendOnce(
  { baseUrl, tokenOf, fetch }: ClientSettings,
  { method, path, headers = {}, body, signal }: Outgoing,
): Promise<Response> {
  const token = await untilAborted(tokenOf(), signal);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const all = { ...headers, ...authorization };
  // A redirect would turn a POST into a GET, or take the token along.
  const init = { method, headers: all, signal, redirect: 'error' } as const;
  const sent = async () => fetch(baseUrl + path, body === undefined ? init : { ...init, body });
  return untilAborted(orLost(sent()), signal);
}

async function readWhole(settings: ClientSettings, outgoing: Outgoing) {
  const response = await sendOnce(settings, outgoing);
  const { status: httpStatus, headers } = response;
  return {
    httpStatus,
    headers,
    text: await untilAborted(orLost(response.text()), outgoing.signal),
  };
}

/**
 * Resolves as a promise does, or rejects with the reason of the signal as soon as that aborts, even
 * if the work itself ignores the signal.
 */
export function untilAborted<Value>(
  promise: Value | PromiseLike<Value>,
  signal: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    const settle =
      <Given>(by: (given: Given) => void) =>
      (given: Given) => {
        signal.removeEventListener('abort', end);
        by(given);
      };
    Promise.resolve(promise).then(settle(resolve), settle(reject));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/** Resolves once the promise does, or the signal aborts. */
export async function ignoringAbort(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await untilAborted(promise, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Resolves as a promise does; in place of its error, throws LostError. */
export async function orLost<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer;
  } catch (cause) {
    throw new LostError('No answer came.', { cause });
  }
}

/** Returns what a lost connection was caused by; undefined for any other error. */
export function causeOfLoss(error: unknown): { readonly cause: unknown } | undefined {
  return error instanceof LostError ? { cause: error.cause } : undefined;
}

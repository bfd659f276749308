/** The documented endpoints as a driver: `POST …/start?initial=…`, `GET …/{name}`. */

import { type Dialect, mayAccept } from '../../../dialect';
import type { Clock } from '../../../host';
import { monotonicTime } from '../../../host/time';
import { isFields, isInstanceOf, parseJson, show } from '../../../input';
import { type CompleteAction, parseAction, toQuery, wireName } from '../../../lifecycle';
import { TimeLimitError, UnreachableError, within } from '../../timing';
import { ConformanceError } from '../conformance-error';
import {
  causeOf,
  checkedAnswer,
  type DriverAnswer,
  type DriverReading,
  type LifecycleDriver,
  pauseAfter,
  UnclearError,
} from '../driver';
import { callEntry, lineOf } from '../history';
import { countedPause, restartsMax } from '../pace';
import { driverSettings, type HttpDriverOptions, type HttpFetch } from './http-driver-options';

/**
 * A driver for one pipeline of a server. `create` stops it by force, waits until it is stopped, and
 * dismisses its error. Throws InvalidInputError if the options are invalid.
 */
export function httpDriver(options: HttpDriverOptions): LifecycleDriver {
  const { url, send, clock, stopsWithin, dialect } = connectionWith(options);
  const call = (action: CompleteAction) => {
    const request = fullRequest(action);
    return send('POST', `${url}/${request}`, request);
  };
  const read = async () => readingIn(await send('GET', url, 'a poll'));
  const accepted = (action: CompleteAction) =>
    persistently(
      async () => mustBeAccepted(action, await call(action), dialect),
      clock,
      'once late',
    );
  return {
    call,
    read,
    create: async () => {
      await accepted({ type: 'stop', force: true });
      await untilStopped(read, clock, stopsWithin);
      await accepted({ type: 'dismissError' });
    },
    destroy: async () => {
      await call({ type: 'stop', force: true });
    },
  };
}

interface ServerConnection {
  /** The URL of the pipeline. */
  readonly url: string;
  readonly send: (method: string, url: string, what: string) => Promise<DriverAnswer>;
  readonly clock: Clock;
  readonly stopsWithin: number;
  readonly dialect: Dialect;
}

function connectionWith(options: HttpDriverOptions): ServerConnection {
  const settings = driverSettings(options);
  const { baseUrl, pipeline, apiKey, prefix, timeout, stopsWithin, clock, dialect } = settings;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
  const send: ServerConnection['send'] = async (method, url, what) => {
    // A request that is given up is aborted: else it would be in the way of later ones, and keep
    // the process alive.
    const { signal, abort } = abortable();
    const request = { method, headers, redirect: 'manual', signal } as const;
    const attempt = async () => {
      const { text, ...answer } = await received(settings.fetch(url, request), clock).catch(
        (error: unknown) => {
          const summary = `${what}: no answer from ${baseUrl}: ${causeOf(error)}`;
          throw new UnclearError(summary, { cause: error });
        },
      );
      return { ...answer, body: parsed(text) };
    };
    return within(timeout, what, attempt, clock).finally(abort);
  };
  const url = `${baseUrl.replace(/\/+$/, '')}${prefix}${encodeURIComponent(pipeline)}`;
  return { url, send, clock, stopsWithin, dialect };
}

/** Reads a response to its end. */
async function received(responding: ReturnType<HttpFetch>, clock: Clock) {
  const response = await responding;
  const text = await response.text();
  return { httpStatus: response.status, text, retryAfter: retryAfterOf(response, clock) };
}

/** Returns the header `Retry-After` in milliseconds: it has seconds, or a date. */
function retryAfterOf({ headers }: Awaited<ReturnType<HttpFetch>>, clock: Clock) {
  const value = headers?.get('retry-after') ?? '';
  const milliseconds = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : Date.parse(value) - clock.now();
  return milliseconds > 0 ? milliseconds : undefined;
}

/** With every parameter, so that a server with other defaults is asked for the same. */
function fullRequest(action: CompleteAction): string {
  const query = Object.entries(toQuery(action))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? wireName(action.type) : `${wireName(action.type)}?${query}`;
}

/**
 * The JSON of a body, or its text if it is not JSON. Throws InvalidInputError for a key that is
 * given twice, because clients would disagree on its value.
 */
function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return parseJson(body);
  } catch (error) {
    if (isInstanceOf(error, SyntaxError)) return body;
    throw error;
  }
}

function readingIn({ httpStatus, body, retryAfter = 0 }: DriverAnswer): DriverReading {
  if (httpStatus === 200 && isFields(body)) return body as unknown as DriverReading;
  const summary = `a poll: answered with ${httpStatus}`;
  throw new UnclearError(summary, { example: ` and ${show(body)}`, retryAfter });
}

const attemptsMax = 6;

/**
 * Tries again if an attempt fails that may be made twice, unless a rule was broken. With `once
 * late`, an attempt that was late is not made again, because it could still arrive after what comes
 * next.
 */
async function persistently<Value>(
  attempt: () => Promise<Value>,
  clock: Clock,
  ends?: 'once late',
): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isOver = isInstanceOf(error, TimeLimitError) && ends === 'once late';
      if (isOver || isInstanceOf(error, ConformanceError) || tries === attemptsMax) throw error;
      await clock.sleep(pauseAfter(error, 25 * 2 ** tries));
    }
  }
}

/** By the rules, both calls are accepted wherever they are made. */
function mustBeAccepted(action: CompleteAction, answer: DriverAnswer, dialect: Dialect): void {
  const request = fullRequest(action);
  const { httpStatus } = checkedAnswer(request, answer);
  if (mayAccept(dialect, parseAction(action), httpStatus)) return;
  const message = `${request}, called to begin with a stopped pipeline, is answered with ${httpStatus}`;
  if (!isOfLifecycle(httpStatus)) throw new UnreachableError(message);
  const line = lineOf(callEntry(action, httpStatus));
  throw new ConformanceError('refused', `${message}, but must be accepted with 202`, line);
}

/** True for refusals of the lifecycle and successes of another kind; false for all around it. */
function isOfLifecycle(httpStatus: number): boolean {
  return [400, 405, 501, 503].includes(httpStatus) || (httpStatus >= 200 && httpStatus < 300);
}

/** Node has these, and every other platform that has `fetch`. */
function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort('over') };
}

/**
 * Adds up only the pauses between answered polls, so that a slow machine is not taken for stuck. A
 * server that was out of reach may have been restarted, and then its runner begins anew.
 */
async function untilStopped(
  read: () => Promise<DriverReading>,
  clock: Clock,
  stopsWithin: number,
): Promise<void> {
  let [waited, restarts] = [0, 0];
  const poll = () =>
    read().catch((error: unknown) => {
      if (restarts < restartsMax && waited > 0) [waited, restarts] = [0, restarts + 1];
      throw error;
    });
  for (let pause = 10; ; pause = Math.min(2 * pause, 1_000)) {
    const { deployment_status: status } = await persistently(poll, clock);
    if (status === 'Stopped') return;
    if (waited > stopsWithin) {
      throw new ConformanceError(
        'stuck',
        `stopped by force, the pipeline was still ${status} after ${Math.round(waited)} ms of waiting: a forced stop leads to Stopped`,
      );
    }
    const slept = monotonicTime(clock);
    await clock.sleep(pause);
    waited += countedPause(pause, monotonicTime(clock) - slept);
  }
}

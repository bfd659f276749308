/** The documented endpoints as a driver: `POST …/start?initial=…`, `GET …/{name}`. */

import { count, InvalidInputError, isFields, optionsOf, text, throwFirst } from '../../input';
import { type CompleteAction, toQuery, wireName } from '../../lifecycle';
import {
  type Clock,
  type Signal,
  systemClock,
  TimeLimitError,
  UnreachableError,
  within,
} from '../timing';
import { callLine } from './answers';
import { ConformanceError } from './conformance-error';
import type { DriverAnswer, DriverReading, LifecycleDriver } from './driver';

/**
 * What is needed of `fetch`. Said here, because `typeof fetch` would make these types unsound for whoever
 * compiles without the library of a platform.
 */
export type HttpFetch = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: Signal;
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/** Where the server is, and which pipeline of it may be used. */
export interface HttpDriverOptions {
  /** Such as `https://api.example.com`. */
  readonly baseUrl: string;
  /** The name of a pipeline that exists, and that nobody needs: it is stopped and started at will. */
  readonly pipeline: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  /** What stands before the name. By default `/v0/pipelines/`. */
  readonly prefix?: string | undefined;
  /** By default that of the platform. */
  readonly fetch?: HttpFetch | undefined;
  /** How long one request may take before it is broken off, in milliseconds. By default 5 seconds. */
  readonly timeout?: number | undefined;
  /** How long a pipeline may take to stop by force, in milliseconds. By default a minute. */
  readonly stopsWithin?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * A driver for one pipeline of a server. `create` stops it by force, waits until it is stopped, and
 * dismisses its error. Throws InvalidInputError for malformed options.
 */
export function httpDriver(options: HttpDriverOptions): LifecycleDriver {
  const { url, send, clock, stopsWithin } = connectionOf(options);
  const call = (action: CompleteAction) => {
    const request = requestUrl(action);
    return send('POST', `${url}/${request}`, request);
  };
  const read = async () => readingIn(await send('GET', url, 'a poll'));
  const accepted = (action: CompleteAction) =>
    persistently(async () => mustBeAccepted(action, await call(action)), clock, 'once late');
  return {
    call,
    read,
    create: async () => {
      await accepted({ type: 'stop', force: true });
      await untilStopped(() => persistently(read, clock), clock, stopsWithin);
      await accepted({ type: 'dismissError' });
    },
    destroy: async () => {
      await call({ type: 'stop', force: true });
    },
  };
}

const known = [
  'baseUrl',
  'pipeline',
  'apiKey',
  'prefix',
  'fetch',
  'timeout',
  'stopsWithin',
  'clock',
];

function connectionOf(options: HttpDriverOptions) {
  optionsOf(options, known, 'a driver');
  const { baseUrl, pipeline, apiKey, prefix = '/v0/pipelines/' } = options;
  throwFirst([
    ...text('baseUrl', baseUrl),
    ...text('pipeline', pipeline),
    ...text('prefix', prefix),
    ...(apiKey === undefined ? [] : text('apiKey', apiKey)),
    ...(options.timeout === undefined ? [] : count('timeout', options.timeout)),
    ...(options.stopsWithin === undefined ? [] : count('stopsWithin', options.stopsWithin)),
  ]);
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    const allowed = 'the URL of a server, such as https://api.example.com';
    throw new InvalidInputError({ field: 'baseUrl', value: baseUrl, allowed });
  }
  if (pipeline === '') {
    throw new InvalidInputError({
      field: 'pipeline',
      value: '',
      allowed: 'the name of a pipeline',
    });
  }
  const { fetch: fetched = fetch, clock = systemClock } = options;
  const { timeout = 5_000, stopsWithin = 60_000 } = options;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
  const send = async (method: string, url: string, what: string): Promise<DriverAnswer> => {
    // What is given up is broken off: else it would be in the way of what comes later, and keep the process
    // from ending.
    const { signal, abort } = aborting();
    try {
      return await within(timeout, what, async () => {
        const response = await fetched(url, { method, headers, redirect: 'manual', signal });
        return { httpStatus: response.status, body: parsed(await response.text()) };
      });
    } finally {
      abort();
    }
  };
  const url = `${baseUrl.replace(/\/+$/, '')}${prefix}${encodeURIComponent(pipeline)}`;
  return { url, send, clock, stopsWithin };
}

/** With every parameter, so that a server whose defaults differ is asked for the same. */
function requestUrl(action: CompleteAction): string {
  const query = Object.entries(toQuery(action))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? wireName(action.type) : `${wireName(action.type)}?${query}`;
}

/** What is not JSON is given as it came. */
function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function readingIn({ httpStatus, body }: DriverAnswer): DriverReading {
  if (httpStatus !== 200) throw new UnreachableError(`a poll is answered with ${httpStatus}`);
  if (!isFields(body)) throw new UnreachableError('a poll is answered with no JSON object');
  return body as unknown as DriverReading;
}

const triesMax = 4;

/**
 * Tries again what fails and may be done twice, unless a rule was broken. What was once late is not tried
 * again, where it could still arrive after what comes next.
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
      const isOver = error instanceof TimeLimitError && ends === 'once late';
      if (isOver || error instanceof ConformanceError || tries === triesMax) throw error;
      await clock.sleep(50 * tries);
    }
  }
}

/** By the rules, both calls are accepted wherever they are made. */
function mustBeAccepted(action: CompleteAction, { httpStatus }: DriverAnswer): void {
  if (httpStatus === 202) return;
  const request = requestUrl(action);
  const message = `to begin with a stopped pipeline, ${request} is called: answered with ${httpStatus}`;
  if (!isOfLifecycle(httpStatus)) throw new UnreachableError(message);
  const line = JSON.stringify(callLine(action, httpStatus));
  throw new ConformanceError('refused', `${message}, but must be 202`, line);
}

/** A refusal of the lifecycle, or a success of another kind; and none of what is around it. */
function isOfLifecycle(httpStatus: number): boolean {
  return [400, 405, 501, 503].includes(httpStatus) || (httpStatus >= 200 && httpStatus < 300);
}

/** Node has these, and every other platform that has `fetch`. */
function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

async function untilStopped(
  read: () => Promise<DriverReading>,
  clock: Clock,
  stopsWithin: number,
): Promise<void> {
  const began = clock.now();
  for (let pause = 10; ; pause = Math.min(2 * pause, 1_000)) {
    const { deployment_status: status } = await read();
    if (status === 'Stopped') return;
    if (clock.now() - began > stopsWithin) {
      throw new ConformanceError(
        'stuck',
        `stopped by force, the pipeline is still ${status} after ${stopsWithin} ms: a forced stop leads to Stopped`,
      );
    }
    await clock.sleep(pause);
  }
}

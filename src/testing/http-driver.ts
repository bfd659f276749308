/** The documented endpoints as a driver: `POST …/start?initial=…`, `GET …/{name}`. */
import { type CompleteAction, InvalidInputError, wireName } from '../lifecycle';
import { parametersOf } from '../lifecycle/action';
import { isFields, text, throwFirst, unknownFields } from '../lifecycle/fields';
import { type Clock, systemClock, UnreachableError } from './clock';
import type { DriverAnswer, DriverReading, LifecycleDriver } from './driver';
import { ConformanceError } from './session';

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
  const call = (action: CompleteAction) => send('POST', `${url}/${requestUrl(action)}`);
  const read = async () => readingIn(await send('GET', url));
  return {
    call,
    read,
    create: async () => {
      await persistently(async () => {
        mustBeAccepted('stop?force=true', await call({ type: 'stop', force: true }));
      }, clock);
      await untilStopped(() => persistently(read, clock), clock, stopsWithin);
      await persistently(async () => {
        mustBeAccepted('dismiss_error', await call({ type: 'dismissError' }));
      }, clock);
    },
    destroy: async () => {
      await call({ type: 'stop', force: true });
    },
  };
}

const known = ['baseUrl', 'pipeline', 'apiKey', 'prefix', 'fetch', 'stopsWithin', 'clock'];

function connectionOf(options: HttpDriverOptions) {
  const given: unknown = options;
  if (!isFields(given)) {
    throw new InvalidInputError({ field: 'options', value: given, allowed: 'an object' });
  }
  const { baseUrl, pipeline, apiKey, prefix = '/v0/pipelines/' } = options;
  throwFirst([
    ...unknownFields(given, known, 'a driver'),
    ...text('baseUrl', baseUrl),
    ...text('pipeline', pipeline),
    ...text('prefix', prefix),
    ...(apiKey === undefined ? [] : text('apiKey', apiKey)),
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
  const { fetch: fetched = fetch, clock = systemClock, stopsWithin = 60_000 } = options;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (apiKey !== undefined) headers.authorization = `Bearer ${apiKey}`;
  const send = async (method: string, url: string): Promise<DriverAnswer> => {
    const response = await fetched(url, { method, headers, redirect: 'manual' });
    return { httpStatus: response.status, body: parsed(await response.text()) };
  };
  const url = `${baseUrl.replace(/\/+$/, '')}${prefix}${encodeURIComponent(pipeline)}`;
  return { url, send, clock, stopsWithin };
}

/** With every parameter, so that a server whose defaults differ is asked for the same. */
function requestUrl(action: CompleteAction): string {
  const given = action as Readonly<Record<string, unknown>>;
  const query = Object.keys(parametersOf(action.type))
    .map((name) => `${wireName(name)}=${encodeURIComponent(String(given[name]))}`)
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

/** Tries again what fails and may be done twice, unless a rule was broken. */
async function persistently<Value>(attempt: () => Promise<Value>, clock: Clock): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof ConformanceError || tries === triesMax) throw error;
      await clock.sleep(50 * tries);
    }
  }
}

/** By the rules, both calls are accepted wherever they are made. */
function mustBeAccepted(request: string, { httpStatus }: DriverAnswer): void {
  if (httpStatus === 202) return;
  const message = `to begin with a stopped pipeline, ${request} is called: answered with ${httpStatus}`;
  if (isRefusal(httpStatus)) throw new ConformanceError('refused', `${message}, but must be 202`);
  throw new UnreachableError(message);
}

/** A refusal of the lifecycle, and none of what is around it. */
function isRefusal(httpStatus: number): boolean {
  return [400, 405, 501, 503].includes(httpStatus);
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

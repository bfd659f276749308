/** The options of the driver over HTTP, checked and completed. */
import { type DialectOption, parseDialect } from '../../../dialect';
import { type Clock, systemClock } from '../../../host';
import { clockProblems } from '../../../host/time';
import {
  callable,
  count,
  InvalidInputError,
  notShown,
  optionsOf,
  type Problem,
  text,
  throwFirst,
} from '../../../input';
import type { Signal } from '../../timing';

/**
 * The part of `fetch` that is needed. It is spelled out because `typeof fetch` would make these
 * types unsound for users who compile without the library of a platform.
 */
export type HttpFetch = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: Signal;
  },
) => Promise<{
  readonly status: number;
  /** Only `Retry-After` is read. */
  readonly headers?: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** The server and the pipeline to test; times are in milliseconds. */
export interface HttpDriverOptions {
  /** Such as `https://api.example.com`. */
  readonly baseUrl: string;
  /** The name of an existing pipeline that nobody needs: it is started and stopped at will. */
  readonly pipeline: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  /** The path before the name. By default `/v0/pipelines/`. */
  readonly prefix?: string | undefined;
  /** By default that of the platform. */
  readonly fetch?: HttpFetch | undefined;
  /** How long one request may take before it is aborted. By default 5 seconds. */
  readonly timeout?: number | undefined;
  /**
   * How long a pipeline may take to stop by force. By default a minute. Only pauses between polls
   * that were answered count.
   */
  readonly stopsWithin?: number | undefined;
  readonly clock?: Clock | undefined;
  /** The dialect of the server, by its id or your own. By default `documents`. */
  readonly dialect?: DialectOption | undefined;
}

const known = [
  ...['baseUrl', 'pipeline', 'apiKey', 'prefix', 'fetch'],
  ...['timeout', 'stopsWithin', 'clock', 'dialect'],
];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function driverSettings(options: HttpDriverOptions) {
  const given = optionsOf(options, known, 'a driver');
  const { baseUrl, pipeline, apiKey, prefix = '/v0/pipelines/' } = given;
  const { fetch: fetched = fetch as HttpFetch, clock = systemClock } = given;
  const { timeout = 5_000, stopsWithin = 60_000 } = given;
  throwFirst([
    ...text('baseUrl', baseUrl),
    ...text('pipeline', pipeline),
    ...prefixProblems(prefix),
    ...keyProblems(apiKey),
    ...count('timeout', timeout),
    ...count('stopsWithin', stopsWithin),
    ...callable('fetch', fetched),
    ...clockProblems(clock),
  ]);
  requireServerUrl(baseUrl);
  if (pipeline === '') {
    const allowed = 'the name of a pipeline';
    throw new InvalidInputError({ field: 'pipeline', value: '', allowed });
  }
  const dialect = parseDialect(given.dialect);
  const server = { baseUrl, pipeline, apiKey, prefix, dialect };
  return { ...server, fetch: fetched, timeout, stopsWithin, clock };
}

function prefixProblems(value: unknown): Problem[] {
  if (typeof value === 'string' && value.startsWith('/')) return [];
  return [{ field: 'prefix', value, allowed: 'a path that begins with /, such as /v0/pipelines/' }];
}

/** An empty key comes from a variable that is not set, and would be sent as none. */
function keyProblems(value: unknown): Problem[] {
  if (value === undefined || (typeof value === 'string' && value !== '')) return [];
  const allowed = 'a text that is not empty; leave it out if there is no key';
  return [{ field: 'apiKey', value: value === '' ? value : notShown, allowed }];
}

/** Throws InvalidInputError unless this is the URL of a server, without anything secret in it. */
function requireServerUrl(baseUrl: string): void {
  const field = 'baseUrl';
  const { protocol, username, password, search, hash } = URL.canParse(baseUrl)
    ? new URL(baseUrl)
    : noUrl;
  if (!/^https?:$/.test(protocol)) {
    const allowed = 'the URL of a server, such as https://api.example.com';
    throw new InvalidInputError({ field, value: baseUrl, allowed });
  }
  if (`${username}${password}${search}${hash}` === '') return;
  const allowed = 'without user name, password, query and fragment; a key goes into apiKey';
  throw new InvalidInputError({ field, value: notShown, allowed });
}

const noUrl = { protocol: '', username: '', password: '', search: '', hash: '' };

/** The options of a client, checked before it sends anything. */
import { callable, InvalidInputError, optionsOf, type Problem, text, throwFirst } from '../input';

/** The options of a client. */
export interface ClientOptions {
  /** The address of the API: `https://pipelines.example/v0`, or `/v0` in a page of that server. */
  readonly baseUrl: string;
  /** The bearer token, or a function that returns one: it is asked before each request. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Sends a request; by default the `fetch` of the platform. */
  readonly fetch?: typeof fetch | undefined;
  /** Waits before a further attempt; it ends at once if the signal does. By default a timer. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** The options of a client, complete. */
export interface ClientSettings {
  readonly baseUrl: string;
  readonly tokenOf: () => string | undefined | Promise<string>;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const optionNames = ['baseUrl', 'token', 'fetch', 'sleep'];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function clientSettings(options: ClientOptions): ClientSettings {
  const given = optionsOf(options, optionNames, 'a client');
  // Looked up when it is called, because pages and tests replace it.
  const { baseUrl, token, fetch: send = (...all) => fetch(...all), sleep = timer } = given;
  throwFirst([
    ...baseUrlProblems(baseUrl),
    ...tokenProblems(token),
    ...callable('fetch', send),
    ...callable('sleep', sleep),
  ]);
  const tokenOf =
    typeof token === 'function' ? async () => checkedToken(await token()) : () => token;
  return { baseUrl: baseUrl.replace(/\/+$/, ''), tokenOf, fetch: send, sleep };
}

function baseUrlProblems(baseUrl: unknown): Problem[] {
  const problems = text('baseUrl', baseUrl);
  const isAddress = /^(https?:\/\/[^?#\s/]|\/(?!\/))[^?#\s]*$/i.test(String(baseUrl));
  const allowed = 'an address such as https://pipelines.example/v0, without a query';
  return problems.length > 0 || isAddress
    ? problems
    : [{ field: 'baseUrl', value: baseUrl, allowed }];
}

/** A token is never part of an error: errors are logged. */
function tokenProblems(token: unknown): Problem[] {
  const isToken = token === undefined || typeof token === 'function' || isTokenText(token);
  return isToken ? [] : [{ field: 'token', value: '(not shown)', allowed: tokenAllowed }];
}

const tokenAllowed =
  'a bearer token, without spaces or line breaks, or a function that returns one';

function isTokenText(token: unknown): token is string {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
}

function checkedToken(token: unknown): string {
  if (isTokenText(token)) return token;
  const allowed = 'a bearer token, without spaces or line breaks';
  throw new InvalidInputError({ field: 'the result of token', value: '(not shown)', allowed });
}

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    if (signal.aborted) return wake();
    const end = () => {
      clearTimeout(running);
      signal.removeEventListener('abort', end);
      wake();
    };
    const running = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** The servers that the kit is proven with, as tests start and reach them. */
import type { Clock } from '../../../src/host';
import type { HttpFetch } from '../../../src/testing';

/** Which server to start. */
export interface ServerOptions {
  /** The name of a bug; left out for the correct server. */
  readonly bug?: string | undefined;
  readonly seed?: number;
  /** Further options, as on the command line: see `servers/options.mjs`. */
  readonly args?: readonly string[];
}

/** A server that can be reached. */
export interface ReachableServer {
  readonly baseUrl: string;
  readonly fetch: HttpFetch;
  /** The clock by which the server lives. */
  readonly clock: Clock;
  /** Everything it has complained about so far; nothing, as a rule. */
  readonly complaints: () => string;
  readonly stop: () => Promise<void>;
}

/** The options as a command line. */
export function argsOf({ bug, seed = 7, args = [] }: ServerOptions): string[] {
  return [...(bug === undefined ? [] : ['--bug', bug]), '--seed', String(seed), ...args];
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Undefined if there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever came over the wire.
  readonly body: any;
}

/** Sends any request; the path is below the server's root. Rejects if the connection is lost. */
export async function send(
  { baseUrl, fetch }: ReachableServer,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { signal } = new AbortController();
  const response = await fetch(baseUrl + path, { method, headers, redirect: 'manual', signal });
  const text = await response.text();
  return { status: response.status, text, body: text === '' ? undefined : JSON.parse(text) };
}

/** The server that the live view talks to. */

/** A server, and the token for it. Both live in the memory of the page alone. */
export interface LiveServer {
  /** The address of its API: `http://127.0.0.1:8080/v0`. */
  readonly baseUrl: string;
  /** The bearer token; empty for none. */
  readonly token: string;
}

/** The `fetch` of the browser, which must be called as a function of its window. */
export const browserFetch: typeof fetch = (...all) => fetch(...all);

/** The origin of the page, as the browser tells it. */
export interface PagePlace {
  readonly protocol: string;
  readonly origin: string;
}

/** The address to begin with: that of the server that shows the page, if one does. */
export function ownAddress({ protocol, origin }: PagePlace) {
  return /^https?:$/.test(protocol) ? `${origin}/v0` : null;
}

/** The address that `serve` has unless told otherwise. */
export const usualAddress = 'http://127.0.0.1:8080/v0';

/**
 * Completes what a user enters as the address of an API: `localhost:8080` means
 * `http://localhost:8080/v0`. Any other text is returned as it is.
 */
export function apiAddress(entered: string): string {
  const text = entered.trim();
  const whole = text.includes('://') ? text : `http://${text}`;
  if (text === '' || !URL.canParse(whole)) return text;
  const { origin, pathname, search, hash } = new URL(whole);
  return `${pathname}${search}${hash}` === '/' ? `${origin}/v0` : whole;
}

/**
 * Finds out why a server cannot be reached. A browser does not tell a page whether there is no
 * server, or one that does not let the page in; but it does send a request whose answer nobody
 * reads.
 */
export async function whyUnreachable(
  { baseUrl }: LiveServer,
  { origin, protocol }: PagePlace,
  send: typeof fetch = browserFetch,
): Promise<string> {
  const own = protocol === 'file:' ? 'null' : origin;
  if (new URL(baseUrl).origin === own) return 'There is no answer.';
  const isThere = await send(baseUrl, { mode: 'no-cors', credentials: 'omit' }).then(
    () => true,
    () => false,
  );
  if (!isThere) return 'There is no answer: is the server running, and the address right?';
  const allowed = own === 'null' ? "'*'" : own;
  return `There is a server, but it does not let this page in. Open the page that it serves itself, or start it with --cors ${allowed}.`;
}

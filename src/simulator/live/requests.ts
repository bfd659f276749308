/** Requests of the live system's clients, read and made, and answers as JSON. */
import { HostError, invalidRequest, spacedJson } from '../../http/answers';
import { type Fields, InvalidInputError, isFields, parseJson } from '../../input';
import type { Selector } from './bodies';
import { programFields } from './kept';

/** Answers with JSON, laid out as our own. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(spacedJson(body), {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
  });
}

/** True if a request asks for our stream of events. */
export function wantsStream({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/event-stream') === true;
}

/** The request as our own API takes it, and how much it asks for. Throws HostError. */
export function withoutSelector(request: Request): {
  readonly plain: Request;
  readonly selector: Selector;
} {
  const url = new URL(request.url);
  const selector = url.searchParams.get('selector') ?? 'all';
  if (selector !== 'all' && selector !== 'status') {
    throw invalidRequest(
      new InvalidInputError({ field: 'selector', value: selector, allowed: 'all or status' }),
    );
  }
  url.searchParams.delete('selector');
  return { plain: new Request(url, request), selector };
}

/** A request of the same caller to another path. */
export function requestTo(
  { url, headers }: Request,
  path: string,
  { method, body }: { readonly method: string; readonly body: unknown },
): Request {
  const own = new Headers(headers);
  own.delete('content-length');
  return new Request(new URL(path, url), { method, headers: own, body: JSON.stringify(body) });
}

/** Programs may be long. */
const bodyLengthMax = 1_000_000;

/** The body of a request with a program. Rejects with HostError. */
export async function programBody(request: Request): Promise<Fields> {
  const text = await request.text();
  if (text.length > bodyLengthMax) {
    const message = `The body may have at most ${bodyLengthMax} characters.`;
    throw new HostError('PayloadTooLarge', { message, details: { allowed: bodyLengthMax } });
  }
  try {
    const body = parseJson(text);
    if (isFields(body)) return body;
  } catch {
    // Said below.
  }
  const message = 'The body must be a JSON object with the name and the program of a pipeline.';
  throw new HostError('InvalidRequest', { message, details: { field: 'body' } });
}

/** The fields of a program in a body. */
export function programIn(body: Fields): Fields {
  const given = programFields.filter((name) => Object.hasOwn(body, name));
  return Object.fromEntries(given.map((name) => [name, body[name]]));
}

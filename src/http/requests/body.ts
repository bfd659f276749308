/**
 * The body of a request, read up to a limit. The length in its header is not trusted, because not
 * every host enforces it.
 */
import {
  type Fields,
  fieldsOf,
  InvalidInputError,
  isFields,
  isInstanceOf,
  notShown,
  parseJson,
} from '../../input';
import { HostError, invalidRequest } from '../answers';

const bytesMax = 16_384;
/** The length in bytes up to which a body that is too large is read to its end, and dropped. */
const droppedBytesMax = 1_048_576;

/**
 * Refuses a body, because its fields would be ignored. An empty object, as some clients send,
 * counts as no body. `allowed` continues "body must be". Rejects with HostError, which does not
 * show the body: it may hold a secret.
 */
export async function requireEmptyBody(request: Request, allowed: string): Promise<void> {
  // The headers are enough: on some hosts, looking at the body builds a whole request, which takes
  // time.
  const length = request.headers.get('content-length');
  if (length === '0' || (length === null && !request.headers.has('transfer-encoding'))) return;
  const body = (await readBody(request)).trim();
  if (body === '' || body === '{}') return;
  throw invalidRequest(new InvalidInputError({ field: 'body', value: notShown, allowed }));
}

/** Reads the body as text. Rejects with HostError if it is too large or incomplete. */
export async function readBody(request: Request): Promise<string> {
  // Not caught: if somebody has read the body already, the host has a bug.
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read().catch(throwIncomplete);
    if (done) break;
    length += value.length;
    if (length <= bytesMax) text += decoder.decode(value, { stream: true });
    // On some hosts the next request on this connection waits until this body has been read.
    if (length <= droppedBytesMax) continue;
    reader.cancel().catch(() => {});
    throw tooLarge({ connection: 'close' });
  }
  if (length > bytesMax) throw tooLarge();
  return text + decoder.decode();
}

/**
 * Returns the fields of a JSON object. Throws InvalidInputError, which does not show the text: it
 * may hold a secret. `allowed` continues "body must be".
 */
export function jsonFields(text: string, allowed: string): Fields {
  const refused = new InvalidInputError({ field: 'body', value: notShown, allowed });
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (error) {
    throw isInstanceOf(error, SyntaxError) ? refused : error;
  }
  if (!isFields(body)) throw refused;
  return fieldsOf(body, 'body');
}

function throwIncomplete(): never {
  const allowed = 'complete';
  throw invalidRequest(new InvalidInputError({ field: 'body', value: '(cut off)', allowed }));
}

function tooLarge(headers: Readonly<Record<string, string>> = {}): HostError {
  const message = `The body may have at most ${bytesMax} bytes.`;
  return new HostError('PayloadTooLarge', { message, details: { allowed: bytesMax } }, headers);
}

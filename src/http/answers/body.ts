/**
 * The body of a request, read with a bound. What a header says of its length is not relied on: not every
 * host holds a client to it.
 */
import { InvalidInputError } from '../../input';
import { HostError, invalidRequest } from './errors';

const lengthMax = 16_384;

/**
 * Refuses a body, whose fields would be ignored. An empty object, as some clients send, has none. `allowed`
 * goes on from "must be". Throws HostError.
 */
export async function requireEmptyBody(request: Request, allowed: string): Promise<void> {
  // Not by looking for the body: some hosts make a whole request of theirs only then, which takes its time.
  const length = request.headers.get('content-length');
  if (length === '0' || (length === null && !request.headers.has('transfer-encoding'))) return;
  const body = (await readBody(request)).trim();
  if (body === '' || body === '{}') return;
  throw invalidRequest(new InvalidInputError({ field: 'body', value: body, allowed }));
}

/** The body as text. Throws HostError where it is too large, or breaks off. */
export async function readBody(request: Request): Promise<string> {
  // Not caught: that somebody has read the body before is a mistake of the host.
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read().catch(brokenOff);
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > lengthMax) {
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

function brokenOff(): never {
  const allowed = 'sent to its end';
  throw invalidRequest(new InvalidInputError({ field: 'body', value: '(broken off)', allowed }));
}

function tooLarge(): HostError {
  return new HostError('PayloadTooLarge', {
    message: `The body may have at most ${lengthMax} bytes.`,
    details: { allowed: lengthMax },
  });
}

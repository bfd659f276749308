/**
 * HTTP Archive 1.2: what the developer tools of a browser export.
 *
 * Only the method, the URL, the status, the times and the body of the answer are read. Headers, and
 * what was sent, are never looked at: they hold keys and cookies.
 */
import { type Fields, fieldsOf, InvalidInputError, itemsOf, parseJson } from '../../input';
import { isoMilliseconds } from '../times';
import type { RecordedRequest } from './recorded-request';

/** Reads the requests of an archive. Pure. Throws InvalidInputError, SyntaxError. */
export function requestsInHar(text: string): readonly RecordedRequest[] {
  const log = fieldsOf(fieldsOf(parseJson(text), 'archive').log, 'log');
  const entries = itemsOf(log.entries, 'log.entries');
  if (entries === undefined) {
    const allowed = 'an array of requests, as in a HAR file (HTTP Archive 1.2)';
    throw new InvalidInputError({ field: 'log.entries', value: log.entries, allowed });
  }
  return entries.map((entry, index) => harRequest(entry, `log.entries[${index}]`));
}

function harRequest(value: unknown, field: string): RecordedRequest {
  const entry = fieldsOf(value, field);
  const request = fieldsOf(entry.request, `${field}.request`);
  const response = fieldsOf(entry.response, `${field}.response`);
  const { status } = response;
  const began = isoMilliseconds(textIn(entry, 'startedDateTime', field));
  const took = entry.time;
  return {
    method: textIn(request, 'method', `${field}.request`),
    url: textIn(request, 'url', `${field}.request`),
    // Browsers write 0 for a request that failed or was cancelled.
    status: typeof status === 'number' && status >= 100 ? status : null,
    body: harBody(response.content),
    times:
      began !== undefined && typeof took === 'number' && took >= 0
        ? { began, ended: began + took }
        : null,
  };
}

function textIn(fields: Fields, name: string, place: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new InvalidInputError({ field: `${place}.${name}`, value, allowed: 'a text' });
}

/** The text of a body. A body in another encoding is not one of this API. */
function harBody(content: unknown): string | null {
  if (typeof content !== 'object' || content === null) return null;
  const { text, encoding } = fieldsOf(content, 'content');
  if (typeof text !== 'string') return null;
  return encoding === 'base64' ? fromBase64(text) : text;
}

function fromBase64(base64: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

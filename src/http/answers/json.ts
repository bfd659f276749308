/** Answers as JSON, laid out as the documents show their examples. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { fieldsOf } from '../../input';

/**
 * Returns JSON on one line with a space after each mark, byte for byte as the documents show their
 * examples. (A line break within a text is `\n` in JSON, so every real one belongs to the layout.)
 */
export function spacedJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n */g, ' ');
}

/** Answers with a JSON body; a text is sent as it is. */
export function jsonAnswer(
  context: Pick<Context, 'body'>,
  httpStatus: ContentfulStatusCode,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const text = typeof body === 'string' ? body : spacedJson(body);
  const all = { ...headers, 'content-type': 'application/json' };
  return context.body(text, httpStatus, ownHeaders(all));
}

/** Returns headers that inherit nothing: the router would also send what is inherited. */
export function ownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return fieldsOf(headers, 'headers') as Record<string, string>;
}

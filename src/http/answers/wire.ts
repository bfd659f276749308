/** Answers as they go over the wire. */
import { type Pipeline, wireFieldNames, wireFields } from '../../host';

/** A pipeline as clients see it; the schema is `pipeline` in schemas.ts. Pure. */
export function toWire({ name, createdAt, deployment, since }: Pipeline): Record<string, unknown> {
  const fields = wireFieldNames.flatMap((field) => [
    [field, wireFields[field](deployment)],
    [`${field}_since`, since[field]],
  ]);
  return {
    name,
    created_at: createdAt,
    checkpoint_sequence_number: deployment.checkpoint,
    ...Object.fromEntries(fields),
  };
}

/** The path of a URL with its query, without the host. Pure. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?]*/i, '');
}

/**
 * JSON on one line with a space after each mark, byte for byte as the documents show their examples. (A
 * line break within a text is `\n` in JSON, so every real one is of the layout.)
 */
export function spacedJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n */g, ' ');
}

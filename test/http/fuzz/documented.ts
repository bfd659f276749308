/** The answers that the OpenAPI document allows, read from the document alone. */
import { z } from 'zod';
import { openApi } from '../../../src/http/openapi';

type Json = Readonly<Record<string, unknown>>;

/** The documented answer with one status. */
export interface DocumentedResponse {
  /** The codes that its body may have; none if it is not an error. */
  readonly codes: ReadonlySet<string>;
  /** The schema of its body; undefined if it has none. */
  readonly schema: z.ZodType | undefined;
  readonly contentType: string | undefined;
}

/** The answers of a method, by status. */
export type DocumentedOperation = ReadonlyMap<number, DocumentedResponse>;

/** A path and its methods. */
export interface DocumentedPath {
  readonly path: string;
  /** By method, in capitals. `HEAD` is answered as `GET`. */
  readonly operations: ReadonlyMap<string, DocumentedOperation>;
}

const document = openApi() as {
  readonly servers: readonly [{ readonly url: string }];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
};

const paths: readonly DocumentedPath[] = Object.entries(document.paths).map(([path, methods]) => ({
  path: `${document.servers[0].url}${path}`,
  operations: new Map(
    Object.entries(methods).map(([method, operation]) => [
      method.toUpperCase(),
      operationOf(operation),
    ]),
  ),
}));

function operationOf({ responses }: Json): DocumentedOperation {
  return new Map(
    Object.entries(responses as Record<string, Json>).map(([status, response]) => [
      Number(status),
      responseOf(response),
    ]),
  );
}

function responseOf({ description, content = {} }: Json): DocumentedResponse {
  const [media] = Object.entries(content as Record<string, { readonly schema: Json }>);
  const named = [...String(description).matchAll(/^`(\w+)`: /gm)].map(([, code = '']) => code);
  const isJson = media?.[0] === 'application/json';
  return {
    codes: new Set(named),
    schema: isJson && media !== undefined ? schemaOf(media[1].schema) : undefined,
    contentType: media?.[0],
  };
}

function schemaOf(schema: Json): z.ZodType {
  return z.fromJSONSchema(inlined(schema) as Parameters<typeof z.fromJSONSchema>[0]);
}

/** Replaces references by the schemas that they stand for. */
function inlined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inlined);
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) {
    const name = String(value.$ref).replace('#/components/schemas/', '');
    return inlined(document.components.schemas[name]);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inlined(each)]));
}

/** The envelope of every error. */
export const envelope = schemaOf({ $ref: '#/components/schemas/ErrorResponse' });

/** Returns the documented path that this one matches, if any. */
export function documentedPath(pathname: string): DocumentedPath | undefined {
  const parts = pathname.split('/').map(decoded);
  // A path without parameters goes before one with a name in it.
  return paths.find(({ path }) => {
    const template = path.split('/');
    if (template.length !== parts.length) return false;
    return template.every((part, at) =>
      part.startsWith('{') ? parts[at] !== '' : part === parts[at],
    );
  });
}

/** Decodes a part of a path, unless its escapes are malformed. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Returns the header `Allow` of a path. */
export function allowOf({ operations }: DocumentedPath): string {
  const methods = [...operations.keys()];
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
}

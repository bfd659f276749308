/**
 * The description of the endpoints as OpenAPI 3.1, made from the same table, schemas and vocabulary that
 * serve them. Nothing in it is typed by hand, but what no code can know.
 */
import * as z from 'zod';
import { optionsOf, throwFirst } from '../input';
import { actionTypes, unknownPipelineName, wireName } from '../lifecycle';
import { type HostErrorCode, hostErrors } from './answers';
import { basePathProblems } from './base-path';
import {
  type DocumentedAnswer,
  checkpointResponseSchema,
  type Endpoint,
  endpointsByPath,
  errorResponseSchema,
  newPipelineSchema,
  openApiDocumentSchema,
  pipelineSchema,
  pipelineListSchema,
} from './endpoints';
import { exampleName, refusalExamplesOf } from './refusal-examples';

/** A document of OpenAPI, as plain JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

type Json = Record<string, unknown>;

/** The schemas that have a name. */
const named = new Map<z.ZodType, string>([
  [errorResponseSchema, 'ErrorResponse'],
  [checkpointResponseSchema, 'CheckpointResponse'],
  [pipelineSchema, 'Pipeline'],
  [newPipelineSchema, 'NewPipeline'],
  [openApiDocumentSchema, 'OpenApiDocument'],
]);

/** What every endpoint can answer with. */
const everywhere: readonly HostErrorCode[] = ['InvalidRequest', 'UriTooLong', 'InternalError'];

/** What every endpoint that needs credentials can answer with. */
const whereAuthenticated: readonly HostErrorCode[] = ['Unauthorized', 'Forbidden'];

/**
 * The description of a handler at this base path (by default `/v0`). Pure. Throws InvalidInputError for
 * malformed options.
 */
export function openApi(options: { readonly basePath?: string } = {}): OpenApiDocument {
  optionsOf(options, ['basePath'], 'a description');
  const { basePath = '/v0' } = options;
  throwFirst(basePathProblems(basePath));
  const paths = [...endpointsByPath].map(([path, those]) => [
    path.replace(/:(\w+)/g, '{$1}'),
    Object.fromEntries(those.map((each) => [each.method.toLowerCase(), operationOf(each)])),
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Pipeline lifecycle',
      version: 'v0',
      description:
        'Deploy, pause, suspend and stop data pipelines. A call only sets what is desired, and is answered at once; a runner moves the pipeline towards it, later, and can fail. Poll the pipeline to see it happen.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'JSON web token (JWT) or API key.',
        },
      },
      schemas: Object.fromEntries([...named].map(([schema, name]) => [name, inlineSchema(schema)])),
    },
  };
}

function operationOf(endpoint: Endpoint): Json {
  const { operationId, summary, description, body } = endpoint;
  const parameters = [
    ...pathParameters(endpoint),
    ...queryParameters(endpoint),
    ...(endpoint.mayBeUnchanged ? [ifNoneMatch] : []),
  ];
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(endpoint.isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(schemaOf(body)) } }),
    responses: { ...successes(endpoint), ...failures(endpoint) },
  };
}

function pathParameters({ path }: Endpoint): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: 'Unique pipeline name.',
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Endpoint): Json[] {
  return Object.entries(query.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const { description, ...rest } = inlineSchema(schema);
    // A list is one parameter with commas.
    const style = rest.type === 'array' ? { style: 'form', explode: false } : {};
    const described = description === undefined ? {} : { description };
    return { name, in: 'query', required: false, ...described, ...style, schema: rest };
  });
}

const ifNoneMatch: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an earlier answer: what is still the same is answered with 304.',
  schema: { type: 'string' },
};

function successes({ answers, mayBeUnchanged }: Endpoint): Json {
  const version = mayBeUnchanged ? { ETag: 'The version of what is answered.' } : {};
  const described = Object.entries(answers).map(([status, answer]) => {
    const { description, headers } = answer;
    return [
      status,
      { description, ...headersOf({ ...headers, ...version }), ...contentOf(answer) },
    ];
  });
  return { ...Object.fromEntries(described), ...(mayBeUnchanged ? { 304: unchanged } : {}) };
}

const unchanged: Json = {
  description: 'Nothing has changed since the version that If-None-Match names.',
  ...headersOf({ ETag: 'The version that the caller has.' }),
};

function contentOf({ schema, contentType }: DocumentedAnswer): Json {
  if (contentType !== undefined)
    return { content: { [contentType]: { schema: { type: 'string' } } } };
  return schema === undefined ? {} : { content: jsonContent(schemaOf(schema)) };
}

function headersOf(meanings: Readonly<Record<string, string>>): Json {
  const headers = Object.entries(meanings).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
}

const challenge = { 'WWW-Authenticate': 'How to authenticate.' };

interface Failure {
  readonly httpStatus: number;
  readonly key: string;
  readonly summary: string;
  readonly body?: unknown;
}

function failures(endpoint: Endpoint): Json {
  const all = [...hostFailures(endpoint), ...refusals(endpoint)];
  const statuses = [...new Set(all.map(({ httpStatus }) => httpStatus))];
  return Object.fromEntries(
    statuses.map((status) => {
      const those = all.filter(({ httpStatus }) => httpStatus === status);
      const examples = those.filter(({ body }) => body !== undefined);
      const content = jsonContent(schemaOf(errorResponseSchema));
      if (examples.length > 0) {
        content['application/json'].examples = Object.fromEntries(
          examples.map(({ key, summary, body }) => [key, { summary, value: body }]),
        );
      }
      const description = [...new Set(those.map(({ summary }) => summary))].join('\n\n');
      return [status, { description, ...headersOf(status === 401 ? challenge : {}), content }];
    }),
  );
}

function hostFailures({ errors, isPublic }: Endpoint): Failure[] {
  const common = isPublic ? everywhere : [...everywhere, ...whereAuthenticated];
  return [...errors, ...common].map((code) => {
    const { httpStatus, meaning } = hostErrors[code];
    const failure = { httpStatus, key: code, summary: `\`${code}\`: ${meaning}` };
    return code === 'UnknownPipelineName'
      ? { ...failure, body: unknownPipelineName(exampleName) }
      : failure;
  });
}

function refusals({ operationId }: Endpoint): Failure[] {
  const type = actionTypes.find((each) => wireName(each) === operationId);
  if (type === undefined) return [];
  return refusalExamplesOf(type).map(({ httpStatus, rule, statement, body }) => ({
    httpStatus,
    key: rule.replace('.', '_'),
    summary: `\`${body.error_code}\`: ${statement}`,
    body,
  }));
}

function jsonContent(schema: Json): { 'application/json': Json } {
  return { 'application/json': { schema } };
}

/** A schema by its name, where it has one. */
function schemaOf(schema: z.ZodType): Json {
  const name = named.get(schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  if (schema === pipelineListSchema) return { type: 'array', items: schemaOf(pipelineSchema) };
  return inlineSchema(schema);
}

/** A query is described as what it is taken for, not as the text that it is. */
function inlineSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return json;
}

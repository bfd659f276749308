/**
 * The endpoints as an OpenAPI 3.1 document, made from the same table, queries and vocabulary that
 * serve them. Only what no code can know is written here.
 */
import { optionsOf, throwFirst } from '../input';
import { actionTypes, unknownPipelineName, wireName } from '../lifecycle';
import { type HostErrorCode, hostErrors } from './answers';
import { basePathProblems } from './base-path';
import {
  conditionParameters,
  type DocumentedAnswer,
  type Endpoint,
  endpointsByPath,
  errorResponseSchema,
  type JsonSchema,
  jsonSchemaOf,
  namedSchemas,
  openApiVersion,
  type QueryParameter,
  tags,
} from './endpoints';
import { exampleName, refusalExamplesOf } from './refusal-examples';

/** An OpenAPI document, as plain JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

type Json = Record<string, unknown>;

/** The errors that every endpoint can answer with. */
const errorsEverywhere: readonly HostErrorCode[] = [
  'InvalidRequest',
  'UriTooLong',
  'InternalError',
];

/** The errors that every endpoint with credentials can answer with. */
const errorsOfCredentials: readonly HostErrorCode[] = ['Unauthorized', 'Forbidden', 'Unavailable'];

/**
 * Describes a handler at this base path (by default `/v0`). Pure. Throws InvalidInputError for
 * malformed options.
 */
export function openApi(options: { readonly basePath?: string } = {}): OpenApiDocument {
  const { basePath = '/v0' } = optionsOf(options, ['basePath'], 'openApi');
  throwFirst(basePathProblems(basePath));
  const paths = [...endpointsByPath].map(([path, those]) => [
    path.replace(/:(\w+)/g, '{$1}'),
    Object.fromEntries(those.map((each) => [each.method.toLowerCase(), operationOf(each)])),
  ]);
  return {
    openapi: openApiVersion,
    info: {
      title: 'Pipeline lifecycle',
      version: 'v0',
      description:
        'Deploy, pause, suspend and stop data pipelines. An action only sets the desired status, and is answered immediately; a runner moves the pipeline towards it later, and can fail. Poll the pipeline to watch it.',
      // Whoever serves it has an address, this library has none.
      contact: { name: 'The operator of this server' },
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    security: [{ bearer: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'JSON web token (JWT) or API key.',
        },
      },
      schemas: namedSchemas(),
    },
  };
}

function operationOf(endpoint: Endpoint): Json {
  const { operationId, tag, summary, description, body } = endpoint;
  const parameters = [
    ...pathParameters(endpoint),
    ...queryParameters(endpoint),
    ...(endpoint.isConditional ? [...conditionParameters.map(parameterOf), ifMatch] : []),
    ...(endpoint.mayBeUnchanged ? [ifNoneMatch] : []),
  ];
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(endpoint.isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(jsonSchemaOf(body)) } }),
    responses: { ...successAnswers(endpoint), ...errorAnswers(endpoint) },
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
  return query.parameters().map(parameterOf);
}

function parameterOf({ name, schema }: QueryParameter): Json {
  const { description: _, ...rest } = jsonSchemaOf(schema);
  return { name, in: 'query', required: false, description: schema.description, schema: rest };
}

const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The ETag of the pipeline that was read: if it has changed since, the answer is 412.',
  schema: { type: 'string' },
};

const ifNoneMatch: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an earlier answer: if nothing has changed, the answer is 304.',
  schema: { type: 'string' },
};

function successAnswers({ answers, mayBeUnchanged }: Endpoint): Json {
  const version = mayBeUnchanged ? { ETag: 'The version of this answer.' } : {};
  const described = Object.entries(answers).map(([status, answer]) => {
    const { description, headers } = answer;
    return [
      status,
      { description, ...headersOf({ ...headers, ...version }), ...contentOfAnswer(answer) },
    ];
  });
  return { ...Object.fromEntries(described), ...(mayBeUnchanged ? { 304: notModified } : {}) };
}

const notModified: Json = {
  description: 'Nothing has changed since the version in If-None-Match.',
  ...headersOf({ ETag: 'The version that the caller has.' }),
};

function contentOfAnswer({ body }: DocumentedAnswer): Json {
  if (body === undefined) return {};
  const { contentType = 'application/json', schema, example } = body;
  return { content: { [contentType]: { schema: jsonSchemaOf(schema), example: example() } } };
}

function headersOf(meanings: Readonly<Record<string, string>>): Json {
  const headers = Object.entries(meanings).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
}

/** The headers of the errors with an HTTP status. */
const errorHeaders: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': 'How to authenticate.' },
  405: { Allow: 'The methods of this path.' },
  412: { ETag: 'The present version of the pipeline.' },
  503: {
    'Retry-After': 'How many seconds to wait before the next try, if that one can succeed.',
  },
};

/** An error that an endpoint answers with, for its OpenAPI description. */
interface ErrorExample {
  readonly httpStatus: number;
  readonly key: string;
  readonly summary: string;
  readonly body?: unknown;
}

function errorAnswers(endpoint: Endpoint): Json {
  const all = [...hostErrorsOf(endpoint), ...refusalsOf(endpoint)];
  const statuses = [...new Set(all.map(({ httpStatus }) => httpStatus))];
  return Object.fromEntries(
    statuses.map((status) => {
      const those = all.filter(({ httpStatus }) => httpStatus === status);
      const examples = those.filter(({ body }) => body !== undefined);
      const content = jsonContent(jsonSchemaOf(errorResponseSchema));
      if (examples.length > 0) {
        content['application/json'].examples = Object.fromEntries(
          examples.map(({ key, summary, body }) => [key, { summary, value: body }]),
        );
      }
      const description = [...new Set(those.map(({ summary }) => summary))].join('\n\n');
      return [status, { description, ...headersOf(errorHeaders[status] ?? {}), content }];
    }),
  );
}

function hostErrorsOf({ errors, isPublic }: Endpoint): ErrorExample[] {
  const common = isPublic ? errorsEverywhere : [...errorsEverywhere, ...errorsOfCredentials];
  return [...errors, ...common].map((code) => {
    const { httpStatus, meaning } = hostErrors[code];
    const error = { httpStatus, key: code, summary: `\`${code}\`: ${meaning}` };
    return code === 'UnknownPipelineName'
      ? { ...error, body: unknownPipelineName(exampleName) }
      : error;
  });
}

function refusalsOf({ operationId }: Endpoint): ErrorExample[] {
  const type = actionTypes.find((each) => wireName(each) === operationId);
  if (type === undefined) return [];
  return refusalExamplesOf(type).map(({ httpStatus, rule, statement, body }) => ({
    httpStatus,
    key: rule.replace('.', '_'),
    summary: `\`${body.error_code}\`: ${statement}`,
    body,
  }));
}

function jsonContent(schema: JsonSchema): { 'application/json': Json } {
  return { 'application/json': { schema } };
}

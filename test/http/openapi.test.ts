/** The OpenAPI document: valid, complete, and true of the answers. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { openApi } from '../../src/http';
import { hostErrors } from '../../src/http/answers/errors';
import { InvalidInputError } from '../../src/input/invalid-input';
import {
  actions,
  actionTypes,
  deploymentStatuses,
  desiredStatuses,
  errorCodes,
  wireName,
} from '../../src/lifecycle';
import { parametersOf } from '../../src/lifecycle/action';
import { refusals } from '../../src/lifecycle/rules/refusals';
import { handlerFor } from './handler-helpers';

// biome-ignore lint/suspicious/noExplicitAny: a document of OpenAPI is looked into freely.
const document = openApi() as any;
const actionPath = (type: (typeof actionTypes)[number]) =>
  document.paths[`/pipelines/{pipeline_name}/${wireName(type)}`].post;

/** Returns the schema that a schema refers to, or itself. */
const resolved = ({ $ref, ...schema }: { $ref?: string }) =>
  $ref === undefined ? schema : document.components.schemas[$ref.split('/').at(-1) ?? ''];

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('is found invalid if it is broken', async () => {
    const broken = structuredClone(document);
    delete broken.paths['/pipelines'].get.responses;
    broken.paths['/pipelines'].get.parameters[0].in = 'nowhere';
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('defines every name that it refers to', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(names.length).toBeGreaterThan(50);
    for (const [, name] of names) expect(document.components.schemas).toHaveProperty(name ?? '');
  });

  test('says of no object that its other fields may be anything, which would hide misspelled ones', () => {
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":{}');
    const open = Object.entries(document.components.schemas).filter(
      ([, schema]) => 'additionalProperties' in (schema as object),
    );
    expect(open.map(([name]) => name)).toEqual(['NewPipeline']);
  });

  test('names the statuses, the parameters and the codes, and lists them once', () => {
    const lists: Record<string, readonly string[]> = {
      DeploymentStatus: deploymentStatuses,
      DesiredStatus: desiredStatuses,
      ErrorCode: [...errorCodes, ...Object.keys(hostErrors)],
      Initial: actions.start.parameters.initial.values,
      BootstrapPolicy: actions.start.parameters.bootstrapPolicy.values,
    };
    for (const [name, values] of Object.entries(lists)) {
      expect(document.components.schemas[name].enum).toEqual(values);
      expect(new Set(values).size, name).toBe(values.length);
      expect(JSON.stringify(document).split(JSON.stringify(values))).toHaveLength(2);
    }
    const { Pipeline, ErrorResponse, DeploymentError } = document.components.schemas;
    expect(Pipeline.properties.deployment_error.anyOf).toEqual([
      { $ref: '#/components/schemas/DeploymentError' },
      { type: 'null' },
    ]);
    expect(ErrorResponse.properties.error_code).toEqual({ $ref: '#/components/schemas/ErrorCode' });
    expect(DeploymentError.properties.error_code).not.toHaveProperty('enum');
  });

  test('has an example of each success that has a body', () => {
    const bodies = Object.values(document.paths).flatMap((path) =>
      Object.values(path as object).flatMap(({ responses }) =>
        Object.entries(responses)
          .filter(([status]) => Number(status) < 300)
          // biome-ignore lint/suspicious/noExplicitAny: as above.
          .flatMap(([, { content = {} }]: [string, any]) => Object.values(content)),
      ),
    );
    expect(bodies).toHaveLength(8);
    for (const body of bodies) expect(body).toHaveProperty('example');
  });

  test('gives every operation a name of its own', () => {
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path as object).map(({ operationId }) => operationId),
    );
    expect(ids).toHaveLength(14);
    expect(new Set(ids).size).toBe(14);
  });
});

describe('an action', () => {
  test.each(actionTypes)('%s: has every documented answer, and those of any request', (type) => {
    const statuses = Object.keys(actionPath(type).responses).map(Number);
    expect(statuses).toEqual(expect.arrayContaining([...actions[type].answers]));
    const host = [...new Set(Object.values(hostErrors).map(({ httpStatus }) => httpStatus))];
    const others = statuses.filter(
      (status) => !([...actions[type].answers] as number[]).includes(status),
    );
    expect(host).toEqual(expect.arrayContaining(others));
  });

  test.each(actionTypes)('%s: has its parameters, with values and defaults', (type) => {
    const declared = Object.entries(parametersOf(type)).map(([name, parameter]) => {
      const values = typeof parameter.default === 'boolean' ? undefined : parameter.values;
      return [wireName(name), parameter.default, values];
    });
    const described = actionPath(type)
      .parameters.filter((each: { in: string }) => each.in === 'query')
      // Conditions of the request, not parameters of the action.
      .filter((each: { name: string }) => !['id', 'generation'].includes(each.name))
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      .map(({ name, schema }: any) => [name, schema.default, resolved(schema).enum]);
    expect(described).toEqual(declared);
  });

  test('has an example of every rule that refuses it', () => {
    const shown = actionTypes.flatMap((type) =>
      Object.values(actionPath(type).responses).flatMap((response) =>
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        Object.keys((response as any).content?.['application/json']?.examples ?? {}),
      ),
    );
    const rules = Object.keys(refusals).map((rule) => rule.replace('.', '_'));
    expect(shown).toEqual(expect.arrayContaining(rules));
  });
});

test('every action and the deletion can be conditional, and no other request', () => {
  const conditional = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as object).flatMap(
      ([method, { operationId, parameters = [], responses }]) => {
        const names = parameters.map(({ name }: { name: string }) => name);
        const has = [names.includes('If-Match'), names.includes('generation'), 412 in responses];
        expect(new Set(has).size, `${method} ${path}`).toBe(1);
        return has[0] ? [operationId] : [];
      },
    ),
  );
  expect(conditional.sort()).toEqual([...actionTypes.map(wireName), 'delete_pipeline'].sort());
});

test('the answer of a poll says how to ask for changes only', () => {
  const { parameters, responses } = document.paths['/pipelines'].get;
  expect(parameters.map(({ name }: { name: string }) => name)).toContain('If-None-Match');
  expect(Object.keys(responses[200].headers).sort()).toEqual(['ETag', 'Link']);
  expect(responses[304].headers).toHaveProperty('ETag');
});

test.each([
  [null, 'options'],
  ['/api', 'options'],
  [{ basepath: '/api' }, 'basepath'],
  [{ basePath: 'v0/' }, 'basePath'],
  [{ basePath: '/v0/..' }, 'basePath'],
  [{ basePath: '/./v0' }, 'basePath'],
  [{ basePath: 7 }, 'basePath'],
])('malformed options are refused: %j', (options, field) => {
  expect(() => openApi(options as object)).toThrow(InvalidInputError);
  expect(() => openApi(options as object)).toThrow(expect.objectContaining({ field }));
});

test('only the OpenAPI document is public', () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods as object).map(({ security, responses }) => [path, security, responses]),
  );
  for (const [path, security, responses] of operations) {
    const isPublic = path === '/openapi.json';
    expect(security).toEqual(isPublic ? [] : undefined);
    expect('401' in responses).toBe(!isPublic);
  }
});

test('the handler serves it, and answers 304 to the same request again', async () => {
  const { ask } = await handlerFor();
  const { status, body, headers } = await ask('GET', '/v0/openapi.json');
  expect(status).toBe(200);
  expect(body).toEqual(document);
  const again = await ask('GET', '/v0/openapi.json', {
    headers: { 'if-none-match': headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

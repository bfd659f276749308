/** Secrets in a request: clients put keys and tokens into URLs and bodies, and logs must not. */
import { describe, expect, test } from 'vitest';
import type { HandlerEvent } from '../../src/http';
import { isParameter } from '../../src/http/endpoints';
import { pathOf, shownPath } from '../../src/http/requests';
import { handlerFor } from './handler-helpers';

const secret = 'S3CRET';
const names = ['api_key', 'token', 'access_token', 'authorization', 'Api-Key', 'FORCE'];

const requests = [
  ['POST', '/v0/pipelines/orders/start'],
  ['POST', '/v0/pipelines/orders/stop'],
  ['GET', '/v0/pipelines/orders'],
  ['DELETE', '/v0/pipelines/orders'],
  ['GET', '/v0/pipelines'],
  ['POST', '/v0/pipelines'],
  ['GET', '/v0/pipelines/orders/events'],
  ['GET', '/v0/openapi.json'],
  ['PUT', '/v0/pipelines/orders'],
  ['POST', '/v0/pipelines/orders/explode'],
] as const;

const pathIn = (event: HandlerEvent | undefined) => (event?.type === 'answered' ? event.path : '');

describe('the value of an unknown parameter', () => {
  test.each(requests)('of %s %s is neither answered nor reported', async (method, path) => {
    for (const name of names) {
      for (const query of [`${name}=${secret}`, `${name}=${secret}&${name}=x${secret}`]) {
        const { ask, events } = await handlerFor();
        const { status, text, body } = await ask(method, `${path}?${query}`);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(text).not.toContain(secret);
        expect(JSON.stringify(events)).not.toContain(secret);
        expect(pathIn(events.at(-1))).toBe(`${path}?${query.replace(/=[^&]+/g, '=…')}`);
        // Its name is, or nobody would find the mistake.
        if (status === 400) expect(body.details.field).toBe(name);
      }
    }
  });

  test('is not reported of a request that is denied, or that fails', async () => {
    const authenticate = async () => {
      throw new Error('The directory is down.');
    };
    const { ask, events } = await handlerFor({ authenticate });
    await ask('POST', `/v0/pipelines/orders/stop?token=${secret}&force=true`);
    expect(events).toMatchObject([
      { type: 'failed', path: '/v0/pipelines/orders/stop?token=…&force=true' },
      { type: 'answered', path: '/v0/pipelines/orders/stop?token=…&force=true' },
    ]);
  });
});

test('the values of known parameters are reported, also those that are not allowed', async () => {
  const { ask, events } = await handlerFor();
  const { body } = await ask('POST', '/v0/pipelines/orders/start?initial=runing');
  expect(body.details).toMatchObject({ field: 'initial', value: 'runing' });
  expect(pathIn(events.at(-1))).toBe('/v0/pipelines/orders/start?initial=runing');
});

test.each(['{"name":"new","token":"S3CRET"}', '{"token":"S3CRET"', '"S3CRET"', '["S3CRET"]'])(
  'a body is not shown: %s',
  async (body) => {
    for (const path of ['/v0/pipelines', '/v0/pipelines/orders/start']) {
      const { ask, events } = await handlerFor();
      const headers = { 'content-length': String(body.length) };
      const answer = await ask('POST', path, { body, headers });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(secret);
      expect(JSON.stringify(events)).not.toContain(secret);
    }
  },
);

describe('a path', () => {
  test.each([
    ['http://host/a', '/a'],
    ['http://host/a?', '/a?'],
    ['http://host/a?force=true&limit=', '/a?force=true&limit='],
    ['http://host/a?%66orce=true', '/a?%66orce=true'],
    ['http://host/a?key=1=2?3&force=true', '/a?key=…&force=true'],
    ['http://host/a?key&&=1', '/a?key&&=…'],
    ['http://host/a?k%65y=1', '/a?k%65y=…'],
    ['http://host/a?k+y=1&%zz=2', '/a?k+y=…&%zz=…'],
    ['https://host?key=1', '?key=…'],
    ['http://host/a#access_token=1', '/a'],
    ['http://host/a?force=true#key=1', '/a?force=true'],
    ['/a?key=1', '/a?key=…'],
  ])('%s is shown as %s', (url, path) => {
    expect(shownPath(url, isParameter)).toBe(path);
  });

  test('has no host and no fragment', () => {
    expect(pathOf('http://host:1/a?b=1#c?d')).toBe('/a?b=1');
    expect(pathOf('http://host#c')).toBe('');
  });
});

/** HAR files: which lines of a history each request becomes, and what is never read. */
import { describe, expect, it } from 'vitest';
import { checkHistory, historiesInHar } from '../../../src/trace';

interface Request {
  readonly method?: string;
  readonly url: string;
  readonly status?: number;
  readonly body?: unknown;
  /** Seconds after the beginning, and milliseconds. */
  readonly at?: number;
  readonly took?: number;
}

const beginning = Date.parse('2026-01-14T04:20:00.000Z');

function har(requests: readonly Request[]): string {
  const entries = requests.map(
    ({ method = 'POST', url, status = 202, body, at = 0, took = 5 }) => ({
      startedDateTime: new Date(beginning + at * 1000).toISOString(),
      time: took,
      request: {
        ...{ method, url: `https://api.example.com${url}`, httpVersion: 'h2' },
        headers: [{ name: 'Authorization', value: 'Bearer secret-key' }],
        cookies: [{ name: 'session', value: 'secret-cookie' }],
      },
      response: {
        ...{ status, headers: [{ name: 'Set-Cookie', value: 'secret-cookie' }] },
        content: {
          mimeType: 'application/json',
          ...(body === undefined ? {} : { text: textOf(body) }),
        },
      },
    }),
  );
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test' }, entries } });
}

const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
const reading = (status: string, desired: string, error: unknown = null) => ({
  ...{ name: 'orders', id: 'x', created_at: 'today' },
  ...{ deployment_status: status, deployment_desired_status: desired, deployment_error: error },
});
const poll = (at: number, body: unknown): Request => ({
  ...{ method: 'GET', url: '/v0/pipelines/orders', status: 200, at, body },
});
const refused = (code: string) => ({ message: 'No.', error_code: code, details: {} });

/** The lines of the only pipeline, without their times. */
function linesIn(requests: readonly Request[]) {
  const { pipelines } = historiesInHar(har(requests));
  expect(pipelines).toHaveLength(1);
  return pipelines[0]?.lines.map((line) => {
    const { began: _, ended: __, ...fields } = JSON.parse(line);
    return fields;
  });
}

const start = { url: '/v0/pipelines/orders/start?initial=paused' };

describe('a HAR file becomes the history of each pipeline', () => {
  it('with its calls and polls, in the order of their times', () => {
    const requests = [
      { ...start, at: 1 },
      poll(3, reading('Paused', 'Paused')),
      { url: '/v0/pipelines/orders/stop?force=true', at: 5 },
      {
        url: '/v0/pipelines/orders/resume',
        status: 400,
        at: 6,
        body: refused('IllegalPipelineAction'),
      },
    ];
    expect(linesIn(requests.toReversed())).toEqual([
      { call: 'start', query: { initial: 'paused' }, answer: 202 },
      {
        seen: {
          deployment_status: 'Paused',
          deployment_desired_status: 'Paused',
          deployment_error: null,
        },
      },
      { call: 'stop', query: { force: 'true' }, answer: 202 },
      { call: 'resume', query: {}, answer: 400, error_code: 'IllegalPipelineAction' },
    ]);
  });

  it('with times', () => {
    const [history] = historiesInHar(har([{ ...start, at: 1, took: 12.5 }])).pipelines;
    expect(JSON.parse(history?.lines[0] ?? '')).toMatchObject({
      began: beginning + 1000,
      ended: beginning + 1012.5,
    });
  });

  it('that the checker judges', async () => {
    const verdictOf = async (requests: readonly Request[]) => {
      const [history] = historiesInHar(har(requests)).pipelines;
      const { verdict } = await checkHistory(history?.lines ?? [], { from: 'anywhere' });
      return verdict;
    };
    const stop = { url: '/v0/pipelines/orders/stop?force=true', at: 2, took: 12 };
    const stopping = poll(9, reading('Stopping', 'Stopped'));
    const pause = { url: '/v0/pipelines/orders/pause', at: 2.005, took: 30 };
    expect(await verdictOf([poll(1, reading('Running', 'Running')), stop, pause, stopping])).toBe(
      'legal',
    );
    const later = { ...pause, at: 3 };
    expect(await verdictOf([poll(1, reading('Running', 'Running')), stop, later, stopping])).toBe(
      'illegal',
    );
  });

  it('separately, and those of a list as well', () => {
    const list = [
      reading('Running', 'Running'),
      { ...reading('Paused', 'Paused'), name: 'clicks' },
    ];
    const requests = [
      { method: 'GET', url: '/v0/pipelines?selector=status', status: 200, body: list },
      { url: '/v0/pipelines/clicks/resume', at: 1 },
    ];
    const { pipelines } = historiesInHar(har(requests));
    expect(pipelines.map(({ pipeline, lines }) => [pipeline, lines.length])).toEqual([
      ['orders', 1],
      ['clicks', 2],
    ]);
  });

  it('from anywhere, or from its creation', () => {
    const creation = {
      ...{ url: '/v0/pipelines', status: 201, at: 0 },
      body: { ...reading('Stopped', 'Stopped'), name: 'my orders' },
    };
    const calls = [{ url: '/v0/pipelines/my%20orders/start', at: 1 }];
    const fromOf = (requests: readonly Request[]) =>
      historiesInHar(har(requests)).pipelines.map(({ pipeline, from }) => [pipeline, from]);
    expect(fromOf(calls)).toEqual([['my orders', 'anywhere']]);
    expect(fromOf([creation, ...calls])).toEqual([['my orders', 'new']]);
    const put = { method: 'PUT', url: '/v0/pipelines/my%20orders', status: 201 };
    expect(fromOf([put, ...calls])).toEqual([['my orders', 'new']]);
  });

  it('once for each life, without what overlaps the deletion', () => {
    const requests = [
      { ...start, at: 1 },
      { method: 'DELETE', url: '/v0/pipelines/orders', status: 204, at: 5, took: 100 },
      {
        method: 'GET',
        url: '/v0/pipelines/orders',
        status: 200,
        at: 4.99,
        took: 50,
        body: reading('Stopped', 'Stopped'),
      },
      { ...start, at: 6, status: 404, body: refused('UnknownPipelineName') },
      { method: 'PUT', url: '/v0/pipelines/orders', status: 201, at: 7 },
      { ...start, at: 8 },
    ];
    const { pipelines } = historiesInHar(har(requests));
    expect(pipelines.map(({ from, lines }) => [from, lines.length])).toEqual([
      ['anywhere', 1],
      ['new', 1],
    ]);
  });
});

describe('an answer in a HAR file', () => {
  it.each<[string, Partial<Request>, object | null]>([
    ['that never came may have taken effect', { status: 0 }, {}],
    ['of a gateway may have taken effect', { status: 502, body: '<html>' }, { answer: 500 }],
    [
      '503 with a body of no one may have taken effect',
      { status: 503, body: 'busy' },
      { answer: 500 },
    ],
    ['503 without a body may be the documented one', { status: 503 }, { answer: 503 }],
    [
      '503 of the lifecycle is one',
      { status: 503, body: refused('IllegalPipelineAction') },
      { answer: 503, error_code: 'IllegalPipelineAction' },
    ],
    ['401 was not decided', { status: 401, body: refused('Unauthorized') }, null],
    ['412 was not decided', { status: 412, body: refused('PreconditionFailed') }, null],
    [
      '400 of a parameter was not decided',
      { status: 400, body: refused('InvalidParameter') },
      null,
    ],
    ['418 is a claim of its own', { status: 299 }, { answer: 299 }],
  ])('%s', (_, answer, expected) => {
    const requests = [
      { ...start, at: 1 },
      { url: '/v0/pipelines/orders/stop', at: 2, ...answer },
    ];
    const [, ...rest] = linesIn(requests) ?? [];
    expect(rest).toEqual(expected === null ? [] : [{ call: 'stop', query: {}, ...expected }]);
  });

  it('in base64 is decoded', () => {
    const archive = JSON.parse(har([poll(1, reading('Running', 'Running', { message: 'x' }))]));
    const { content } = archive.log.entries[0].response;
    content.text = btoa(content.text);
    content.encoding = 'base64';
    const { pipelines } = historiesInHar(JSON.stringify(archive));
    expect(pipelines[0]?.lines[0]).toContain('"deployment_error":true');
  });
});

describe('what a HAR file also holds', () => {
  it('is left out, and counted', () => {
    const requests = [
      { ...start, at: 1 },
      { method: 'GET', url: '/assets/app.js', status: 200, body: 'x' },
      { method: 'GET', url: '/v0/pipelines/orders/stats', status: 200, body: {} },
      { method: 'GET', url: '/v0/pipelines/orders', status: 304 },
      { method: 'POST', url: '/v0/pipelines/orders/clear', status: 202 },
    ];
    expect(historiesInHar(har(requests))).toMatchObject({ requests: 5, leftOut: 4 });
  });

  it('is never copied: keys, cookies, and parameters that no action has', () => {
    const requests = [{ url: '/v0/pipelines/orders/stop?force=true&token=secret-token' }];
    expect(JSON.stringify(historiesInHar(har(requests)))).not.toContain('secret');
  });

  it('may lie under another path', () => {
    const requests = [{ url: '/tenants/7/jobs/orders/stop' }];
    const { pipelines } = historiesInHar(har(requests), { prefix: '/tenants/7/jobs' });
    expect(pipelines[0]?.lines).toHaveLength(1);
  });
});

describe('anything but a HAR file', () => {
  it.each([
    ['{}', 'log'],
    ['{"log":{}}', 'log.entries'],
    ['{"log":{"entries":[{}]}}', 'log.entries[0].request'],
    ['{"log":{"entries":[{"request":{},"response":{}}]}}', 'log.entries[0].startedDateTime'],
  ])('%s is an error that names %s', (text, field) => {
    const problem = expect.stringContaining(field);
    expect(() => historiesInHar(text)).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', line: 0, problem }),
    );
  });
});

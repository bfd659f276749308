/** Access logs: a mapping names the fields of their lines. */
import { describe, expect, it } from 'vitest';
import { historiesInLog, type LogMap } from '../../../src/trace';

const pino: LogMap = {
  ...{ method: 'req.method', url: 'req.url', status: 'res.statusCode' },
  ...{ time: 'time', duration: 'responseTime' },
};
const nginx: LogMap = {
  ...{ method: 'request_method', url: 'request_uri', status: 'status' },
  ...{ time: { field: 'msec', unit: 's' }, duration: { field: 'request_time', unit: 's' } },
};

const pinoLine = (time: unknown, url: string, statusCode: number) =>
  JSON.stringify({
    level: 30,
    time,
    req: { method: 'POST', url },
    res: { statusCode },
    responseTime: 12,
  });

describe('a log in JSON lines', () => {
  it('becomes histories with times', () => {
    const lines = [
      pinoLine(1000, '/v0/pipelines/orders/start', 202),
      '',
      pinoLine(2000, '/v0/pipelines/orders/stop?force=true', 202),
      pinoLine(2100, '/health', 200),
    ];
    expect(historiesInLog(lines, pino)).toMatchObject({
      ...{ requests: 3, leftOut: 1 },
      pipelines: [
        {
          ...{ pipeline: 'orders', from: 'anywhere' },
          lines: [
            '{"call":"start","query":{},"answer":202,"began":988,"ended":1000}',
            '{"call":"stop","query":{"force":"true"},"answer":202,"began":1988,"ended":2000}',
          ],
        },
      ],
    });
  });

  it('may have seconds, texts for numbers, and names with dots', () => {
    const line = {
      ...{ request_method: 'POST', request_uri: '/v0/pipelines/a/pause', status: '202' },
      ...{ msec: '1768364400.250', request_time: '0.050' },
    };
    const [history] = historiesInLog([JSON.stringify(line)], nginx).pipelines;
    expect(JSON.parse(history?.lines[0] ?? '')).toMatchObject({
      ...{ answer: 202, began: 1768364400200, ended: 1768364400250 },
    });
    const flat = { 'http.method': 'POST', 'http.url': '/v0/pipelines/a/pause', code: 202 };
    const map = { method: 'http.method', url: 'http.url', status: 'code' };
    expect(historiesInLog([JSON.stringify(flat)], map).pipelines[0]?.lines).toEqual([
      '{"call":"pause","query":{},"answer":202}',
    ]);
  });

  it('may say when a request began, in ISO 8601', () => {
    const map: LogMap = { ...pino, timeIs: 'began' };
    const line = pinoLine('2026-01-14T04:20:20.348Z', '/v0/pipelines/a/pause', 202);
    const [history] = historiesInLog([line], map).pipelines;
    const began = Date.parse('2026-01-14T04:20:20.348Z');
    expect(JSON.parse(history?.lines[0] ?? '')).toMatchObject({ began, ended: began + 12 });
  });

  it('keeps the order of its lines if one of them has no times', () => {
    const lines = [
      pinoLine(2000, '/v0/pipelines/a/pause', 202),
      pinoLine(undefined, '/v0/pipelines/a/resume', 202),
      pinoLine(1000, '/v0/pipelines/a/stop', 202),
    ];
    const [history] = historiesInLog(lines, pino).pipelines;
    expect(history?.lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(
      Array.from({ length: 3 }, () => ['call', 'query', 'answer']),
    );
    expect(history?.lines[0]).toContain('pause');
  });

  it('may have the bodies of answers, as a text or as JSON', () => {
    const seen = { deployment_status: 'Running', deployment_desired_status: 'Running' };
    const line = (body: unknown) =>
      JSON.stringify({ method: 'GET', url: '/v0/pipelines/a', status: 200, body });
    const map = { method: 'method', url: 'url', status: 'status', body: 'body' };
    const [history] = historiesInLog([line(seen), line(JSON.stringify(seen))], map).pipelines;
    expect(history?.lines).toHaveLength(2);
    expect(history?.lines[1]).toBe(history?.lines[0]);
  });
});

describe('an error of a log names', () => {
  it.each<[string, unknown, string]>([
    ['a field of the map that is missing', { url: 'u', status: 's' }, 'map.method'],
    ['a field of the map that is unknown', { ...pino, path: 'x' }, 'path'],
    ['a unit', { ...pino, time: { field: 'time', unit: 'h' } }, 'map.time.unit'],
    ['a moment', { ...pino, timeIs: 'then' }, 'map.timeIs'],
  ])('%s', (_, map, field) => {
    expect(() => historiesInLog([], map as LogMap)).toThrow(expect.objectContaining({ field }));
  });

  it.each([
    ['broken JSON', '{', 'not valid JSON'],
    ['a line without a method', '{"req":{"url":"/"}}', 'req.method is undefined'],
    ['a time that is not one', pinoLine('noon', '/', 200), 'time is "noon"'],
  ])('the line of %s', (_, line, problem) => {
    expect(() => historiesInLog(['', line], pino, { source: 'a.log' })).toThrow(
      expect.objectContaining({
        ...{ name: 'HistoryFormatError', source: 'a.log', line: 2 },
        problem: expect.stringContaining(problem),
      }),
    );
  });
});

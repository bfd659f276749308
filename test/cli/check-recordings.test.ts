/** `check` of HAR files and access logs. */
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { ran } from './fake-io';
import { temporaryFolder } from './files';

const { write } = temporaryFolder();

const entry = (method: string, url: string, status: number, second: number, text?: string) => ({
  startedDateTime: `2026-01-14T04:20:0${second}.000Z`,
  time: 5,
  request: { method, url: `http://localhost${url}`, headers: [{ name: 'X-Key', value: 'secret' }] },
  response: { status, content: { text } },
});
const seen = (status: string) =>
  JSON.stringify({ deployment_status: status, deployment_desired_status: status });
const entries = [
  entry('GET', '/v0/pipelines/orders', 200, 1, seen('Running')),
  entry('POST', '/v0/pipelines/orders/stop?force=true', 202, 2),
  entry('POST', '/v0/pipelines/orders/resume', 202, 3),
  entry('POST', '/v0/pipelines/clicks/pause', 202, 4),
];
const har = write('session.har', JSON.stringify({ log: { entries } }));
const empty = write('empty.har', JSON.stringify({ log: { entries: [] } }));
const broken = write('broken.har', '{"log":');
const map = write('map.json', JSON.stringify({ method: 'm', url: 'u', status: 's' }));
const log = write(
  'access.log',
  '{"m":"POST","u":"/v0/pipelines/orders/start","s":202}\n{"m":"GET","u":"/","s":200}\n',
);

describe('check of a HAR file', () => {
  it('judges each pipeline, and copies no key', async () => {
    const { status, stdout } = await ran(['check', har]);
    expect(status).toBe(1);
    expect(stdout).toContain(`illegal ${har} (orders):3\n`);
    expect(stdout).toContain(`legal   ${har} (clicks): 1 call, 0 readings.\n`);
    expect(stdout).toContain('2 histories: 1 legal, 1 illegal.');
    expect(stdout).not.toContain('secret');
  });

  it('judges one pipeline', async () => {
    const { status, stdout } = await ran(['check', har, '--pipeline', 'clicks']);
    expect({ status, stdout }).toEqual({
      ...{ status: 0, stdout: `legal   ${har} (clicks): 1 call, 0 readings.\n` },
    });
  });

  it.each<[string, string[], string]>([
    ['a pipeline that is not there', [har, '--pipeline', 'order'], 'Did you mean "orders"?'],
    ['a file without pipelines', [empty], 'nothing to check: none of its 0 requests'],
    ['another prefix', [har, '--prefix', '/api/'], 'with a URL such as /api/orders/stop'],
    ['broken JSON', [broken], 'not valid JSON'],
  ])('is bad input with %s', async (_, argv, says) => {
    const { status, stderr } = await ran(['check', ...argv]);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('check of an access log', () => {
  it('reads it through a mapping', async () => {
    const { status, stdout } = await ran(['check', log, '--map', map]);
    expect({ status, stdout }).toEqual({
      ...{ status: 0, stdout: `legal   ${log} (orders): 1 call, 0 readings.\n` },
    });
  });

  it.each<[string, string[], string]>([
    ['without a mapping', [log], 'error   '],
    ['with a mapping that is missing', [log, '--map', 'nowhere.json'], '--map is "nowhere.json"'],
    ['with a mapping that is something else', [log, '--map', log], '--map is'],
    ['of one pipeline in a plain history', [log, '--pipeline', 'a'], '--pipeline is "a"'],
  ])('is bad input %s', async (_, argv, says) => {
    const { status, stderr } = await ran(['check', ...argv]);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('check prints for CI', () => {
  const unreadable = write('broken.jsonl', '{}');
  const files = [har, unreadable];

  it('JUnit XML with one case a pipeline', async () => {
    const { status, stdout } = await ran(['check', '--junit', ...files]);
    expect(status).toBe(2);
    const document = XmlDocument.fromString(stdout);
    const suite = document.get('/testsuites/testsuite');
    expect(suite).not.toBeNull();
    expect(stdout).toContain('tests="3" failures="1" errors="1" skipped="0"');
    const names = document.find('//testcase/@name').map((each) => each.content);
    expect(names).toEqual([`${har} (orders)`, `${har} (clicks)`, unreadable]);
    expect(document.get('//failure/@message')?.content).toBe(`illegal: ${har} (orders):3`);
    expect(document.get('//failure')?.content).toContain('Rule resume.stopping');
    expect(document.get('//error')?.content).toContain('line is {}');
    document.dispose();
  });

  it('Markdown with a section for each', async () => {
    const { stdout } = await ran(['check', '--markdown', ...files]);
    const headings = stdout.split('\n').filter((line) => line.startsWith('#'));
    expect(headings).toEqual([
      ...['# Histories', `## illegal: ${har} (orders):3`, `## legal: ${har} (clicks)`],
      `## unreadable: ${unreadable}:1`,
    ]);
  });

  it('one format at a time', async () => {
    const { status, stderr } = await ran(['check', '--junit', '--json', har]);
    expect(status).toBe(2);
    expect(stderr).toContain('--junit');
  });
});

describe('diagram history', () => {
  it('draws one pipeline of a HAR file', async () => {
    const { status, stdout } = await ran(['diagram', 'history', har, '--pipeline', 'orders']);
    expect(status).toBe(0);
    expect(stdout).toContain('stop?force=true');
  });

  it('asks which one if there are several', async () => {
    const { status, stderr } = await ran(['diagram', 'history', har]);
    expect(status).toBe(2);
    expect(stderr).toContain('--pipeline is undefined, but must be given');
  });
});

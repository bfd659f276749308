/** `conform`: a server is held against the rules, and the verdict is a line, a report and an exit status. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReachableServer } from '../testing/conformance/server-options';
import { startServer } from '../testing/conformance/start-server';
import { ran } from './fake-io';
import { started } from './processes';

let folder: string;
let server: ReachableServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-conform-'));
  server = await startServer({ args: ['--latency', '1..5', '--api-key', 'secret'] });
  const headers = { authorization: 'Bearer secret' };
  await fetch(`${server.baseUrl}/v0/pipelines/scratch`, { method: 'PUT', headers });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const environment = { KEY: 'secret', EMPTY: '' };
const quick = ['--pipeline', 'scratch', '--budget', '2s', '--timeout', '2s', '--patience', '3s'];

describe('conform', () => {
  it('finds nothing in a correct server, and writes a report in Markdown', {
    timeout: 30_000,
  }, async () => {
    const report = join(folder, 'report.md');
    const { status, stdout, stderr } = await ran(
      [
        'conform',
        server.baseUrl,
        ...quick,
        '--api-key-env',
        'KEY',
        '--report',
        report,
        '--seed',
        '3',
      ],
      { environment },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^No rule was broken: \d+ walks, \d+ calls and polls in [\d.]+ s, seed 3\.\n/,
    );
    expect(stdout).toMatch(/Exercised \d+ of 224 pairs of statuses × actions/);
    expect(readFileSync(report, 'utf8')).toContain('# Conformance\n\nNo rule was broken');
  });

  it('shows a bug, with a history that check rejects on its last line', {
    timeout: 60_000,
  }, async () => {
    const broken = await startServer({ bug: 'write-lost-after-202', args: ['--latency', '1..5'] });
    try {
      await fetch(`${broken.baseUrl}/v0/pipelines/scratch`, { method: 'PUT' });
      const [report, history] = [join(folder, 'report.xml'), join(folder, 'history.jsonl')];
      const { status, stdout } = await ran([
        ...['conform', broken.baseUrl, ...quick, '--budget', '30s'],
        ...['--report', report, '--history', history],
      ]);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^A rule was broken: /);
      expect(stdout).toContain(`pipeline-lifecycle check ${history}`);
      expect(stdout).toContain(
        `conform ${broken.baseUrl} --pipeline scratch --seed 1 --budget 30s --timeout 2s --patience 3s\n`,
      );
      const lines = readFileSync(history, 'utf8').trimEnd().split('\n');
      const checked = await ran(['check', history]);
      expect(checked.status).toBe(1);
      expect(checked.stdout).toContain(`illegal ${history}:${lines.length}\n`);
      const document = XmlDocument.fromString(readFileSync(report, 'utf8'));
      expect(document.find('//failure[@type="illegal"]')).toHaveLength(1);
      expect(document.root.attr('failures')?.value).toBe('1');
      document.dispose();
    } finally {
      await broken.stop();
    }
  });

  it('says how to test again, with all that was said and as a shell takes it', {
    timeout: 30_000,
  }, async () => {
    const { createServer } = await import('node:http');
    const refusing = createServer((_, response) => response.writeHead(400).end('{}'));
    await new Promise<void>((done) => refusing.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(refusing.address() as { port: number }).port}`;
    const history = join(folder, 'of it.jsonl');
    try {
      const { status, stdout } = await ran(
        [
          ...[
            'conform',
            url,
            '--pipeline',
            "my pipe/it's",
            '--prefix',
            '/p/',
            '--history',
            history,
          ],
          ...['--without', 'standby', '--without', 'suspendable', '--api-key-env', 'KEY'],
          ...['--seed', '7', '--timeout', '150ms'],
        ],
        { environment },
      );
      expect(status).toBe(1);
      expect(stdout).toContain(`pipeline-lifecycle check '${history}'`);
      expect(stdout).toContain(
        `conform ${url} --pipeline 'my pipe/it'\\''s' --prefix /p/ --api-key-env KEY --without suspendable --without standby --seed 7 --budget 60s --timeout 150ms --patience 30s\n`,
      );
    } finally {
      refusing.close();
    }
  });

  it('is interrupted: stops the pipeline, and says what was seen until then', {
    timeout: 30_000,
  }, async () => {
    const args = ['conform', server.baseUrl, ...quick, '--budget', '60s', '--api-key-env', 'KEY'];
    const { child, printed } = started(args, environment);
    setTimeout(() => child.kill('SIGINT'), 2_000);
    const status = await new Promise((ended) => child.once('close', ended));
    expect(status).toBe(2);
    expect(printed.stderr).toMatch(/^Interrupted: stopping the pipeline/);
    expect(printed.stdout).toMatch(/^No rule was broken: \d+ walks/);
    const poll = await fetch(`${server.baseUrl}/v0/pipelines/scratch`, {
      headers: { authorization: 'Bearer secret' },
    });
    expect(await poll.json()).toMatchObject({ deployment_desired_status: 'Stopped' });
  });

  it('prints everything as JSON', { timeout: 30_000 }, async () => {
    const { stdout } = await ran(
      ['conform', server.baseUrl, ...quick, '--api-key-env', 'KEY', '--json'],
      { environment },
    );
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'conforms', seed: 1, failure: null });
  });

  it.each([
    ['where nobody is let in', [], /answered with 401/],
    [
      'where there is no such pipeline',
      ['--pipeline', 'nobody', '--api-key-env', 'KEY'],
      /answered with 404/,
    ],
    ['where nobody listens', ['http://127.0.0.1:1'], /fetch failed/],
  ])('tests nothing %s, and says so', { timeout: 60_000 }, async (_name, more, message) => {
    const [own, rest] = more[0]?.startsWith('http') ? [more[0], []] : [server.baseUrl, more];
    const { status, stdout } = await ran(['conform', own, ...quick, ...rest], { environment });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^Nothing could be tested: /);
    expect(stdout).toMatch(message);
  });
});

describe('bad input', () => {
  it.each([
    ['no pipeline', 'conform http://localhost:1', "required option '--pipeline <name>'"],
    [
      'no URL',
      'conform localhost --pipeline p',
      'baseUrl is "localhost", but must be the URL of a server',
    ],
    [
      'a time that is none',
      'conform http://localhost:1 --pipeline p --budget 5',
      'such as 500ms, 30s or 5m',
    ],
    [
      'a seed that is none',
      'conform http://localhost:1 --pipeline p --seed x',
      'a non-negative whole number',
    ],
    [
      'a key that is not there',
      'conform http://localhost:1 --pipeline p --api-key-env EMPTY',
      '--api-key-env is "EMPTY"',
    ],
  ])('%s: exit status 2, and words that help', async (_name, line, message) => {
    const { status, stdout, stderr } = await ran(line.split(' '), { environment });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each(['--report', '--history'])(
    '%s that cannot be written is named, before anything is tested',
    async (option) => {
      const { status, stdout, stderr } = await ran(
        ['conform', server.baseUrl, ...quick, option, 'nowhere/file'],
        { environment },
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(
        'file is "nowhere/file", but must be a file that can be written (ENOENT).',
      );
    },
  );
});

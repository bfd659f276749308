/** `serve`: its options, its output and its end; in this process, and as the built program. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runServe, type ServeOptions } from '../../src/cli/serve';
import { defaultSettings } from '../../src/simulator/settings';
import { VirtualClock } from '../host/virtual-clock';
import { expectPlain, fakeIo, ran, type Surroundings } from './fake-io';
import { temporaryFolder } from './files';
import { ended, started } from './processes';

const { folder } = temporaryFolder();

const key = 'a-key-of-sixteen-letters';
const curlLines = (text: string) => text.match(/^ *curl .*$/gm)?.map((line) => line.trim()) ?? [];

describe('a wrong option', () => {
  it.each<[flags: string[], allowed: string]>([
    [['--port', 'http'], 'a whole number from 0 to 65535'],
    [['--port', '65536'], 'a whole number from 0 to 65535'],
    [['--port', '-1'], 'a whole number from 0 to 65535'],
    [['--host', ''], '--host is "", but must be a text that is not empty'],
    [['--edition', 'community'], '--edition is "community", but must be one of "enterprise"'],
    [['--latency', 'fast'], 'a time such as 300ms, or two such as 200ms..2s'],
    [['--latency', '2s..200ms'], 'the shorter one first'],
    [['--latency', '1s..2s..3s'], 'a time such as 300ms'],
    [['--latency', '61m'], 'at most 60m'],
    [['--latency', '5'], 'a time such as 300ms'],
    [['--latency', '..2s'], 'a time such as 300ms'],
    [['--failures', '1.5'], 'a probability from 0 to 1'],
    [['--failures', '-0.1'], 'a probability from 0 to 1'],
    [['--failures', 'often'], 'a probability from 0 to 1'],
    [['--failures', ''], 'a probability from 0 to 1'],
    [['--seed', '1.5'], 'a whole number from 0 to'],
    [['--seed', 'x'], 'a whole number from 0 to'],
    [['--cors', 'localhost:5173'], 'an origin such as http://localhost:5173'],
    [['--cors', 'http://localhost:5173/path'], 'an origin such as http://localhost:5173'],
    [['--pipeline', 'two words'], '1 to 100 letters, digits, - or _'],
    [['--pipeline', 'a', '--pipeline', 'a'], 'given only once'],
    [['--record', ''], '--record is "", but must be a text that is not empty'],
    [['--quiet'], "unknown option '--quiet'"],
    [['extra'], 'too many arguments'],
  ])('%j is refused with what is allowed', async (flags, allowed) => {
    const { status, stdout, stderr } = await ran(['serve', ...flags]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(allowed);
    expect(stderr.replace(/\n\(add --help.*\n$/, '')).not.toContain('\n ');
  });

  it('--api-key-env of a variable that is not set is refused', async () => {
    const { status, stderr } = await ran(['serve', '--api-key-env', 'NO_SUCH_KEY']);
    expect(status).toBe(2);
    expect(stderr).toContain('the name of an environment variable that is set');
  });

  it.each([
    ['EMPTY', { EMPTY: '' }],
    ['SHORT', { SHORT: 'short-secret' }],
    ['BAD', { BAD: `${key} with a space` }],
  ])('--api-key-env %s is refused, without showing the key', async (name, environment) => {
    const { status, stderr } = await ran(['serve', '--api-key-env', name], { environment });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `^error: --api-key-env is "${name}", but must be the name of an environment variable that holds a key of 16`,
      ),
    );
    for (const value of Object.values(environment)) {
      if (value !== '') expect(stderr).not.toContain(value);
    }
  });

  it('a record that cannot be written is reported before anything is served', async () => {
    const record = join(folder, 'nowhere', 'history.jsonl');
    const { status, stdout, stderr } = await ran(['serve', '--port', '0', '--record', record]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `error: --record is ${JSON.stringify(record).slice(0, 80)}${record.length > 78 ? '…' : ''}, but must be a file that can be written (its folder does not exist).\n`,
    );
  });

  it('a port in use is reported, and an existing record is left as it is', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const record = join(folder, 'existing.jsonl');
    writeFileSync(record, 'as it was\n');
    const result = await ran(['serve', '--port', String(port), '--record', record]);
    expect(result).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: --port is ${port}, but must be a free port, or 0 to pick one: another program listens on port ${port} of 127.0.0.1.\n`,
    });
    expect(readFileSync(record, 'utf8')).toBe('as it was\n');
  });

  it('an address of another machine is reported', async () => {
    const { status, stderr } = await ran(['serve', '--port', '0', '--host', '192.0.2.1']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^error: --host is "192.0.2.1", but must be a name or an address of this/,
    );
  });
});

describe('the help', () => {
  it('shows every option with its default, and examples', async () => {
    const { status, stdout } = await ran(['serve', '--help']);
    expect(status).toBe(0);
    for (const shown of [
      '8080',
      '"127.0.0.1"',
      '200ms..2s',
      '0.05',
      'default: 7',
      'default: demo',
    ]) {
      expect(stdout).toContain(shown);
    }
    expect(stdout.match(/^ {2}\$ pipeline-lifecycle serve/gm)).toHaveLength(4);
  });
});

/** Serves in this process, until `stop` is called. */
async function serving(options: Partial<ServeOptions> = {}, surroundings: Surroundings = {}) {
  let interrupt = () => {};
  let isForgotten = false;
  const waiting = new Map<string, () => void>();
  const { io, printed } = fakeIo(surroundings);
  /** Resolves once this text has been printed. */
  const shown = (text: string) =>
    new Promise<void>((resolve) => {
      if (printed.stdout.includes(text)) resolve();
      else waiting.set(text, resolve);
    });
  const ended = runServe(
    {
      ...{ ...defaultSettings, failures: 0, latency: { least: 1, most: 5 }, host: '127.0.0.1' },
      ...{ port: 0, apiKeyEnv: undefined, record: undefined, cors: undefined, ...options },
    },
    {
      ...io,
      stdout: (text) => {
        io.stdout(text);
        for (const [each, resolve] of waiting) if (printed.stdout.includes(each)) resolve();
      },
      interruption: (end) => {
        interrupt = end;
        return () => {
          isForgotten = true;
        };
      },
    },
  );
  await Promise.race([shown('Listening on'), ended]);
  const url = /http:\/\/[^/]+/.exec(printed.stdout)?.[0] ?? '';
  const stop = async () => {
    interrupt();
    return { status: await ended, isForgotten };
  };
  return { url, printed, shown, stop };
}

describe('in this process', () => {
  it('prints where it listens and requests to try, then the log, and ends on interruption', async () => {
    const record = join(folder, 'own.jsonl');
    const { url, printed, stop } = await serving({ record });
    expect(printed.stdout).toContain(
      `Listening on ${url}/v0 (enterprise edition, latency 1ms..5ms, failures 0, seed 7).\n`,
    );
    expect(printed.stdout).toContain(`In a browser: ${url}/ explains every answer.\n`);
    expect(curlLines(printed.stdout)).toHaveLength(5);
    expect((await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' })).status).toBe(202);
    expect(printed.stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} demo {5}POST start {2}202 {2}desired Running$/m,
    );
    expect(await stop()).toEqual({ status: 0, isForgotten: true });
    expect(readFileSync(record, 'utf8').split('\n')).toHaveLength(3);
    expectPlain({ status: 0, ...printed });
    expect(printed.stderr).toBe('');
  });

  it('colors the log on a terminal', async () => {
    const { url, printed, stop } = await serving({}, { color: true });
    await fetch(`${url}/v0/pipelines/demo/pause`, { method: 'POST' });
    expect(printed.stdout).toContain('\u001b[33mPOST pause');
    await stop();
  });

  it('requires the key, and its requests to try have the name of the variable', async () => {
    const { url, printed, stop } = await serving(
      { apiKeyEnv: 'SIM_KEY' },
      { environment: { SIM_KEY: key } },
    );
    for (const line of curlLines(printed.stdout)) {
      expect(line).toContain('-H "Authorization: Bearer $SIM_KEY"');
    }
    expect(printed.stdout).not.toContain(key);
    expect((await fetch(`${url}/v0/pipelines`)).status).toBe(401);
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${url}/v0/pipelines`, { headers })).status).toBe(200);
    await stop();
  });

  it('prints requests to the first pipeline, and others for an edition without checkpoints', async () => {
    const pipelines = ['orders', 'clicks'];
    const { printed, stop } = await serving({ pipelines, edition: 'open-source' });
    const requests = curlLines(printed.stdout).map((line) => /pipelines\/(.*)"$/.exec(line)?.[1]);
    expect(requests).toEqual([
      'orders/start',
      'orders?wait=Running',
      'orders/stop',
      'orders/stop?force=true',
      'orders/start',
    ]);
    await stop();
  });
});

const bash = async (script: string, env: Readonly<Record<string, string>> = {}) =>
  (await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, ...env } })).stdout;

/** Pastes the printed requests. Time passes only while the poll waits, until the pipeline runs. */
async function pasted(options: Partial<ServeOptions> = {}, env: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const { latency, failures } = defaultSettings;
  const { url, printed, shown, stop } = await serving(
    { latency, failures, ...options },
    { clock, environment: env },
  );
  const lines = curlLines(printed.stdout);
  const output = bash(lines.join('\n'), env);
  await shown('runner  provision -> Provisioning');
  await clock.runUntil(() => printed.stdout.includes('-> Running'));
  const answers = await output;
  const stopped = stop();
  await clock.advance(60_000);
  await stopped;
  return { url, lines, answers, printed };
}

describe.skipIf(process.platform === 'win32')('the requests to try', () => {
  const codesIn = (answers: string) => answers.match(/ \d{3}$/gm)?.map(Number);

  it('work if they are pasted at once, and docs/client.md shows them and their log', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/client.md'), 'utf8');
    const { url, lines, answers, printed } = await pasted();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(printed.stderr).toBe('');
    expect(codesIn(answers)).toEqual([202, 200, 202, 400, 202]);
    expect(answers).toContain('"deployment_status": "Running"');
    expect(answers).toContain('"error_code": "IllegalPipelineAction"');
    expect(lines.map((line) => line.replace(url, 'http://127.0.0.1:8080'))).toEqual(
      curlLines(page),
    );
    const [, log = ''] = /```text\n(\d\d:.*?)```/s.exec(page) ?? [];
    const untimed = (text: string) => text.replace(/^[\d:.]+ /gm, '');
    expect(log.trim().split('\n')).toHaveLength(2);
    for (const line of untimed(log.trim()).split('\n')) {
      expect(untimed(printed.stdout)).toContain(line);
    }
  });

  it('work with a key', async () => {
    const { answers } = await pasted({ apiKeyEnv: 'SIM_KEY' }, { SIM_KEY: key });
    expect(codesIn(answers)).toEqual([202, 200, 202, 400, 202]);
  });

  it('work in an edition without checkpoints', async () => {
    const { lines, answers } = await pasted({ edition: 'open-source' });
    expect(lines).toHaveLength(5);
    expect(codesIn(answers)).toEqual([202, 200, 501, 202, 400]);
    expect(answers).toContain('"error_code": "EnterpriseFeature"');
  });
});

/** Starts the built program, and waits until it listens. */
async function startedServer(flags: readonly string[]) {
  const { child, printed } = started(['serve', '--port', '0', ...flags]);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => /^ {2}curl .*force/m.test(printed.stdout) && resolve());
    child.once('exit', (status) => reject(new Error(`It ended with ${status}: ${printed.stderr}`)));
  });
  const url = /http:\/\/[^/]+/.exec(printed.stdout)?.[0] ?? '';
  return { child, url, printed };
}

describe.skipIf(process.platform === 'win32')('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends by %s, cuts off what is under way, and leaves its records on disk',
    async (signal) => {
      const record = join(folder, `${signal}.jsonl`);
      const { child, url, printed } = await startedServer(['--record', record]);
      const post = (request: string) =>
        fetch(`${url}/v0/pipelines/demo/${request}`, { method: 'POST' });
      await post('start');
      const poll = fetch(`${url}/v0/pipelines/demo?wait=Paused&timeout=60`).catch(() => 'cut');
      const stream = await fetch(`${url}/v0/pipelines/demo/events`);
      const reading = stream.text().catch(() => 'cut');
      await post('resume');
      child.kill(signal);
      expect(await ended(child)).toEqual({ status: 0, by: null });
      expect(await Promise.all([poll, reading])).toEqual(['cut', 'cut']);
      expectPlain({ status: 0, ...printed });
      const checked = await ran(['check', record]);
      expect(checked).toMatchObject({ status: 0, stderr: '' });
      expect(checked.stdout).toContain(': 2 calls, ');
    },
  );

  it('keeps its records even if it is killed', async () => {
    const record = join(folder, 'killed.jsonl');
    const { child, url } = await startedServer(['--record', record]);
    await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' });
    await fetch(`${url}/v0/pipelines/demo`);
    // A line is written just after its answer, in the next turn of the event loop.
    while (!readFileSync(record, 'utf8').includes('"seen"')) await fetch(`${url}/simulator`);
    child.kill('SIGKILL');
    expect(await ended(child)).toEqual({ status: null, by: 'SIGKILL' });
    expect((await ran(['check', record])).stdout).toContain('1 call, 1 reading');
  });
});

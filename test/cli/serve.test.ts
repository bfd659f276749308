/** `serve`: its flags, what it prints, and how it ends; as a function, and as the process that it is. */
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io';
import { type ServeOptions, runServe as serve } from '../../src/cli/serve';
import { defaultSettings } from '../../src/simulator/settings';
import { expectPlain, ran } from './fake-io';
import { builtProgram, started } from './files';

const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = 'a-key-of-sixteen-letters';
const curlLines = (text: string) => text.match(/^ *curl .*$/gm)?.map((line) => line.trim()) ?? [];

describe('a wrong flag', () => {
  it.each<[flags: string[], allowed: string]>([
    [['--port', 'http'], 'a whole number from 0 to 65535'],
    [['--port', '65536'], 'a whole number from 0 to 65535'],
    [['--port', '-1'], 'a whole number from 0 to 65535'],
    [['--host', ''], 'must not be empty'],
    [['--edition', 'community'], 'Allowed choices are enterprise, open-source'],
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
    [['--seed', '1.5'], 'a non-negative whole number'],
    [['--seed', 'x'], 'a non-negative whole number'],
    [['--cors', 'localhost:5173'], 'an origin such as http://localhost:5173'],
    [['--cors', 'http://localhost:5173/path'], 'an origin such as http://localhost:5173'],
    [['--pipeline', 'two words'], '1 to 100 letters, digits, - or _'],
    [['--pipeline', 'a', '--pipeline', 'a'], 'given only once'],
    [['--record', ''], 'must not be empty'],
    [['--quiet'], "unknown option '--quiet'"],
    [['extra'], 'too many arguments'],
  ])('%j is refused, and says what is allowed', async (flags, allowed) => {
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
  ])('--api-key-env %s is refused, without what it holds', async (name, environment) => {
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

  it('an unwritable record is found out before anything is served', async () => {
    const record = join(folder, 'nowhere', 'history.jsonl');
    const { status, stdout, stderr } = await ran(['serve', '--port', '0', '--record', record]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `error: --record is ${JSON.stringify(record).slice(0, 80)}${record.length > 78 ? '…' : ''}, but must be a file that can be written (there is no such folder).\n`,
    );
  });

  it('a port in use is said in a sentence, and a record that is there is left alone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const record = join(folder, 'left-alone.jsonl');
    writeFileSync(record, 'as it was\n');
    const result = await ran(['serve', '--port', String(port), '--record', record]);
    expect(result).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: --port is ${port}, but must be a port that is free: something else listens on it at 127.0.0.1.\n`,
    });
    expect(readFileSync(record, 'utf8')).toBe('as it was\n');
  });

  it('an address of another machine is, too', async () => {
    const { status, stderr } = await ran(['serve', '--port', '0', '--host', '192.0.2.1']);
    expect(status).toBe(2);
    expect(stderr).toBe('error: --host is "192.0.2.1", but must be an address of this machine.\n');
  });
});

describe('the help', () => {
  it('shows every flag with its default, and examples', async () => {
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
    expect(stdout.match(/^ {2}\$ pipeline-lifecycle serve/gm)).toHaveLength(3);
  });
});

/** Serves in this process, until `stop` is called. */
async function serving(options: Partial<ServeOptions> = {}, environment = {}, color = false) {
  const printed = { stdout: '', stderr: '' };
  let interrupt = () => {};
  let isForgotten = false;
  let listens = () => {};
  const listening = new Promise<void>((resolve) => {
    listens = resolve;
  });
  const given: ServeOptions = {
    ...{ ...defaultSettings, failures: 0, latency: { least: 1, most: 5 }, host: '127.0.0.1' },
    ...{ port: 0, apiKeyEnv: undefined, record: undefined, cors: undefined, ...options },
  };
  const io: Io = {
    ...{ stdin: Readable.from([]), color, environment },
    stdout: (text) => {
      printed.stdout += text;
      listens();
    },
    stderr: (text) => {
      printed.stderr += text;
    },
  };
  const ended = serve(given, io, (end) => {
    interrupt = end;
    return () => {
      isForgotten = true;
    };
  });
  await Promise.race([listening, ended]);
  const url = /http:\/\/[^/]+/.exec(printed.stdout)?.[0] ?? '';
  const stop = async () => {
    interrupt();
    return { status: await ended, isForgotten };
  };
  return { url, printed, stop };
}

describe('in this process', () => {
  it('prints where it listens and five calls, then the log, and ends when it is told', async () => {
    const record = join(folder, 'own.jsonl');
    const { url, printed, stop } = await serving({ record });
    expect(printed.stdout).toContain(
      `Listening on ${url}/v0 (enterprise edition, latency 1ms..5ms, failures 0, seed 7).\n`,
    );
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
    const { url, printed, stop } = await serving({}, {}, true);
    await fetch(`${url}/v0/pipelines/demo/pause`, { method: 'POST' });
    expect(printed.stdout).toContain('\u001b[33mPOST pause');
    await stop();
  });

  it('asks for the key, and the calls that it prints carry it by the name of the variable', async () => {
    const { url, printed, stop } = await serving({ apiKeyEnv: 'SIM_KEY' }, { SIM_KEY: key });
    for (const line of curlLines(printed.stdout)) {
      expect(line).toContain('-H "Authorization: Bearer $SIM_KEY"');
    }
    expect(printed.stdout).not.toContain(key);
    expect((await fetch(`${url}/v0/pipelines`)).status).toBe(401);
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${url}/v0/pipelines`, { headers })).status).toBe(200);
    await stop();
  });

  it('prints calls to the first pipeline that is named, and others where the edition lacks something', async () => {
    const pipelines = ['orders', 'clicks'];
    const { printed, stop } = await serving({ pipelines, edition: 'open-source' });
    const calls = curlLines(printed.stdout).map((line) => /pipelines\/(.*)"$/.exec(line)?.[1]);
    expect(calls).toEqual([
      'orders/start',
      'orders?wait=Running',
      'orders/stop',
      'orders/stop?force=true',
      'orders/start',
    ]);
    await stop();
  });
});

/** The built program, once it listens. */
async function startedProcess(
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { child, printed } = started(['serve', '--port', '0', ...flags], env);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => /^ {2}curl .*force/m.test(printed.stdout) && resolve());
    child.once('exit', (status) => reject(new Error(`It ended with ${status}: ${printed.stderr}`)));
  });
  const url = /http:\/\/[^/]+/.exec(printed.stdout)?.[0] ?? '';
  return { child, url, printed };
}

/** How a process ends by this signal, and after how many milliseconds. */
async function ended(child: ChildProcess, signal: NodeJS.Signals) {
  const start = performance.now();
  child.kill(signal);
  const [status, by] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  );
  return { status, by, took: performance.now() - start };
}

const bash = async (script: string, env: Readonly<Record<string, string>> = {}) =>
  (await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, ...env } })).stdout;

describe.skipIf(process.platform === 'win32')('the process', () => {
  it.each<[title: string, flags: string[], env: Record<string, string>, codes: number[]]>([
    ['as it is by default', [], {}, [202, 200, 202, 400, 202]],
    ['with a key', ['--api-key-env', 'SIM_KEY'], { SIM_KEY: key }, [202, 200, 202, 400, 202]],
    ['without checkpoints', ['--edition', 'open-source'], {}, [202, 200, 501, 202, 400]],
  ])('prints calls that work when they are pasted in order: %s', async (_, flags, env, codes) => {
    const { url, printed } = await startedProcess(flags, env);
    const lines = curlLines(printed.stdout);
    expect(lines).toHaveLength(5);
    const output = await bash(lines.join('\n'), env);
    expect(output.match(/ \d{3}$/gm)?.map(Number)).toEqual(codes);
    expect(output).toContain('"deployment_status": "Running"');
    expect(output).toMatch(/"error_code": "(IllegalPipelineAction|EnterpriseFeature)"/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(printed.stderr).toBe('');
  });

  it('prints what docs/client.md shows', async () => {
    const { url, printed } = await startedProcess([]);
    const page = readFileSync(join(import.meta.dirname, '../../docs/client.md'), 'utf8');
    const shown = curlLines(page);
    expect(
      curlLines(printed.stdout).map((line) => line.replace(url, 'http://127.0.0.1:8080')),
    ).toEqual(shown);
    await bash(curlLines(printed.stdout).join('\n'));
    const [, log = ''] = /```text\n(\d\d:.*?)```/s.exec(page) ?? [];
    const untimed = (text: string) => text.replace(/^[\d:.]+ /gm, '');
    expect(log.trim().split('\n')).toHaveLength(2);
    for (const line of untimed(log.trim()).split('\n'))
      expect(untimed(printed.stdout)).toContain(line);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends within a second by %s, in the middle of everything, with its records on disk',
    async (signal) => {
      const record = join(folder, `${signal}.jsonl`);
      const { child, url, printed } = await startedProcess(['--record', record]);
      const post = (request: string) =>
        fetch(`${url}/v0/pipelines/demo/${request}`, { method: 'POST' });
      await post('start');
      const poll = fetch(`${url}/v0/pipelines/demo?wait=Paused&timeout=60`).catch(() => 'cut');
      const stream = await fetch(`${url}/v0/pipelines/demo/events`);
      const reading = stream.text().catch(() => 'cut');
      await post('resume');
      const { status, by, took } = await ended(child, signal);
      expect({ status, by }).toEqual({ status: 0, by: null });
      expect(took).toBeLessThan(1_000);
      await Promise.all([poll, reading]);
      expectPlain({ status: 0, ...printed });
      const checked = await ran(['check', record]);
      expect(checked).toMatchObject({ status: 0, stderr: '' });
      expect(checked.stdout).toContain(': 2 calls, ');
    },
  );

  it('keeps its records even where it is killed', async () => {
    const record = join(folder, 'killed.jsonl');
    const { child, url } = await startedProcess(['--record', record]);
    await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' });
    await fetch(`${url}/v0/pipelines/demo`);
    expect((await ended(child, 'SIGKILL')).by).toBe('SIGKILL');
    expect((await ran(['check', record])).stdout).toContain('1 call, 1 sighting');
  });
});

describe('the other commands', () => {
  it('do not load what serve needs', () => {
    const program = readFileSync(builtProgram, 'utf8');
    expect(program).toContain('import("./serve.cjs")');
    expect(program).not.toMatch(/node_modules\/(hono|zod|@hono)/);
  });
});

/** The program as it is built and as a shell runs it: streams, colors, exit status, closed pipes. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { expectPlain, type Ran } from './fake-io';
import { builtProgram, example, temporaryFolder } from './files';

const { write } = temporaryFolder();
const legal = example('crash-and-dismiss');
const illegal = example('resume-cancels-suspend');
const missing = 'no-such-file.jsonl';

describe('the built program', () => {
  it('is there: run `npm run build` before these tests', () => {
    expect(existsSync(builtProgram)).toBe(true);
  });

  it.each<[status: number, argv: string[]]>([
    [0, ['check', legal]],
    [1, ['check', illegal]],
    [2, ['check', illegal, missing]],
    [0, ['rules', 'stop']],
    [2, []],
    [2, ['frobnicate']],
  ])('exits with %i on %j', async (status, argv) => {
    expect((await built(argv)).status).toBe(status);
  });

  it('prints its version', async () => {
    expect(await built(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    ['a pipe', {}],
    ['a pipe, even where colors are forced', { FORCE_COLOR: '3' }],
    ['NO_COLOR', { NO_COLOR: '1' }],
  ])('prints no escape codes under %s', async (_, env) => {
    const result = await built(['check', legal, illegal, missing], { env });
    expect(result.stdout).toContain('legal ');
    expect(result.stderr).toContain('error ');
    expectPlain(result);
  });

  it('reads standard input', async () => {
    const stdin = '{"call":"start","answer":202}\n';
    const { status, stdout } = await built(['check', '-'], { stdin });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'legal   standard input: 1 call, 0 sightings.\n',
    });
  });

  it('does not take standard input for two histories', async () => {
    const stdin = '{"call":"start","answer":202}\n';
    const { status, stderr } = await built(['check', illegal, '-', '-'], { stdin });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: .*(?:-|standard input)/m);
  });

  it.each([
    ['standard output', 'stdout', ['rules', '--json'], 0],
    ['standard error', 'stderr', ['check', missing], 2],
  ] as const)('keeps quiet where nobody reads its %s', async (_, closed, argv, status) => {
    const result = await built(argv, { closed });
    expect(result).toEqual({ status, stdout: '', stderr: '' });
  });
});

describe.skipIf(process.platform === 'win32')('the built program in a shell', () => {
  it('takes `| head -1` for no error, and still says by its exit status what it found', () => {
    // More than a pipe holds, so that the program is still writing when head is done.
    const files = Array.from({ length: 100 }, () => legal).concat(
      Array.from({ length: 100 }, () => illegal),
    );
    const output = shell('{ "$@" 2>&1 || [ $? = 1 ]; } | head -1', ['check', ...files]);
    expect(output).toBe(`legal   ${legal}: 4 calls, 5 sightings.\n`);
  });

  it('closes each file before it opens the next, however it ended', () => {
    // More than is read ahead, so that the end of the file is not reached.
    const broken = write('broken.jsonl', `oops\n${'\n'.repeat(500_000)}`);
    const files = Array.from({ length: 120 }, () => broken);
    const output = shell('ulimit -n 80; "$@" 2>&1 || [ $? = 2 ]', ['check', ...files]);
    expect(output.match(/:1: not valid JSON/g)).toHaveLength(files.length);
  });
});

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** A stream that nobody reads, from the beginning. */
  readonly closed?: 'stdout' | 'stderr';
}

function built(
  argv: readonly string[],
  { env = {}, stdin = '', closed }: Surroundings = {},
): Promise<Ran> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [builtProgram, ...argv], { env: { ...inherited, ...env } });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    if (stream === closed) child[stream].destroy();
    else {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text;
      });
    }
  }
  // A program that does not read its standard input may end before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: status ?? -1, ...printed }));
  });
}

/** What a script prints, with the program and its arguments in "$@". Throws where it fails. */
function shell(script: string, argv: readonly string[]): string {
  const command = [process.execPath, builtProgram, ...argv];
  return execFileSync('bash', ['-o', 'pipefail', '-c', script, 'bash', ...command], {
    encoding: 'utf8',
  });
}

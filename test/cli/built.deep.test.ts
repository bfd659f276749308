/** The built program as a shell runs it: streams, colors, exit status, closed pipes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { sample } from '../tier';
import { expectPlain } from './fake-io';
import { example, temporaryFolder } from './files';
import { builtProgram, ranBuilt } from './processes';

const { write } = temporaryFolder();
const legal = example('crash-and-dismiss');
const illegal = example('resume-cancels-suspend');
const missing = 'no-such-file.jsonl';

describe('the built program', () => {
  const statuses: readonly [status: number, argv: string[]][] = [
    [0, ['check', legal]],
    [1, ['check', illegal]],
    [2, ['check', illegal, missing]],
    [0, ['rules', 'stop']],
    [2, []],
    [2, ['frobnicate']],
  ];

  it.each(sample(statuses, 3))('exits with %i on %j', async (status, argv) => {
    expect((await ranBuilt(argv)).status).toBe(status);
  });

  it('prints its version', async () => {
    const stdout = `${version}\n`;
    expect(await ranBuilt(['--version'])).toEqual({ status: 0, stdout, stderr: '' });
  });

  const plain: readonly [title: string, env: Readonly<Record<string, string>>][] = [
    ['a pipe, even if colors are forced', { FORCE_COLOR: '3' }],
    ['a pipe', {}],
    ['NO_COLOR', { NO_COLOR: '1' }],
  ];

  it.each(sample(plain, 1))('prints no escape codes under %s', async (_, env) => {
    const result = await ranBuilt(['check', legal, illegal, missing], { env });
    expect(result.stdout).toContain('legal ');
    expect(result.stderr).toContain('error ');
    expectPlain(result);
  });

  it('reads standard input', async () => {
    const stdin = '{"call":"start","answer":202}\n';
    const { status, stdout } = await ranBuilt(['check', '-'], { stdin });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'legal   standard input: 1 call, 0 readings.\n',
    });
  });

  it('does not take standard input for two histories', async () => {
    const stdin = '{"call":"start","answer":202}\n';
    const { status, stderr } = await ranBuilt(['check', illegal, '-', '-'], { stdin });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: file is "-", but must be given only once/);
  });

  it.each([
    ['standard output', 'stdout', ['rules', '--json'], 0],
    ['standard error', 'stderr', ['check', missing], 2],
  ] as const)('keeps quiet if nobody reads its %s', async (_, closed, argv, status) => {
    const result = await ranBuilt(argv, { closed });
    expect(result).toEqual({ status, stdout: '', stderr: '' });
  });

  it.each([
    [['rules', 'stop'], false],
    [['serve', '--record', 'no-such-folder/history.jsonl'], true],
  ])('loads the router only to serve: %j', async (argv, serves) => {
    const preloaded = write(
      'loaded.cjs',
      "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));",
    );
    const { stderr } = await ranBuilt(argv, { env: { NODE_OPTIONS: `--require ${preloaded}` } });
    const files = stderr.split('\n').filter((line) => line.endsWith('.cjs'));
    expect(files.map((file) => basename(file))).toEqual(
      expect.arrayContaining(['loaded.cjs', 'cli.cjs']),
    );
    expect(files.some((file) => file.endsWith('serve.cjs'))).toBe(serves);
    expect(readFileSync(builtProgram, 'utf8')).not.toMatch(/\b(hono|zod)\b/);
  });
});

describe.skipIf(process.platform === 'win32')('the built program in a shell', () => {
  it('does not take `| head -1` for an error, and still exits with what it found', () => {
    // More than a pipe holds, so that the program is still writing when head is done.
    const files = [...Array(30).fill(legal), ...Array(60).fill(illegal)];
    const output = shell('{ "$@" 2>&1 || [ $? = 1 ]; } | head -1', ['check', ...files]);
    expect(output).toBe(`legal   ${legal}: 4 calls, 5 readings.\n`);
  });

  it('closes each file before it opens the next, even if it stops reading early', () => {
    // More than is read ahead, so that the end of the file is not reached.
    const broken = write('broken.jsonl', `oops\n${`${'x'.repeat(1_000)}\n`.repeat(500)}`);
    const files = Array.from({ length: 120 }, () => broken);
    const output = shell('ulimit -n 80; "$@" 2>&1 || [ $? = 2 ]', ['check', ...files]);
    expect(output.match(/:1: not valid JSON/g)).toHaveLength(files.length);
  });
});

/**
 * Returns the output of a script with the program and its arguments in "$@". Throws if it fails.
 */
function shell(script: string, argv: readonly string[]): string {
  const command = [process.execPath, builtProgram, ...argv];
  return execFileSync('bash', ['-o', 'pipefail', '-c', script, 'bash', ...command], {
    encoding: 'utf8',
  });
}

/** Arguments, options and help: what is asked for is printed, what is mistaken is named. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runProgram as run } from '../../src/cli/program';
import { ran } from './fake-io';

const commands = ['check', 'explain', 'verdicts', 'rules'];

describe('help', () => {
  it.each([['--help'], ['-h'], ['help']])('%s names every command', async (...argv) => {
    const { status, stdout, stderr } = await ran(argv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each(
    commands.flatMap((command) => [
      [command, '--help'],
      ['help', command],
    ]),
  )('%s %s has examples', async (...argv) => {
    const { status, stdout, stderr } = await ran(argv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('\nExamples:\n');
    expect(examplesIn(stdout).length).toBeGreaterThan(1);
  });

  it.each(['explain', 'verdicts', 'rules'])('of %s has examples that work', async (command) => {
    for (const example of examplesIn((await ran(['help', command])).stdout)) {
      const [program, ...argv] = example.replaceAll("'", '').split(' ');
      expect(program).toBe('pipeline-lifecycle');
      const { status, stdout } = await ran(argv);
      expect({ example, status }).toEqual({ example, status: 0 });
      expect(stdout).not.toBe('');
    }
  });

  it('of check says what its exit statuses mean', async () => {
    const { stdout } = await ran(['check', '--help']);
    expect(stdout).toContain('Exit status: 0 all legal, 1 a violation, 2 bad input.');
  });

  it('comes on standard error where there are no arguments, which is a mistake', async () => {
    const { status, stdout, stderr } = await ran([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Usage: pipeline-lifecycle');
  });

  it.each(['--version', '-V'])('%s prints the version', async (flag) => {
    expect(await ran([flag])).toEqual({ status: 0, stdout: '1.2.3\n', stderr: '' });
  });
});

describe('a mistake', () => {
  it.each<[argv: string, says: string[]]>([
    ['frobnicate', ["unknown command 'frobnicate'", '--help']],
    ['chek', ["unknown command 'chek'", 'check']],
    ['help frobnicate', ['Usage: pipeline-lifecycle', 'check', 'rules']],
    ['--frob', ["unknown option '--frob'", '--help']],
    ['check', ["missing required argument 'file'"]],
    ['check --frob x', ["unknown option '--frob'"]],
    ['check x --from nowhere', ['nowhere', 'new, anywhere']],
    ['check x --from', ['--from <start>', 'argument missing']],
    ['check x --without legs', ['legs', 'checkpointing, suspendable, standby']],
    ['explain', ["missing required argument 'status'"]],
    ['explain Running Running', ["missing required argument 'action'"]],
    ['explain Runing Running stop', ['Runing', 'AwaitingApproval', 'Suspending']],
    ['explain Running Stopping stop', ['Stopping', 'Stopped, Suspended, Standby']],
    ['explain Running Running restart', ['restart', '"start"', '"dismiss_error"']],
    ['explain Running Running dismissError', ['dismissError', '"dismiss_error"']],
    ['explain Running Running stop?force=yes', ['stop?force=yes', 'force is "yes"', 'true, false']],
    ['explain Running Running stop?forced=true', ['forced is true', 'only force']],
    ['explain Running Running stop?force=false&force=true', ['force']],
    ['explain Running Running stop extra', ['too many arguments']],
    ['explain Running Running stop --initial runing', ['runing', 'standby, paused, running']],
    ['explain Running Running stop --bootstrap-policy no', ['no', 'allow, reject, await_approval']],
    ['explain Running Running stop --checkpoint many', ['many', 'non-negative whole number']],
    ['explain Running Running stop --checkpoint -1', ['-1', 'non-negative whole number']],
    ['explain Running Running stop --checkpoint 1.5', ['1.5', 'non-negative whole number']],
    [
      'explain Running Running stop --checkpoint 9007199254740993',
      ['9007199254740993', 'whole number'],
    ],
    ['verdicts restart', ['restart', 'start, stop, pause', 'dismiss_error']],
    ['verdicts start stop', ['too many arguments']],
    ['verdicts --without legs', ['legs', 'checkpointing, suspendable, standby']],
    ['rules --frob', ["unknown option '--frob'"]],
  ])('%s is named, with what is allowed', async (argv, says) => {
    const { status, stdout, stderr } = await ran(argv.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const words of says) expect(stderr).toContain(words);
  });

  it('of the program itself is called a bug, in one line', async () => {
    let stderr = '';
    const status = await run(['rules'], '1.2.3', {
      stdin: Readable.from([]),
      stdout: () => {
        throw new TypeError('planted');
      },
      stderr: (text) => {
        stderr += text;
      },
      color: false,
      environment: {},
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: this is a bug in pipeline-lifecycle.*planted\n$/);
  });
});

function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, example]) => example as string);
}

/** Arguments, options and help: a mistake is named, with what is allowed. */
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program';
import { hostileNames, hostileValues } from '../hostile';
import { fakeIo, ran } from './fake-io';

const commands = [
  ...['check', 'explain', 'verdicts', 'rules'],
  ...['verify', 'diagram', 'conform', 'serve'],
];

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

  it('of check explains its exit statuses', async () => {
    const { stdout } = await ran(['check', '--help']);
    expect(stdout).toContain('Exit status: 0 all legal, 1 a violation, 2 bad input.');
  });

  it('comes on standard error if there are no arguments, which is a mistake', async () => {
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
    ['check x --from nowhere', ['--from is "nowhere", but must be one of "new", "anywhere".']],
    ['check x --from', ['--from <start>', 'argument missing']],
    [
      'check x --without legs',
      ['--without is "legs"', '"checkpointing", "suspendable", "standby"'],
    ],
    ['explain', ["missing required argument 'status'"]],
    ['explain Running Running', ["missing required argument 'action'"]],
    ['explain Runing Running stop', ['status is "Runing"', '"AwaitingApproval"', '"Suspending"']],
    [
      'explain Running Stopping stop',
      ['desired is "Stopping"', '"Stopped", "Suspended", "Standby"'],
    ],
    ['explain Running Running restart', ['action is "restart"', '"start"', '"dismiss_error"']],
    ['explain Running Running dismissError', ['dismissError', '"dismiss_error"']],
    ['explain Running Running stop?force=yes', ['force is "yes"', 'true, false']],
    ['explain Running Running stop?forced=true', ['forced', 'only force']],
    ['explain Running Running stop?force=false&force=true', ['force']],
    ['explain Running Running stop extra', ['too many arguments']],
    [
      'explain Running Running stop --initial runing',
      ['--initial is "runing"', '"paused", "running"'],
    ],
    [
      'explain Running Running stop --bootstrap-policy no',
      ['--bootstrap-policy is "no"', '"allow", "reject"'],
    ],
    [
      'explain Running Running stop --checkpoint many',
      ['--checkpoint is "many"', 'a whole number from 0'],
    ],
    [
      'explain Running Running stop --checkpoint -1',
      ['--checkpoint is "-1"', 'a whole number from 0'],
    ],
    [
      'explain Running Running stop --checkpoint 1.5',
      ['--checkpoint is "1.5"', 'a whole number from 0'],
    ],
    [
      'explain Running Running stop --checkpoint 9007199254740993',
      ['9007199254740993', 'whole number'],
    ],
    ['verdicts restart', ['action is "restart"', '"start", "stop", "pause"', '"dismiss_error"']],
    ['verdicts start stop', ['too many arguments']],
    ['verdicts --without legs', ['--without is "legs"', '"checkpointing", "suspendable"']],
    ['rules --frob', ["unknown option '--frob'"]],
  ])('%s is reported with what is allowed', async (argv, says) => {
    const { status, stdout, stderr } = await ran(argv.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const words of says) expect(stderr).toContain(words);
  });

  const runThatThrows = async (thrown: unknown) => {
    const { io, printed } = fakeIo();
    const stdout = () => {
      throw thrown;
    };
    const status = await runProgram(['rules'], '1.2.3', { ...io, stdout });
    return { status, ...printed };
  };

  it('of the program itself is called a bug, in one line', async () => {
    const { status, stderr } = await runThatThrows(new TypeError('planted'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: this is a bug in pipeline-lifecycle.*planted\n$/);
  });

  it.each(hostileNames)(
    'of the program itself ends it in order, even if it is %s',
    async (name) => {
      const { status, stderr } = await runThatThrows(hostileValues[name]);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^error: this is a bug in pipeline-lifecycle.*\n$/);
    },
  );
});

function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, example]) => example as string);
}

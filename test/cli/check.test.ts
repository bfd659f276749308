/** `check`: its exit statuses, texts and reports. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDeep } from '../tier';
import { ran } from './fake-io';
import { example, temporaryFolder } from './files';

const { folder, write } = temporaryFolder();
const legal = example('crash-and-dismiss');
const legalToo = example('graceful-stop-retried');
const illegal = example('resume-cancels-suspend');
const broken = write(
  'broken.jsonl',
  '{"call":"start","answer":202}\n{"call":"stpo","answer":202}\n',
);
const brokenLate = write('broken-late.jsonl', `${readFileSync(illegal, 'utf8')}oops\n`);
const empty = write('empty.jsonl', '');
const missing = join(folder, 'missing.jsonl');
const unknownStandby = write(
  'standby.jsonl',
  '{"call":"start","query":{"initial":"standby"},"answer":400,"error_code":"InitialStandbyNotAllowed"}\n',
);
const strange = write(
  'strange.jsonl',
  [
    '{"call":"start","query":{"initial":"paused"},"answer":202}',
    '{"seen":{"deployment_status":"Paused","deployment_desired_status":"Paused"}}',
    '{"seen":{"deployment_status":"Running","deployment_desired_status":"Paused"}}',
  ].join('\n'),
);
const overlapping = write(
  'overlapping.jsonl',
  [
    '{"call":"start","answer":202,"began":0,"ended":10}',
    '{"call":"stop","query":{"force":true},"answer":202,"began":20,"ended":32}',
    '{"call":"pause","answer":202,"began":18,"ended":40}',
    '{"call":"resume","began":50}',
  ].join('\n'),
);
/** So many calls at once that their orders cannot all be tried. */
const crowded = write(
  'crowded.jsonl',
  [
    '{"call":"start","answer":202,"began":0,"ended":1}',
    ...Array.from({ length: 60 }, (_, index) => {
      const call = ['pause', 'resume', 'dismiss_error'][index % 3];
      const answer = [202, 500][index % 2];
      const seen = {
        deployment_status: ['Running', 'Paused'],
        deployment_desired_status: 'Running',
      };
      const line = index % 5 === 4 ? { seen } : { call, answer };
      return JSON.stringify({ ...line, began: 2 + index / 100, ended: 900 - index });
    }),
    ...Array.from({ length: 12 }, (_, index) => {
      const initial = ['running', 'paused', 'standby'][index % 3];
      const bootstrap_policy = ['allow', 'reject'][index % 2];
      const query = { initial, bootstrap_policy, dismiss_error: index % 4 < 2 };
      return JSON.stringify({ call: 'start', query, began: 2 });
    }),
  ].join('\n'),
);
const midway = write(
  'midway.jsonl',
  '{"seen":{"deployment_status":"Running","deployment_desired_status":"Running"}}\n',
);

/** Each takes seconds, until the steps are used up; a test below has one in either tier. */
const undecided: readonly [status: number, what: string, argv: string[]][] = isDeep
  ? [
      [2, 'a history that is not decided', [crowded]],
      [2, 'a history that is not decided, and an illegal one', [crowded, illegal]],
    ]
  : [];

describe('check exits with', () => {
  it.each<[status: number, what: string, argv: string[]]>([
    [0, 'a legal history', [legal]],
    [0, 'several legal histories', [legal, legalToo]],
    [0, 'a legal history, as JSON', [legal, '--json']],
    [1, 'an illegal history', [illegal]],
    [1, 'an illegal history, as JSON', [illegal, '--json']],
    [1, 'an illegal history among legal ones', [legal, illegal, legalToo]],
    [2, 'a missing file', [missing]],
    [2, 'a folder', [folder]],
    [2, 'a broken line', [broken]],
    [2, 'a broken line after a violation', [brokenLate]],
    [2, 'an empty file', [empty]],
    [2, 'a file that cannot be read after an illegal one', [illegal, missing]],
    [2, 'a file that cannot be read before an illegal one', [broken, illegal]],
    [2, 'a file that cannot be read, as JSON', [illegal, folder, '--json']],
    [0, 'overlapping calls that some order explains', [overlapping]],
    ...undecided,
    [1, 'a history that begins midway', [midway]],
    [0, 'a history that begins midway, from anywhere', [midway, '--from', 'anywhere']],
    [1, 'a history of a pipeline that lacks a capability', [unknownStandby]],
    [0, 'the same history, without the capability', [unknownStandby, '--without', 'standby']],
    [0, 'options before the files, set apart', ['--without', 'standby', '--', unknownStandby]],
    [0, 'an option and its value in one word', ['--without=standby', unknownStandby]],
  ])('%i for %s', async (status, _, argv) => {
    expect((await ran(['check', ...argv])).status).toBe(status);
  });
});

describe('check of standard input', () => {
  it.each([
    [0, legal],
    [1, illegal],
    [2, broken],
  ])('exits with %i as for the file', async (status, file) => {
    const result = await ran(['check', '-'], { stdin: readFileSync(file, 'utf8') });
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toContain('standard input');
  });

  it('may stand among files', async () => {
    const { status, stdout } = await ran(['check', legal, '-', legalToo], {
      stdin: readFileSync(illegal, 'utf8'),
    });
    expect(status).toBe(1);
    expect(stdout).toContain('illegal standard input:6');
    expect(stdout).toContain('3 histories: 2 legal, 1 illegal.');
  });

  it('is bad input if it is empty', async () => {
    const { status, stderr } = await ran(['check', '-']);
    expect(status).toBe(2);
    expect(stderr).toContain('standard input: nothing to check');
  });
});

describe('check prints', () => {
  it('one line for a legal history, and no summary for a single one', async () => {
    const { stdout, stderr } = await ran(['check', legal]);
    expect(stdout).toBe(`legal   ${legal}: 4 calls, 5 readings.\n`);
    expect(stderr).toBe('');
  });

  it('the line that is illegal, its claim, the rule and the quote', async () => {
    const { stdout, stderr } = await ran(['check', illegal]);
    const said = [
      `illegal ${illegal}:6`,
      '  > 6 | {"call":"resume"',
      'Line 6 claims that resume is answered with 202.',
      'Suspending/Suspended',
      'Rule resume.suspending: ',
      'can only be forcefully stopped',
    ];
    for (const words of said) expect(stdout).toContain(words);
    expect(stderr).toBe('');
  });

  it('the remarks on a strange history, which --strict makes violations', async () => {
    const { status, stdout } = await ran(['check', strange]);
    expect(status).toBe(0);
    expect(stdout).toContain(`legal   ${strange}: 1 call, 2 readings, 1 remark.\n`);
    expect(stdout).toContain(`remark  ${strange}:3\n`);
    expect(stdout).toContain('between lines 2 and 3, the pipeline became Running');
    const strict = await ran(['check', '--strict', strange]);
    expect(strict.status).toBe(1);
    expect(strict.stdout).toContain(`illegal ${strange}:3\n`);
    expect(strict.stdout).not.toContain('remark ');
  });

  it('the calls without an answer of a legal history', async () => {
    const { stdout } = await ran(['check', overlapping]);
    expect(stdout).toBe(`legal   ${overlapping}: 4 calls (1 without an answer), 0 readings.\n`);
  });

  it.runIf(isDeep)('where it gave up, to standard error, and what to do', async () => {
    const { stdout, stderr } = await ran(['check', crowded, legal]);
    expect(stderr).toMatch(
      /^undecided \S+crowded\.jsonl:\d+: too many orders are possible at this line/,
    );
    expect(stderr).toContain('--from anywhere');
    expect(stdout).toContain('2 histories: 1 legal, 0 illegal, 1 undecided.');
  });

  it.each([
    ['a missing file', missing, ': no such file.'],
    ['a folder', folder, ': is a folder, not a file.'],
    ['a broken line', broken, ':2: action is "stpo", but must be one of "start"'],
    ['an empty file', empty, ': nothing to check'],
  ])('the problem with %s to standard error', async (_, file, problem) => {
    const { stdout, stderr } = await ran(['check', file]);
    expect(stderr).toContain(`error   ${file}${problem}`);
    expect(stdout).toBe('');
  });

  it('a summary of several, which counts each kind', async () => {
    const { stdout } = await ran(['check', legal, illegal, missing, broken, legalToo]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '5 histories: 2 legal, 1 illegal, 2 unreadable.',
    );
  });

  it('verdicts in the order of the files', async () => {
    const { stdout } = await ran(['check', legalToo, illegal, legal]);
    const found = stdout.match(/^(?:legal|illegal) .*$/gm)?.map((line) => line.split(/[ :]+/)[1]);
    expect(found).toEqual([legalToo, illegal, legal]);
  });

  it('colors on a terminal only', async () => {
    const argv = ['check', legal, illegal, missing];
    const { stdout, stderr } = await ran(argv, { color: true });
    expect(stdout).toContain('\u001b[32mlegal\u001b[0m');
    expect(stdout).toContain('\u001b[31millegal\u001b[0m');
    // Standard error may go elsewhere, even if standard output is a terminal.
    expect(stderr).toMatch(/^error /);
    const plain = await ran(argv);
    expect(plain.stdout).toBe(withoutCodes(stdout));
    expect(plain.stderr).toBe(withoutCodes(stderr));
  });
});

describe('check --dialect', () => {
  const line = '{"call":"dismiss_error","answer":200}';
  const checked = (dialect: string) => ran(['check', '-', '--dialect', dialect], { stdin: line });

  it('judges by the dialect, and names the lines that are legal only by it', async () => {
    expect((await checked('documents')).status).toBe(1);
    const { status, stdout } = await checked('feldera');
    expect(status).toBe(0);
    expect(stdout).toContain('dialect standard input: dismissError.ok in line 1. ');
  });

  it('takes a dialect of the user from a JSON file', async () => {
    const file = join(folder, 'ours.json');
    const cases = [{ actions: ['dismiss_error'], answer: 200, effect: 'decided' }];
    const answers = [{ id: 'dismissed.ok', statement: 'It is 200.', source: 'ours', cases }];
    writeFileSync(file, JSON.stringify({ id: 'ours', source: 'our server', answers }));
    const { status, stdout } = await checked(file);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('dismissed.ok in line 1. It is 200. (ours)'),
    });
    writeFileSync(file, JSON.stringify({ id: 'ours' }));
    expect((await checked(file)).stderr).toContain('dialect.source is undefined');
    writeFileSync(file, '{');
    expect((await checked(file)).stderr).toContain('must be a file of JSON');
    expect((await checked('./missing.json')).stderr).toContain('no such file');
  });

  it('suggests the name that is nearly right', async () => {
    const { status, stderr } = await checked('feldra');
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean "feldera"?');
  });
});

describe('check --json prints', () => {
  it('a report or an error for each file, in order, and nothing else', async () => {
    const { status, stdout, stderr } = await ran([
      'check',
      '--json',
      legal,
      illegal,
      broken,
      missing,
    ]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      {
        ...{ verdict: 'legal', legal: true, source: legal, lines: 10, calls: 4, readings: 5 },
        ...{ unanswered: 0, violation: null, remarks: [], remarked: 0, undecided: null },
        deviations: [],
      },
      {
        ...{ verdict: 'illegal', legal: false, source: illegal, lines: 6, calls: 3, readings: 2 },
        ...{ unanswered: 0, remarks: [], remarked: 0, undecided: null, deviations: [] },
        violation: {
          line: 6,
          text: '{"call":"resume","query":{},"answer":202}',
          context: [3, 4, 5].map((line) => ({ line, text: expect.any(String) })),
          claim: 'resume is answered with 202',
          possible: expect.arrayContaining([
            expect.objectContaining({ status: 'Suspending', desiredStatus: 'Suspended' }),
          ]),
          objections: expect.arrayContaining([
            {
              rule: expect.objectContaining({ id: 'resume.suspending', quote: expect.any(String) }),
              because: 'resume is refused with 400 IllegalPipelineAction',
              deployments: [expect.objectContaining({ status: 'Suspending' })],
            },
          ]),
          exception: null,
          window: null,
        },
      },
      { source: broken, line: 2, error: expect.stringContaining('action is "stpo"') },
      { source: missing, line: 0, error: 'no such file.' },
    ]);
  });

  it('a list for a single file too', async () => {
    expect(JSON.parse((await ran(['check', '--json', legal])).stdout)).toHaveLength(1);
  });
});

const escapeCode = '\u001b';

function withoutCodes(text: string): string {
  return text.replaceAll(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '');
}

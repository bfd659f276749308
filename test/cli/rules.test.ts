/** `rules`: the catalogue, whole or in part. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lifecycle/rules/catalogue';
import { ran } from './fake-io';
import { cellsOf } from './markdown';

describe('rules', () => {
  const idsOf = (text: string) =>
    [...text.matchAll(/^(\S+\.\S+) \(\w+ plane\)$/gm)].map((match) => match[1]);
  const every = rules.map(({ id }) => id);

  it.each<[argv: string[], ids: string[]]>([
    [[], every],
    [['stop.forced'], ['stop.forced']],
    [['approve'], ['approve.awaiting', 'approve.notDeployed', 'approve.notAwaiting']],
    [
      ['resume.suspending', 'error'],
      ['resume.suspending', 'error.byFailureOnly', 'error.untilDismissed'],
    ],
    [['stop', 'stop.forced'], every.filter((id) => id.startsWith('stop.'))],
  ])('%j prints those in the order of the catalogue', async (argv, ids) => {
    const { status, stdout } = await ran(['rules', ...argv]);
    expect(status).toBe(0);
    expect(idsOf(stdout)).toEqual(ids);
  });

  it('prints the statement of a rule, its source and its quote', async () => {
    const { stdout } = await ran(['rules', 'stop.forcedWhileSuspending']);
    expect(stdout).toBe(
      [
        'stop.forcedWhileSuspending (desired plane)',
        '  stop with force=true cancels a suspension: desired becomes Stopped.',
        '  Source: document of stop: "Otherwise, it will keep trying to suspend, in which case it is possible to cancel suspending by calling /stop?force=true"',
        '',
      ].join('\n'),
    );
  });

  it.each([[[]], [['stop']]])('%j as Markdown is a table with a row for each', async (argv) => {
    const { stdout } = await ran(['rules', ...argv, '--markdown']);
    const ids = stdout
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((line) => cellsOf(line)[0]);
    expect(ids).toEqual(every.filter((id) => argv.length === 0 || id.startsWith('stop.')));
  });

  it('as JSON is the catalogue', async () => {
    expect(JSON.parse((await ran(['rules', '--json'])).stdout)).toEqual(rules);
  });

  it.each(['nonsense', 'stop.', 'sto', 'stop.force', ''])('%j is not a rule', async (id) => {
    const { status, stdout, stderr } = await ran(['rules', 'stop', id]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`rule is ${JSON.stringify(id)}, but must be`);
    expect(stderr).toContain('dismissError');
  });

  it('has bold headings on a terminal only', async () => {
    const { stdout } = await ran(['rules', 'stop.forced'], { color: true });
    expect(stdout).toContain('\u001b[1mstop.forced\u001b[0m');
  });
});

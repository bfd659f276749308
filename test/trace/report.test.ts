/** The report names the line, its claim and the objections, and cannot be changed. */
import { describe, expect, it } from 'vitest';
import { checkHistory, type HistoryOptions } from '../../src/trace';
import { call, poll } from './recording';

const start = call('start');
// Nothing awaits approval after it.
const startUnattended = call({ type: 'start', bootstrapPolicy: 'reject' });

describe('a report', () => {
  it('counts lines, calls and readings, also after a violation', async () => {
    const lines = ['{"note":"x"}', call('approve'), '', start, poll('Stopped'), poll('Running')];
    const { source, legal, ...counts } = await checkHistory(lines, { source: 'here' });
    expect({ source, legal }).toEqual({ source: 'here', legal: false });
    expect(counts).toMatchObject({ lines: 6, calls: 2, readings: 2 });
  });

  it('is about the first line that breaks a rule', async () => {
    const lines = [call('approve'), call('activate'), poll('Running')];
    expect((await checkHistory(lines)).violation?.line).toBe(1);
  });

  it.each([
    [1, []],
    [2, [1]],
    [3, [1, 2]],
    [4, [1, 2, 3]],
    [5, [2, 3, 4]],
    [40, [37, 38, 39]],
  ])('on a violation in line %i shows the lines %j before it', async (line, before) => {
    const notes = Array.from({ length: line - 1 }, (_, index) => `{"note":"${index + 1}"}`);
    const { violation } = await checkHistory([...notes, call('approve'), ...notes]);
    const context = before.map((number) => ({ line: number, text: `{"note":"${number}"}` }));
    expect(violation).toMatchObject({ line, text: call('approve'), context });
  });

  it('does not show blank lines before a violation', async () => {
    const { violation } = await checkHistory(['{"note":"x"}', '', '', '', call('approve')]);
    expect(violation?.context).toEqual([{ line: 1, text: '{"note":"x"}' }]);
  });

  it('tells the answers that a document lists from those of our own decision', async () => {
    const because = async (line: string) =>
      (await checkHistory([line])).violation?.objections[0]?.because;
    expect(await because(call('resume', 418))).toMatch(/\(documented: 202, 400, 404, 500\)$/);
    expect(await because(call('dismissError', 200))).toMatch(
      /\(no document; by our decision 202, 400, 404, 500\)$/,
    );
  });

  it('states the claim of the line', async () => {
    const claims = [
      [
        [call('stop', 503, 'IllegalPipelineAction')],
        'stop is answered with 503 IllegalPipelineAction',
      ],
      [
        [call({ type: 'activate', initial: 'paused' })],
        'activate?initial=paused is answered with 202',
      ],
      [[poll('Running')], 'a poll read status Running with desired status Running'],
      [
        [poll('Stopped', 'Stopped', true)],
        'a poll read status Stopped with desired status Stopped, with an error set',
      ],
    ] as const;
    for (const [lines, claim] of claims) {
      expect((await checkHistory(lines)).violation?.claim).toBe(claim);
    }
  });

  it('is frozen all the way down', async () => {
    const reports = [
      await checkHistory([start]),
      await checkHistory([startUnattended, '{"note":"x"}', call('approve')]),
      await checkHistory([start, poll('Stopping', 'Running')]),
    ];
    expect(reports.map(({ legal }) => legal)).toEqual([true, false, false]);
    for (const report of reports) expect(thawedIn(report)).toEqual([]);
  });
});

describe('the objections in a report', () => {
  it('to an error say where errors come from, and how they end', async () => {
    const unseen = await checkHistory([poll('Stopped', 'Stopped', true)]);
    const gone = await checkHistory([
      start,
      poll('Stopping', 'Stopped', true),
      poll('Stopped', 'Stopped', false),
    ]);
    const said = [unseen, gone].map(({ violation }) =>
      violation?.objections.map(({ rule, because }) => [rule.id, because]),
    );
    expect(said).toEqual([
      [['error.byFailureOnly', 'nothing has failed since an error was last dismissed']],
      [['error.untilDismissed', 'an error is set, and nobody has dismissed it']],
    ]);
  });

  it('to an error while Running name the rule that says when there can be one', async () => {
    const { violation } = await checkHistory([start, poll('Running', 'Running', true)]);
    expect(violation?.objections.map(({ rule, because }) => [rule.id, because])).toEqual([
      [
        'deployment.error',
        'status Running with desired status Running and an error set cannot occur',
      ],
    ]);
  });

  it('to Running without approval cite the document of approve', async () => {
    const lines = [start, poll('AwaitingApproval', 'Running'), poll('Running')];
    const { violation } = await checkHistory(lines);
    expect(violation?.objections).toMatchObject([
      { rule: { id: 'running.approved', document: 'approve' } },
    ]);
    expect(violation?.objections[0]?.because).toContain('nothing has approved it');
  });

  it('to an ignored forced stop name the line that was answered with 202', async () => {
    const lines = [start, poll('Running'), call({ type: 'stop', force: true }), poll('Running')];
    const { violation } = await checkHistory(lines);
    const told = violation?.objections.find(({ rule }) => rule.id === 'desired.untilStopped');
    expect(told?.because).toBe(
      'line 3 (stop?force=true) was answered with 202, so desired is Stopped until the status is Stopped',
    );
    expect(violation?.objections.map(({ rule }) => rule.id)).not.toContain('resume.stopping');
  });

  const standbyStart = call({ type: 'start', initial: 'standby' });

  it.each<[string, string[], HistoryOptions]>([
    ['the missing error of a failed start', [standbyStart, poll('Stopped', 'Stopped', false)], {}],
    ['an error without a failure', [poll('Stopped', 'Stopped', true)], {}],
    [
      'a status out of reach',
      [start, poll('Running'), call('pause'), poll('Suspending', 'Paused')],
      {},
    ],
    ['a desired status that several calls ask for', [standbyStart, poll('Stopped', 'Paused')], {}],
    [
      'a desired status that the capabilities rule out',
      [poll('Stopped', 'Standby')],
      { capabilities: { standby: false } },
    ],
    ['an answer', [start, call('approve', 400)], {}],
  ])('to %s cover each possible deployment, each rule once', async (_, lines, options) => {
    const violation = (await checkHistory(lines, options)).violation;
    const refusals = violation?.objections ?? [];
    expect(violation?.line).toBe(lines.length);
    expect(new Set(refusals.flatMap(({ deployments }) => deployments))).toEqual(
      new Set(violation?.possible),
    );
    expect(new Set(refusals.map(({ rule }) => rule)).size).toBe(refusals.length);
    for (const { deployments } of refusals) {
      expect(deployments).toHaveLength(new Set(deployments).size);
    }
  });
});

/** The paths of all objects that are not frozen. */
function thawedIn(value: unknown, path = 'report'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => thawedIn(each, `${path}.${key}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}

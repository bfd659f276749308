/** `verdicts`: the table of how each action is answered in each pair of statuses. */
import { describe, expect, it } from 'vitest';
import {
  actionTypes,
  type CompleteAction,
  type Deployment,
  decide,
  everyAction,
  reachableDeployments,
  wireName,
} from '../../src/lifecycle';
import { type RuleId, ruleOf } from '../../src/lifecycle/rules/catalogue';
import { ran } from './fake-io';
import { cellsOf } from './markdown';

const pairCount = 28;

/** The tables in the output for one action: without the notes between them. */
const tablesIn = (stdout: string) =>
  stdout.split('\n\n').filter((part) => /^(\||status |rule )/.test(part));

/** True if a request in a row, such as `start?initial=(same)`, stands for this action. */
function isMeant(request: string, action: CompleteAction, deployment: Deployment): boolean {
  const [, ...conditions] = request.split(/[?&]/);
  return conditions.every((condition) => {
    const [parameter, values = ''] = condition.split('=');
    const name = Object.keys(action).find((each) => wireName(each) === parameter) as 'type';
    const [asked, underWay] = [action[name], (deployment as unknown as CompleteAction)[name]];
    if (values === '(same)') return asked === underWay;
    if (values === '(other)') return asked !== underWay && underWay !== null;
    return values.split(' or ').includes(String(asked));
  });
}

describe('verdicts', () => {
  it('as text has a row for each pair of statuses', async () => {
    const { status, stdout, stderr } = await ran(['verdicts']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2 + pairCount);
    expect(new Set(lines.map((line) => line.split(/ +/).slice(0, 2).join(' '))).size).toBe(
      2 + pairCount,
    );
  });

  it('as Markdown has the same rows', async () => {
    const { stdout } = await ran(['verdicts', '--markdown']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2 + pairCount);
    for (const line of lines) expect(line).toMatch(/^\|.*\|$/);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    const text = (await ran(['verdicts'])).stdout.trimEnd().split('\n');
    expect(lines.slice(2).map(cellsOf)).toEqual(
      text.slice(2).map((line) => line.trim().split(/ {2,}/)),
    );
  });

  it.each([
    ['Stopped Stopped', 'to Running, no-op, no-op, 400, 400, 503, 503, no-op or done'],
    ['Standby Standby', '400, 405, to Stopped, 400, 400, to Running, 503, no-op'],
    [
      'AwaitingApproval Running',
      'no-op or 400, to Suspended, to Stopped, to Paused, no-op, 503, done or no-op, no-op',
    ],
    ['Running Stopped', '400, 503, no-op, 400, 400, 503, 503, no-op'],
    ['Stopping Stopped', '400, 503, no-op, 400, 400, 503, 503, no-op or 400'],
  ])('of %s follow the rules', async (pair, expected) => {
    const { stdout } = await ran(['verdicts', '--markdown']);
    const row = stdout
      .split('\n')
      .map(cellsOf)
      .find((cells) => cells.slice(0, 2).join(' ') === pair);
    expect(row?.slice(2).join(', ')).toBe(expected);
  });

  it('without a capability leave out what cannot occur', async () => {
    const { stdout } = await ran(['verdicts', '--without', 'standby']);
    expect(stdout).not.toMatch(/^Standby|^\w+ +Standby/m);
    expect(stdout.trimEnd().split('\n').length).toBeLessThan(2 + pairCount);
  });

  it.each(['start', 'stop', 'dismiss_error'])(
    'of %s name its rules, each with its statement',
    async (action) => {
      const { status, stdout } = await ran(['verdicts', action, '--markdown']);
      expect(status).toBe(0);
      const [table = '', legend = ''] = tablesIn(stdout);
      const rows = table.split('\n').slice(2).map(cellsOf);
      expect(new Set(rows.map(([status, desired]) => `${status} ${desired}`)).size).toBe(pairCount);
      const named = new Set(rows.map((cells) => cells[4]));
      const explained = legend.trimEnd().split('\n').slice(2).map(cellsOf);
      expect(explained.map(([id]) => id)).toEqual([...named]);
      for (const [id, statement] of explained) {
        expect(statement).toBe(ruleOf(id as RuleId).statement);
        expect(id?.toLowerCase()).toContain(`${action.replace('_', '')}.`);
      }
    },
  );

  it.each(actionTypes)('of %s say of each request in which row it is', async (type) => {
    const { stdout } = await ran(['verdicts', wireName(type), '--markdown']);
    const [table = ''] = tablesIn(stdout);
    const rows = table.split('\n').slice(2).map(cellsOf);
    const actions = everyAction.filter((action) => action.type === type);
    for (const deployment of reachableDeployments()) {
      for (const action of actions) {
        const decision = decide(deployment, action);
        const isNoOp = decision.accepted && !decision.changed;
        const own = rows.filter(
          ([status, desired, request = '', result, rule]) =>
            status === deployment.status &&
            desired === deployment.desiredStatus &&
            (result === 'no-op') === isNoOp &&
            rule === decision.rule &&
            isMeant(request, action, deployment),
        );
        if (own.length !== 1) expect([own, action, deployment]).toHaveLength(1);
      }
    }
  });

  it.each(actionTypes.map(wireName))(
    'of %s have no two rows that look the same',
    async (action) => {
      for (const format of [[], ['--markdown']]) {
        const [table = ''] = tablesIn((await ran(['verdicts', action, ...format])).stdout);
        const rows = table.split('\n');
        expect(new Set(rows).size).toBe(rows.length);
      }
    },
  );

  it('of start show the parameters that tell the rows of a pair apart', async () => {
    const { stdout } = await ran(['verdicts', 'start']);
    const [table = '', note] = stdout.split('\n\n');
    const rows = table.split('\n').map((line) => line.split(/ {2,}/));
    const ofPair = (status: string, desired: string) =>
      rows
        .filter((cells) => cells[0] === status && cells[1] === desired)
        .map(([, , request, result]) => `${request}: ${result}`);
    expect(ofPair('Stopped', 'Stopped')).toEqual([
      'start?initial=standby: to Standby',
      'start?dismiss_error=false: 400 CannotStartWithUndismissedError',
      'start?initial=paused: to Paused',
      'start?initial=running: to Running',
    ]);
    expect(ofPair('Running', 'Paused')).toEqual([
      'start?initial=(other): 400 InitialImmutableUnlessStopped',
      'start?initial=(same)&bootstrap_policy=(same): no-op',
      'start?initial=(same)&bootstrap_policy=(other): 400 BootstrapPolicyImmutableUnlessStopped',
    ]);
    expect(ofPair('Stopping', 'Stopped')).toEqual(['start: 400 IllegalPipelineAction']);
    expect(note).toBe(
      'A parameter that is left out may have any value. ' +
        '(same) and (other) compare it with that of the deployment under way.',
    );
    expect((await ran(['verdicts', 'pause'])).stdout).not.toContain('parameter that is left out');
  });

  it('as JSON have one entry for each result', async () => {
    const entries: Record<string, unknown>[] = JSON.parse(
      (await ran(['verdicts', '--json'])).stdout,
    );
    for (const entry of entries) {
      expect(entry).toEqual({
        status: expect.any(String),
        desiredStatus: expect.any(String),
        action: expect.any(String),
        requests: expect.arrayContaining([expect.any(String)]),
        httpStatus: expect.any(Number),
        result: expect.any(String),
        rule: expect.any(String),
      });
    }
    expect(new Set(entries.map((entry) => `${entry.status} ${entry.desiredStatus}`)).size).toBe(
      pairCount,
    );
    expect(entries).toContainEqual({
      status: 'Running',
      desiredStatus: 'Suspended',
      action: 'stop',
      requests: ['stop'],
      httpStatus: 503,
      result: '503 IllegalPipelineAction',
      rule: 'stop.alreadySuspending',
    });
    const ofStop: unknown[] = JSON.parse((await ran(['verdicts', 'stop', '--json'])).stdout);
    expect(ofStop).toEqual(entries.filter(({ action }) => action === 'stop'));
  });
});

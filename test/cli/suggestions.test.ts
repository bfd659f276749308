/** A word that is nearly right: the command line says which one was probably meant. */
import { describe, expect, it, test } from 'vitest';
import { closestWord } from '../../src/cli/suggestions';
import { ran } from './fake-io';

describe('the closest word', () => {
  const words = ['Stopped', 'Suspended', 'Standby', 'Running', 'forced-stop', 'forced-stop.stays'];

  it.each([
    ['running', 'Running'],
    ['RUNNING', 'Running'],
    ['Runing', 'Running'],
    ['Suspnded', 'Suspended'],
    ['forced_stop', 'forced-stop'],
    ['ForcedStop', 'forced-stop'],
    ['forced', 'forced-stop'],
    ['run', 'Running'],
    ['standy', 'Standby'],
  ])('to %s is %s', (word, closest) => {
    expect(closestWord(word, words)).toBe(closest);
  });

  it.each(['', 'x', 'ru', 'Terminated', 'unforced'])('to %j does not exist', (word) => {
    expect(closestWord(word, words)).toBeUndefined();
  });

  it('is the first of those that are as close', () => {
    expect(closestWord('stip', ['stop', 'step'])).toBe('stop');
    expect(closestWord('stop', [])).toBeUndefined();
  });
});

test.each([
  [['verify', 'livenes'], 'liveness'],
  [['verify', 'forced-stop.stay'], 'forced-stop.stays'],
  [['rules', 'stop.forcd'], 'stop.forced'],
  [['rules', 'awaiting_approvl'], 'awaitingApproval'],
  [['explain', 'running'], 'Running'],
  [['explain', 'Running', 'runing'], 'Running'],
  [['explain', 'running', 'Running', 'stop'], 'Running'],
  [['explain', 'Running', 'suspnded', 'stop'], 'Suspended'],
  [['explain', 'Running', 'Running', 'stp'], 'stop'],
  [['explain', 'Running', 'Running', 'dismissError'], 'dismiss_error'],
  [['explain', 'Running', 'Running', 'stop?forced=true'], 'force'],
  [['explain', 'Running', 'Running', 'start?initial=Paused'], 'paused'],
  [['explain', 'Running', 'Running', 'stop', '--initial', 'standbye'], 'standby'],
  [
    ['explain', 'Running', 'Running', 'stop', '--bootstrap-policy', 'await-approval'],
    'await_approval',
  ],
  [['verdicts', 'strat'], 'start'],
  [['diagram', 'statuss'], 'status'],
  [['diagram', 'action:dismissError'], 'action:dismiss_error'],
  [['diagram', 'status', '--format', 'mermiad'], 'mermaid'],
  [['diagram', 'status', '--highlight', 'running/Paused'], 'Running'],
  [['diagram', 'status', '--highlight', 'Running/Pause'], 'Paused'],
  [['check', '--from', 'anywere', 'a.jsonl'], 'anywhere'],
  [['check', '--without', 'Standby', 'a.jsonl'], 'standby'],
  [['serve', '--edition', 'opensource'], 'open-source'],
])('%j says: did you mean %s?', async (argv, word) => {
  const { status, stdout, stderr } = await ran(argv);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: /);
  expect(stderr.trimEnd().endsWith(` Did you mean "${word}"?`)).toBe(true);
});

test.each([
  [['chekc', 'a.jsonl'], 'check'],
  [['check', '--form', 'new', 'a.jsonl'], '--from'],
])('%j says: did you mean %s? as its parser puts it', async (argv, word) => {
  expect((await ran(argv)).stderr).toContain(`(Did you mean ${word}?)`);
});

test.each([
  ['verify', 'zzz'],
  ['rules', 'zzz'],
  ['diagram', 'zzz'],
  ['explain', 'Running', 'Running', 'zzz'],
  ['explain', 'Running', 'Running', 'pause?zzz=1'],
  ['verify', ''],
])('nothing is suggested if nothing is close: %j %j', async (...argv) => {
  const { status, stderr } = await ran(argv);
  expect(status).toBe(2);
  expect(stderr).not.toContain('Did you mean');
});

describe('a file whose name is empty, because a variable was not set', () => {
  const server = ['conform', 'http://localhost:1', '--pipeline', 'scratch'];

  it.each([
    [['check', ''], 'file'],
    [['check', 'a.jsonl', ' '], 'file'],
    [['check', '--json', ''], 'file'],
    [['diagram', 'history', ''], 'file'],
    [['diagram', 'status', '--output', ''], '--output'],
    [['diagram', '--all', '--output', ''], '--output'],
    [[...server, '--report', ''], '--report'],
    [[...server, '--history', ''], '--history'],
  ])('is named: %j', async (argv, name) => {
    const { status, stdout, stderr } = await ran(argv);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${name} is "`);
    expect(stderr).toContain('It is empty: is a variable of the shell not set?');
  });

  it('is named if it is where to record', async () => {
    expect((await ran(['serve', '--record', ''])).stderr).toContain('error: --record is ""');
  });
});

/** The verdicts of the history view on recordings, compared with those of `check`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GivenRecording, judgedRecording } from '../../src/explorer/history/judging';
import {
  accusedLine,
  verdictSentence,
  verdictWord,
} from '../../src/explorer/history/verdict-words';
import { fullCapabilities } from '../../src/lifecycle';
import { root } from '../repository/tree';
import { recordings } from './recordings';

const never = async () => {};
const plain: GivenRecording = {
  ...{ source: 'history', text: '', from: 'new', strict: false },
  ...{ capabilities: fullCapabilities, prefix: '/v0/pipelines/', map: '' },
};
const judge = (given: Partial<GivenRecording>) => judgedRecording({ ...plain, ...given }, never);

/** The verdicts, each with the line that it is about. */
const verdictsOn = async (given: Partial<GivenRecording>) =>
  (await judge(given)).map((each) => [each.source, verdictWord(each), accusedLine(each)]);

test('there are recordings of each kind', () => {
  expect(recordings.length).toBeGreaterThanOrEqual(10);
  expect(readdirSync(join(root, 'examples/recordings'))).toHaveLength(3);
});

test.each(recordings)(
  '$file is judged as check judges it',
  async ({ file, text, map, checked }) => {
    expect(await verdictsOn({ source: file, text, map })).toEqual(await checked());
  },
);

test('the lines that are possible are known for every line before the violation', async () => {
  const text = readFileSync(join(root, 'examples/histories/resume-cancels-suspend.jsonl'), 'utf8');
  const [history] = await judge({ text });
  expect([...(history?.possible.keys() ?? [])]).toEqual([1, 2, 3, 4]);
  expect(history?.lines).toHaveLength(6);
});

describe('how to read a recording', () => {
  const poll = JSON.stringify({
    seen: { deployment_status: 'Running', deployment_desired_status: 'Running' },
  });

  test('a history may begin anywhere', async () => {
    expect(await verdictsOn({ text: poll })).toEqual([['history', 'illegal', 1]]);
    expect(await verdictsOn({ text: poll, from: 'anywhere' })).toEqual([['history', 'legal', 0]]);
  });

  test('capabilities that are missing are respected', async () => {
    const text = '{"call":"start","answer":202}\n{"call":"stop","answer":202}';
    const capabilities = { ...fullCapabilities, checkpointing: false };
    expect(await verdictsOn({ text })).toEqual([['history', 'legal', 0]]);
    expect(await verdictsOn({ text, capabilities })).toEqual([['history', 'illegal', 2]]);
  });

  test('a remark counts as a violation if that is wanted', async () => {
    const text = [
      '{"call":"start?initial=paused","answer":202}',
      '{"seen":{"deployment_status":"Paused","deployment_desired_status":"Paused"}}',
      '{"seen":{"deployment_status":"Running","deployment_desired_status":"Paused"}}',
    ].join('\n');
    const [history] = await judge({ text });
    expect(history?.report?.remarks.map(({ line }) => line)).toEqual([3]);
    expect(await verdictsOn({ text, strict: true })).toEqual([['history', 'illegal', 3]]);
  });

  test('a HAR file is known by its content, and another path before the names is respected', async () => {
    const har = readFileSync(join(root, 'examples/recordings/session.har'), 'utf8');
    const moved = har.replaceAll('/v0/pipelines/', '/api/');
    const [none] = await judge({ text: moved });
    expect(none?.problem?.text).toMatch(/Is the path before the names right\?$/);
    const pipelines = (await judge({ text: moved, prefix: '/api/' })).map(({ source }) => source);
    expect(pipelines).toEqual((await judge({ text: har })).map(({ source }) => source));
    expect(pipelines).toEqual(['history (orders)']);
  });
});

describe('a recording that cannot be read', () => {
  test.each([
    ['history.jsonl', '{"call":"start","answer":202}\nno JSON', '', /not valid JSON/, 2],
    ['history.jsonl', '{"note":"nothing else"}', '', /nothing to check/, 0],
    ['history.jsonl', '{"call":"start","answer":202,"answer":400}', '', /given twice/, 1],
    ['session.har', '{"log":', '', /not valid JSON/, 0],
    ['session.har', '{"log":{}}', '', /log\.entries/, 0],
    ['access.log', '{}', '{', /the mapping of the log is not JSON/, 0],
    ['access.log', '{}', '{"method":1}', /map/, 0],
    ['access.log', 'no JSON', '{"method":"m","url":"u","status":"s"}', /not valid JSON/, 1],
  ])('%s with %s (mapping %s) is told, with its line', async (source, text, map, problem, line) => {
    const [history] = await judge({ source, text, map });
    expect(verdictWord(history as NonNullable<typeof history>)).toBe('unreadable');
    expect(history?.problem?.line).toBe(line);
    expect(verdictSentence(history as NonNullable<typeof history>)).toMatch(problem);
  });
});

test('a long history is judged in turns, and no further than it is asked for', async () => {
  const poll = '{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped"}}';
  const text = `${poll}\n`.repeat(10_000);
  let turns = 0;
  const [history] = await judgedRecording({ ...plain, text }, async () => {
    turns += 1;
  });
  expect(history?.report?.readings).toBe(10_000);
  expect(turns).toBe(21);
  const reason = new Error('Superseded.');
  const superseded = judgedRecording({ ...plain, text }, async () => {
    throw reason;
  });
  await expect(superseded).rejects.toBe(reason);
});

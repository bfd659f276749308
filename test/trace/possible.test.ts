/** The deployments that each line leaves possible, as hosts are told of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Deployment } from '../../src/lifecycle';
import { checkHistory, HistoryChecker, type HistoryOptions, historiesInHar } from '../../src/trace';

const call = (request: string, answer: number) => JSON.stringify({ call: request, answer });
const poll = (status: string, desired: string, more = {}) =>
  JSON.stringify({
    seen: { deployment_status: status, deployment_desired_status: desired, ...more },
  });

const pairsOf = (deployments: readonly Deployment[]) =>
  [...new Set(deployments.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`))].sort();

async function followed(lines: readonly string[], options: HistoryOptions = {}) {
  const told: [number, readonly string[]][] = [];
  const onPossible = (line: number, possible: readonly Deployment[]) => {
    expect(Object.isFrozen(possible)).toBe(true);
    told.push([line, pairsOf(possible)]);
  };
  const report = await checkHistory(lines, { ...options, onPossible });
  return { told, report };
}

test('each line is told with whatever the runner may make of it before the next one', async () => {
  const lines = [
    call('start?initial=paused&bootstrap_policy=allow', 202),
    '{"note":"a note is not told"}',
    poll('Paused', 'Paused'),
    call('stop', 202),
    poll('Suspending', 'Suspended'),
  ];
  const { told } = await followed(lines);
  const ended = ['Stopped/Stopped', 'Stopping/Stopped'];
  expect(told).toEqual([
    [1, ['Paused/Paused', 'Provisioning/Paused', 'Running/Paused', 'Stopped/Paused', ...ended]],
    [3, ['Paused/Paused', 'Running/Paused', ...ended]],
    [4, ['Paused/Suspended', 'Running/Suspended', ...ended, 'Suspending/Suspended']],
    [5, [...ended, 'Suspending/Suspended']],
  ]);
});

test('lines that overlap are told in the order in which they ended', async () => {
  const at = (line: string, began: number, ended: number) =>
    JSON.stringify({ ...JSON.parse(line), began, ended });
  const { told } = await followed([
    at(call('start', 202), 0, 10),
    at(call('stop?force=true', 202), 20, 60),
    at(poll('Stopped', 'Running'), 30, 40),
  ]);
  expect(told.map(([line]) => line)).toEqual([1, 3, 2]);
  expect(told[1]?.[1]).toContain('Stopped/Running');
  expect(told[2]?.[1]).toContain('Running/Stopped');
  expect(told[2]?.[1]?.join()).not.toContain('/Running');
});

const folder = 'examples/histories';
const shipped = readdirSync(folder).map(
  (file) => [file, readFileSync(`${folder}/${file}`, 'utf8').trim().split('\n')] as const,
);

test.each(shipped)(
  '%s: every line before the violation is told, and none from it on',
  async (_, lines) => {
    const { told, report } = await followed(lines);
    const { violation } = report;
    const end = violation?.line ?? Number.POSITIVE_INFINITY;
    const decided = lines.flatMap((line, index) => {
      const isDecided = /^\{"(call|seen)"/.test(line) && index + 1 < end;
      return isDecided ? [index + 1] : [];
    });
    expect(told.map(([line]) => line)).toEqual(decided);
    if (violation !== null) {
      expect(told.at(-1)?.[1]).toEqual(expect.arrayContaining(pairsOf(violation.possible)));
    }
  },
);

test('what is told changes no verdict', async () => {
  const har = readFileSync('examples/recordings/session.har', 'utf8');
  for (const { lines, from } of historiesInHar(har).pipelines) {
    const { told, report } = await followed(lines, { from });
    expect(report).toEqual(await checkHistory(lines, { from }));
    expect(told).not.toEqual([]);
  }
});

test('a host that checks while it records is told line by line', () => {
  const told: number[] = [];
  const checker = new HistoryChecker({ onPossible: (line) => told.push(line) });
  checker.read(call('start', 202));
  expect(told).toEqual([1]);
  checker.read(call('stop?force=true', 400));
  expect(told).toEqual([1]);
});

test('a host that must not be blocked decides waiting lines little by little, with one verdict', () => {
  const lines = Array.from({ length: 50 }, (_, index) => {
    const request = ['start', 'pause', 'resume', 'stop?force=true'][index % 4];
    const [began, answer] = [index * 10, 500];
    return JSON.stringify({ call: request, answer, began, ended: began + 15 });
  });
  const told: number[] = [];
  const checker = new HistoryChecker({ onPossible: (line) => told.push(line) });
  for (const line of lines) checker.read(line);
  expect(told).toEqual([]);
  let turns = 0;
  while (checker.advance(7)) turns += 1;
  expect(turns).toBe(7);
  expect(told.length).toBeGreaterThan(40);
  expect(checker.end()).toEqual(once(lines));
  expect(() => checker.advance(-1)).toThrow(/lines/);
});

function once(lines: readonly string[]) {
  const checker = new HistoryChecker();
  for (const line of lines) checker.read(line);
  return checker.end();
}

test('a host cannot be told by anything but a function', async () => {
  const options = { onPossible: 'onPossible' } as unknown as HistoryOptions;
  await expect(checkHistory([call('start', 202)], options)).rejects.toThrow(/onPossible/);
});

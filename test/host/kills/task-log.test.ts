/** The judge of the log of workers finds each kind of what must not happen. */
import { expect, test } from 'vitest';
import { TaskJudge, turnsMax } from './task-log';

const [one, other] = [1, 2];
const task = (type: 'begun' | 'ended', pid: number, fence: number) => {
  const about = { pipeline: 'orders', generation: 1, step: 'provision' };
  return { type, pid, fence, at: 0, ...about } as const;
};
const turns = (pid: number, count = turnsMax) =>
  Array.from({ length: count }, () => ({ type: 'turn', pid, at: 0 }) as const);

type Lines = readonly Parameters<TaskJudge['read']>[0][];
function problemsIn(lines: Lines, options = {}): readonly string[] {
  const judge = new TaskJudge(options);
  for (const line of lines) judge.read(line);
  return judge.problems;
}

const takenOver = [task('begun', one, 1), ...turns(one), task('begun', other, 2)];

test.each<[string, Lines]>([
  ['one worker after the other', [task('begun', one, 1), task('ended', one, 1), ...takenOver]],
  ['a worker that was killed in the middle of a task', [...takenOver, ...turns(other)]],
  [
    'a worker that goes on, hears that it was replaced, and ends',
    [...takenOver, ...turns(one, turnsMax - 1), task('ended', one, 1), ...turns(one)],
  ],
  [
    'a worker that was stopped before it could write that it begins',
    [task('begun', other, 2), ...turns(other), task('begun', one, 1), task('ended', one, 1)],
  ],
  [
    'a worker that has the pipeline again',
    [...takenOver, task('ended', one, 1), task('ended', other, 2), task('begun', one, 3)],
  ],
])('%s is right', (_, lines) => {
  expect(problemsIn(lines)).toEqual([]);
});

test.each<[string, Lines, RegExp]>([
  [
    'two live workers at once',
    [...takenOver, ...turns(one)],
    /worker 1 with fence 1 goes on beside .* worker 2 with fence 2/,
  ],
  [
    'a task that a replaced worker begins',
    [...takenOver, task('ended', one, 1), ...turns(one), task('begun', one, 1)],
    /worker 1 with fence 1 comes after .* worker 2 with fence 2/,
  ],
  [
    'a fence that falls',
    [task('begun', one, 2), task('ended', one, 2), task('begun', one, 1)],
    /worker 1 with fence 1 comes after .* worker 1 with fence 2/,
  ],
  [
    'two tasks of one worker at once',
    [task('begun', one, 1), task('begun', one, 2), ...turns(one)],
    /worker 1 with fence 1 goes on beside .* worker 1 with fence 2/,
  ],
  [
    'a fence of two workers',
    [task('begun', one, 1), task('begun', other, 1)],
    /worker 2 with fence 1 comes after .* worker 1 with fence 1/,
  ],
  ['a broken worker', [{ type: 'broken', pid: one, at: 0, error: 'Oh' }], /is broken: Oh/],
])('%s is found', (_, lines, problem) => {
  expect(problemsIn(lines)).toEqual([expect.stringMatching(problem)]);
});

test('where a task may be asked again, two workers may have one fence, but not at once', () => {
  const again = [task('begun', one, 1), task('begun', other, 1)];
  expect(problemsIn(again, { canRepeatFences: true })).toEqual([]);
  expect(problemsIn([...again, ...turns(one)], { canRepeatFences: true })).toHaveLength(1);
});

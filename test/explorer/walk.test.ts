/** The walk and its session: what is kept, undone and replaced. */
import { describe, expect, test } from 'vitest';
import {
  changedTo,
  deploymentOf,
  exampleWalks,
  extended,
  newWalk,
  redone,
  sessionFrom,
  stepsMax,
  takenSteps,
  undone,
  type WalkStep,
  walkAt,
} from '../../src/explorer/model';
import { createDeployment } from '../../src/lifecycle';

const step = (address: string): WalkStep => walkAt(address).steps[0] as WalkStep;

describe('a walk', () => {
  test('begins with a pipeline that was never started', () => {
    expect(deploymentOf(newWalk)).toEqual(createDeployment());
    expect(takenSteps(newWalk)).toEqual([]);
  });

  test('has a refusal as a step that changes nothing', () => {
    const walk = extended(newWalk, step('resume'));
    const [refused] = takenSteps(walk);
    expect(refused?.answer).toMatchObject({ accepted: false, httpStatus: 400 });
    expect(refused?.after).toBe(refused?.before);
  });

  test('loses the steps behind its place if another one is taken there', () => {
    const walk = { ...walkAt('start/runner:provisioning/stop'), taken: 1 };
    expect(deploymentOf(walk).status).toBe('Stopped');
    const other = extended(walk, step('pause'));
    expect(other.steps).toEqual(walkAt('start/pause').steps);
    expect(other.taken).toBe(2);
  });

  test('is taken again if the capabilities change', () => {
    const walk = walkAt('start?initial=standby');
    expect(deploymentOf(walk).desiredStatus).toBe('Standby');
    const without = { ...walk, capabilities: { ...walk.capabilities, standby: false } };
    expect(takenSteps(without)[0]?.answer.rule).toBe('start.standbyNotAllowed');
    expect(deploymentOf(without)).toEqual(createDeployment());
  });

  test('takes no further step once it is full', () => {
    let walk = newWalk;
    for (let count = 0; count < stepsMax; count += 1) walk = extended(walk, step('resume'));
    expect(walk.taken).toBe(stepsMax);
    expect(extended(walk, step('resume'))).toBe(walk);
  });
});

describe('a session', () => {
  const first = sessionFrom();
  const second = changedTo(first, extended(first.walk, step('start')));

  test('undoes a change and does it again', () => {
    expect(undone(second).walk).toBe(first.walk);
    expect(redone(undone(second)).walk).toBe(second.walk);
  });

  test('has nothing to undo at its beginning, and nothing to redo at its end', () => {
    expect(undone(first)).toBe(first);
    expect(redone(second)).toBe(second);
  });

  test('forgets what was undone once something else is done', () => {
    const other = changedTo(undone(second), extended(first.walk, step('stop')));
    expect(redone(other)).toBe(other);
  });

  test('undoes the steps of a walk that it begins with, one by one', () => {
    const session = sessionFrom(walkAt('start/runner:provisioning@1'));
    expect(undone(session).walk.steps).toEqual(walkAt('start').steps);
    expect(undone(undone(session)).walk.steps).toEqual([]);
  });
});

test('the examples answer their questions', () => {
  const rules = exampleWalks.map(({ address }) =>
    takenSteps(walkAt(address)).map(({ answer }) => answer.rule),
  );
  const [resume, late, failed] = rules;
  expect(resume?.at(-1)).toBe('resume.suspending');
  expect(late?.at(-1)).toBe('generation.stale');
  expect(failed?.slice(-2)).toEqual(['failed.deployment', 'deprovisioned.stops']);
});

/** How a pipeline in Restate goes on: pure functions, over walks through the lifecycle. */
import { describe, expect, test } from 'vitest';
import { applyAction, applyObservation, createPipeline, type Pipeline } from '../../src/host';
import { type Observation, parseRequest } from '../../src/lifecycle';
import {
  nextTry,
  noTask,
  type Plan,
  planOf,
  type TaskRecord,
  withProvisioningOver,
} from '../../src/restate/task-record';

const noon = Date.parse('2026-01-31T12:00:00.000Z');
const times = {
  provisioningTimeout: 1_000,
  taskTimeouts: { provision: 400, pause: 50, suspend: 70, deprovision: 90 },
  backoff: { first: 100, max: 1_000 },
};

const fresh = createPipeline('orders', { now: noon, id: 'first' });
const asked = (pipeline: Pipeline, request: string) => {
  const context = { now: noon, capabilities: {} };
  return applyAction(pipeline, parseRequest(request), context).pipeline as Pipeline;
};
const reported = (pipeline: Pipeline, observation: Observation) =>
  applyObservation(pipeline, observation, { now: noon }).pipeline as Pipeline;
const planned = (pipeline: Pipeline, task: TaskRecord = noTask, now = noon): Plan =>
  planOf(pipeline, task, now, times);
const started = planned(asked(fresh, 'start'));

describe('a pipeline', () => {
  test('that has nothing to do has no task', () => {
    expect(planned(fresh)).toEqual({
      ...{ pipeline: fresh, task: noTask, begins: null, callsOff: false },
    });
  });

  test('that is started is Provisioning at once, and has its first task', () => {
    expect(started.pipeline.deployment.status).toBe('Provisioning');
    expect(started.begins).toMatchObject({ fence: 1, attempt: 1, timeout: 400, isFinal: false });
    expect(started.task).toMatchObject({ fence: 1, attempt: 1, phase: 'running' });
  });

  test('whose task runs has no other, while the level is the same', () => {
    const checkpointed = reported(started.pipeline, { type: 'checkpointed', checkpoint: 1 });
    expect(planned(checkpointed, started.task)).toMatchObject({ begins: null, callsOff: false });
  });

  const stopped = planned(asked(started.pipeline, 'stop?force=true'), started.task);

  test('that is stopped by force calls its task off, and begins nothing before its end', () => {
    expect(stopped).toMatchObject({ callsOff: true, begins: null, task: { phase: 'calledOff' } });
    expect(stopped.pipeline.deployment.status).toBe('Provisioning');
    const again = planned(stopped.pipeline, stopped.task);
    expect(again).toMatchObject({ callsOff: false, begins: null, task: stopped.task });
  });

  test('goes on with the next fence once the earlier task has ended', () => {
    const ended = nextTry(stopped.pipeline, stopped.task, noon, times, () => 0.5);
    expect(ended).toMatchObject({ delay: null, task: { phase: 'none' } });
    const next = planned(stopped.pipeline, ended.task);
    expect(next.pipeline.deployment.status).toBe('Stopping');
    expect(next.begins).toMatchObject({ fence: 2, attempt: 1, timeout: 90, isFinal: false });
  });

  test('whose task has failed waits, and tries again with the next fence', () => {
    const { task, delay } = nextTry(started.pipeline, started.task, noon, times, () => 0.5);
    expect([task.phase, delay]).toEqual(['waiting', 50]);
    expect(planned(started.pipeline, task)).toMatchObject({ begins: null, task });
    const due = planned(started.pipeline, { ...task, phase: 'none' });
    expect(due.begins).toMatchObject({ fence: 2, attempt: 2 });
    const second = nextTry(started.pipeline, due.task, noon, times, () => 0.5);
    expect(second.delay).toBe(100);
  });

  test('that waits for its next try is deleted at once', () => {
    const { task } = nextTry(started.pipeline, started.task, noon, times, () => 0.5);
    const next = planned(asked(started.pipeline, 'stop?force=true'), task);
    expect(next.begins).toMatchObject({ fence: 2, attempt: 1, timeout: 90 });
  });
});

describe('the time to come up', () => {
  test('limits the last try, and the wait before it', () => {
    const late = noon + 700;
    const again = { ...started.task, phase: 'none' } as const;
    const last = planned(started.pipeline, again, late);
    expect(last.begins).toMatchObject({ timeout: 300, isFinal: true });
    const { delay } = nextTry(started.pipeline, last.task, noon + 990, times, () => 0.99);
    expect(delay).toBe(10);
  });

  test('is over, and the pipeline is deleted', () => {
    const over = planned(started.pipeline, { ...started.task, phase: 'none' }, noon + 1_000);
    expect(over.pipeline.deployment).toMatchObject({
      ...{ status: 'Stopping', error: { error_code: 'ProvisioningTimeout' } },
    });
    expect(over.begins).toMatchObject({ timeout: 90 });
    const told = withProvisioningOver(started.pipeline, noon, times);
    expect(told.deployment.error).toEqual(over.pipeline.deployment.error);
  });

  test('is never longer because another machine is ahead', () => {
    const again = { ...started.task, phase: 'none' } as const;
    const early = planned(started.pipeline, again, noon - 60_000);
    expect(early.begins).toMatchObject({ timeout: 400, isFinal: false });
  });
});
